//! Which network does chapter 7 train? One layer of filters, one pooling, two fully connected layers.
//!
//! Derived in: ch07 (book §7.5, `simple_convnet`).
//!
//! ```text
//! (1, 28, 28) → 30 filters 5 × 5 → (30, 24, 24) → ReLU → max 2 × 2 → (30, 12, 12) → 100 → ReLU → 10
//! ```

use crate::{Init, Sequential, Window};

/// The book's SimpleConvNet with its initial weights: normal of deviation 0.01.
///
/// ```
/// use core_tensor::layers::SoftmaxCrossEntropy;
/// use core_tensor::{Streams, networks::simple_convnet};
/// let network = simple_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
/// assert_eq!(network.count_parameters(), 433_890);
/// ```
pub fn simple_convnet() -> Sequential {
    let net = Sequential::new([1, 28, 28]).init(Init::Normal(0.01));
    net.conv(30, Window::square(5)).relu().max_pool(2).affine(100).relu().affine(10)
}
