//! What do two small filters cost, compared with one large one?

use crate::prediction::Prediction;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::{Sequential, Streams, Window};

/// Weights and biases of `layers` layers of 16 filters of side × side, on an input of 16 feature maps.
fn counted(side: usize, layers: usize) -> f64 {
    let mut net = Sequential::new([16, 28, 28]);
    for _ in 0..layers {
        net = net.conv(16, Window::square(side).pad(side / 2));
    }
    let network = net.build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
    network.params().iter().map(|param| param.value.len() as f64).sum()
}

/// Parameters of two layers of 3 × 3 filters, 16 feature maps in and out (book §8.1.3).
pub fn parameters() -> Prediction {
    Prediction::new(
        "How many weights and biases do two layers of 16 filters of 3 × 3 have, on an input of 16 feature maps?",
        || counted(3, 2),
        "Each filter covers all input maps: 16 · 16 · 9 weights and 16 biases, twice. One layer of 5 × 5 has the same \
         receptive field, and needs 16 · 16 · 25 + 16 = 6,416. And there is a ReLU between the two small ones.",
    )
    .wrong_guess("one layer", || counted(3, 1), "That is one of the two layers.")
    .wrong_guess(
        "without biases",
        || counted(3, 2) - 32.0,
        "Those are the weights. Each filter has a bias too.",
    )
    .wrong_guess(
        "flat filters",
        || 2.0 * f64::from(16 * 9 + 16),
        "That would be filters that use one feature map. Each uses all 16 maps before it.",
    )
    .wrong_guess(
        "the large filters",
        || counted(5, 1),
        "That is one layer of 5 × 5, which the two small ones replace.",
    )
}
