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

use crate::ConvNet;
use crate::Window;

/// The book's DeepConvNet with He's first weights. Its last dropout stands after the output layer, as in the book's
/// code: a question of chapter 8.
///
/// ```
/// use core_tensor::{networks::deep_convnet::deep_convnet, Streams};
/// let network = deep_convnet().build::<f32>(&Streams::new(1));
/// let numbers: usize = network.params().iter().map(|param| param.value.len()).sum();
/// assert_eq!(numbers, 123_552);
/// ```
pub fn deep_convnet() -> ConvNet {
    let (three, halve) = (Window::square(3).pad(1), Window::square(2).stride(2));
    let mut net = ConvNet::new((1, 28, 28));
    for (filters, second) in [(16, three), (32, three.pad(2)), (64, three)] {
        net = net.convolution(filters, three).relu().convolution(filters, second).relu().max_pooling(halve);
    }
    net.affine(50).relu().dropout(0.5).affine(10).dropout(0.5)
}
