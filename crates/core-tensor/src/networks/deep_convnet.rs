//! Which network does chapter 8 train? Six layers of small filters in three stages, each of which halves the image.
//!
//! Derived in: ch08 (book §8.1.1, `deep_convnet`).
//!
//! ```text
//! (1, 28, 28) → [ 16 filters 3 × 3 → ReLU → 16 → ReLU → max 2 × 2 ] → (16, 14, 14)
//!             → [ 32             …        32 (pad 2)            … ] → (32, 8, 8)
//!             → [ 64             …        64                    … ] → (64, 4, 4)
//!             → 50 → ReLU → dropout 0.5 → 10 → dropout 0.5
//! ```

use crate::{Sequential, Window};

/// A 3 × 3 kernel that keeps the size of the image.
const CONV_3X3: Window = Window::square(3).pad(1);

/// The book's DeepConvNet with He's initial weights. Its last dropout stands after the output layer, as in the book's
/// code: a question of chapter 8.
///
/// ```
/// use core_tensor::layers::SoftmaxCrossEntropy;
/// use core_tensor::{networks::deep_convnet, Streams};
/// let network = deep_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
/// assert_eq!(network.count_parameters(), 123_552);
/// ```
pub fn deep_convnet() -> Sequential {
    let mut net = Sequential::new([1, 28, 28]);
    for (filters, second) in [(16, CONV_3X3), (32, CONV_3X3.pad(2)), (64, CONV_3X3)] {
        net = net.conv(filters, CONV_3X3).relu().conv(filters, second).relu().max_pool(2);
    }
    net.affine(50).relu().dropout(0.5).affine(10).dropout(0.5)
}
