//! 4.2.2, 4.2.4 How surprised would you be if you had believed the network? By `−ln` of its probability for the label.
//!
//! ```text
//! E = − Σₖ tₖ ln yₖ                    one sample, t one-hot
//! E = − 1/N Σₙ Σₖ tₙₖ ln yₙₖ           a batch
//! ```
//!
//! `ln 0` is −∞, so the book adds [`DELTA`] to every probability. That changes each loss a little (by about
//! `DELTA / y`), and caps it: no prediction, however wrong, can cost more than `−ln DELTA` = 16.1.
//! [`softmax_cross_entropy`](super::softmax_cross_entropy) does without it.

use ndarray::{Array1, Array2};
use portable_math::ln;

/// What the book adds to a probability before it takes the logarithm.
pub const DELTA: f64 = 1e-7;

/// The cross-entropy error of one prediction, `y` and one-hot `t` both `(classes)`.
///
/// # Panics
/// If the lengths differ.
pub fn cross_entropy_error(y: &Array1<f64>, t: &Array1<f64>) -> f64 {
    -(t * &y.mapv(|y| ln(y + DELTA))).sum()
}

/// The mean error of a batch, `y` and one-hot `t` both `(n, classes)`.
///
/// # Panics
/// If the shapes differ.
pub fn cross_entropy_error_of_batch(y: &Array2<f64>, t: &Array2<f64>) -> f64 {
    -(t * &y.mapv(|y| ln(y + DELTA))).sum() / y.nrows() as f64
}

/// The same with labels: in each row only the probability of the labelled class counts.
///
/// # Panics
/// If there isn't one label per row, or a label isn't a class.
pub fn cross_entropy_error_of_labels(y: &Array2<f64>, t: &[usize]) -> f64 {
    assert_eq!(y.nrows(), t.len(), "cross-entropy: {} predictions for {} labels", y.nrows(), t.len());
    -t.iter().enumerate().map(|(n, &label)| ln(y[[n, label]] + DELTA)).sum::<f64>() / y.nrows() as f64
}
