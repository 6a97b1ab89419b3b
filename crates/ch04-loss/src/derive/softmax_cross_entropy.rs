//! 4.2.2 Can the cross-entropy do without the book's 1e-7? Yes: compute the logarithm directly, never the probability.
//!
//! ```text
//! ln softmax(a)ₖ = aₖ − ln Σᵢ exp(aᵢ)
//! ```
//!
//! The right side is finite for any finite scores `a`, even where the probability itself underflows to 0. So nothing is
//! added, the loss isn't capped, and the gradient is exactly `softmax(a) − t`.

use core_tensor::functions::softmax::log_softmax;
use ndarray::Array2;

/// The mean cross-entropy of the softmax of `scores` for one-hot targets `t`, both `(n, classes)`.
///
/// # Panics
/// If the shapes differ.
pub fn softmax_cross_entropy(scores: &Array2<f64>, t: &Array2<f64>) -> f64 {
    -(t * &log_softmax(scores.view())).sum() / scores.nrows() as f64
}

/// The same with labels.
///
/// # Panics
/// If there isn't one label per row, or a label isn't a class.
pub fn softmax_cross_entropy_of_labels(scores: &Array2<f64>, t: &[usize]) -> f64 {
    assert_eq!(
        scores.nrows(),
        t.len(),
        "cross-entropy: {} rows of scores for {} labels",
        scores.nrows(),
        t.len()
    );
    let log_y = log_softmax(scores.view());
    -t.iter().enumerate().map(|(n, &label)| log_y[[n, label]]).sum::<f64>() / scores.nrows() as f64
}
