//! Which network does chapter 7 train? One layer of filters, one pooling, two fully connected layers.
//!
//! Derived in: ch07 (book §7.5, `simple_convnet`).
//!
//! ```text
//! (1, 28, 28) → 30 filters 5 × 5 → (30, 24, 24) → ReLU → max 2 × 2 → (30, 12, 12) → 100 → ReLU → 10
//! ```

use crate::Window;
use crate::{ConvNet, Init};

/// The book's SimpleConvNet with its first weights: normal of deviation 0.01.
///
/// ```
/// use core_tensor::{Streams, networks::simple_convnet::simple_convnet};
/// let network = simple_convnet().build::<f32>(&Streams::new(1));
/// let numbers: usize = network.params().iter().map(|param| param.value.len()).sum();
/// assert_eq!(numbers, 433_890);
/// ```
pub fn simple_convnet() -> ConvNet {
    let halve = Window::square(2).stride(2);
    let net = ConvNet::new((1, 28, 28)).init(Init::Normal(0.01));
    net.convolution(30, Window::square(5)).relu().max_pooling(halve).affine(100).relu().affine(10)
}
