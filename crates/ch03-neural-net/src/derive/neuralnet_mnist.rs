//! 3.6.2, 3.6.3 Which digit is it? Three layers turn 784 pixels into ten probabilities; the largest is the prediction.
//!
//! ```text
//!         one image                     a batch
//! x       (784,)                        (100, 784)
//! z1      (784,) · (784, 50)   → (50,)    (100, 784) · (784, 50) → (100, 50)
//! z2       (50,) · (50, 100)   → (100,)   (100, 50) · (50, 100)  → (100, 100)
//! y       (100,) · (100, 10)   → (10,)    (100, 100) · (100, 10) → (100, 10)
//! ```

use super::sigmoid::sigmoid;
use super::softmax::{softmax, softmax_of_rows};
use ndarray::{Array1, Array2};

/// Three layers of trained weights and biases.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// `(784, 50)`.
    pub w1: Array2<f64>,
    /// `(50,)`.
    pub b1: Array1<f64>,
    /// `(50, 100)`.
    pub w2: Array2<f64>,
    /// `(100,)`.
    pub b2: Array1<f64>,
    /// `(100, 10)`.
    pub w3: Array2<f64>,
    /// `(10,)`.
    pub b3: Array1<f64>,
}

/// Ten probabilities for one image `(784,)` of pixels from 0 to 1.
pub fn predict(network: &Network, x: &Array1<f64>) -> Array1<f64> {
    let z1 = sigmoid(&(x.dot(&network.w1) + &network.b1));
    let z2 = sigmoid(&(z1.dot(&network.w2) + &network.b2));
    softmax(&(z2.dot(&network.w3) + &network.b3))
}

/// Ten probabilities for each image of a batch `(n, 784)`: `(n, 10)`. Only one line changes: softmax is now taken row
/// by row.
pub fn predict_batch(network: &Network, x: &Array2<f64>) -> Array2<f64> {
    let z1 = sigmoid(&(x.dot(&network.w1) + &network.b1));
    let z2 = sigmoid(&(z1.dot(&network.w2) + &network.b2));
    softmax_of_rows(&(z2.dot(&network.w3) + &network.b3))
}

/// The index of the largest value; the first of several.
pub fn argmax<'a>(y: impl IntoIterator<Item = &'a f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (index, &y) in y.into_iter().enumerate() {
        if y > best.1 {
            best = (index, y);
        }
    }
    best.0
}
