//! How many parameters, and how large is im2col's matrix?

use crate::prediction::Prediction;
use core_tensor::Streams;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::simple_convnet;

/// Weights and biases of the book's SimpleConvNet.
fn parameters() -> f64 {
    let network = simple_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
    network.params().iter().map(|param| param.value.len() as f64).sum()
}

/// The number of parameters of the SimpleConvNet (book §7.5).
pub fn parameters_of_simple_convnet() -> Prediction {
    Prediction::new(
        "How many weights and biases does the SimpleConvNet have?",
        parameters,
        "750 + 30 in the filters, 4,320 · 100 + 100 after the pooling, 100 · 10 + 10 at the end. The filters, which \
         do about half of the multiplications, have 0.2 % of the parameters.",
    )
    .wrong_guess(
        "without biases",
        || parameters() - 140.0,
        "Those are the weights. Each filter and each unit has a bias: 30 + 100 + 10.",
    )
    .wrong_guess(
        "without pooling",
        || parameters() + 100.0 * f64::from(30 * (24 * 24 - 12 * 12)),
        "The pooling comes before the affine layer: 12 × 12 of each feature map remain, not 24 × 24.",
    )
    .wrong_guess(
        "padded",
        || parameters() + 100.0 * f64::from(30 * (14 * 14 - 12 * 12)),
        "There is no padding: 5 × 5 filters turn 28 × 28 into feature maps of 24 × 24.",
    )
    .wrong_guess("the filters", || 780.0, "Those are the filters. The affine layers after them have parameters too.")
    .wrong_guess(
        "without the filters",
        || parameters() - 780.0,
        "Those are the affine layers. The filters have parameters too: 30 of 5 × 5, each with a bias.",
    )
}

/// The size of im2col's matrix beside the image: 28 × 28, windows of 5 × 5 (book §7.4.2).
pub fn growth_of_im2col() -> Prediction {
    Prediction::new(
        "How many times larger is the matrix of im2col than the 28 × 28 image, with 5 × 5 windows and stride 1?",
        || {
            let windows = super::windows::Windows { image: (1, 28, 28), sides: (5, 5), stride: 1 };
            windows.im2col(&ndarray::Array3::zeros((1, 28, 28))).len() as f64 / 784.0
        },
        "There are 24 · 24 windows of 25 values: 14,400 instead of 784. In the middle each pixel is read 25 times, at \
         the edge less often. The price is memory; what it buys is one large product instead of seven loops.",
    )
    .within(0.01)
    .wrong_guess(
        "25 times",
        || 25.0,
        "In the middle each pixel is read 25 times, but at the edge less often: a corner only once. How many windows \
         are there?",
    )
    .wrong_guess(
        "the matrix itself",
        || 14_400.0,
        "That is the size of the matrix. Divide it by the 784 pixels of the image.",
    )
    .wrong_guess("as many", || 1.0, "The windows overlap, so the same pixel is in many rows.")
}
