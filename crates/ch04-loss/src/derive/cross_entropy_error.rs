//! 4.2.2, 4.2.4 How surprised is one who believed the answer? By `−ln` of the probability that it gave to what is right.
//!
//! ```text
//! E = − Σₖ tₖ ln yₖ                    one sample, t one-hot
//! E = − 1/N Σₙ Σₖ tₙₖ ln yₙₖ           a batch
//! ```
//!
//! `ln 0` is −∞, so the book adds [`DELTA`] to every probability. That changes each loss a little (by about
//! `DELTA / y`), and no answer, however wrong, can cost more than `−ln DELTA` = 16.1. The way without it is
//! [`softmax_cross_entropy`](super::softmax_cross_entropy).

use ndarray::{Array1, Array2};

/// What the book adds to a probability before it takes the logarithm.
pub const DELTA: f64 = 1e-7;

/// The error of one answer, `y` and one-hot `t` both `(classes)`.
///
/// # Panics
/// If the lengths differ.
pub fn cross_entropy_error(y: &Array1<f64>, t: &Array1<f64>) -> f64 {
    -(t * &y.mapv(|y| (y + DELTA).ln())).sum()
}

/// The mean error of a batch, `y` and one-hot `t` both `(n, classes)`.
///
/// # Panics
/// If the shapes differ.
pub fn cross_entropy_error_of_batch(y: &Array2<f64>, t: &Array2<f64>) -> f64 {
    -(t * &y.mapv(|y| (y + DELTA).ln())).sum() / y.nrows() as f64
}

/// The same with labels: of each row only the probability of the right class counts.
///
/// # Panics
/// If there is not one label a row, or a label is no class.
pub fn cross_entropy_error_of_labels(y: &Array2<f64>, t: &[usize]) -> f64 {
    assert_eq!(y.nrows(), t.len(), "cross entropy: {} answers have {} labels", y.nrows(), t.len());
    -t.iter().enumerate().map(|(n, &label)| (y[[n, label]] + DELTA).ln()).sum::<f64>() / y.nrows() as f64
}
