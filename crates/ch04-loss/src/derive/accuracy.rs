//! 3.6.2, 4.2.5 How many predictions are right? The **accuracy** is what we care about, and it has no useful gradient.

use core_tensor::tensor::targets::{arg_max, predicted_class};
use ndarray::Array2;

/// The number of rows in which the largest value of `y` has the index of the 1 in one-hot `t`; both `(n, classes)`.
/// Scores work as well as probabilities, since softmax keeps their order. A row with a `NaN` never counts as right.
///
/// # Panics
/// If `y` and `t` differ in their number of rows.
pub fn correct_predictions(y: &Array2<f64>, t: &Array2<f64>) -> usize {
    assert_eq!(y.nrows(), t.nrows(), "accuracy: {} predictions for {} targets", y.nrows(), t.nrows());
    y.rows()
        .into_iter()
        .zip(t.rows())
        .filter(|(y, t)| predicted_class(y.iter().copied()) == Some(arg_max(t.iter().copied())))
        .count()
}

/// The accuracy, the share of right predictions: a multiple of `1 / n`, and nothing in between.
///
/// # Panics
/// If `y` and `t` differ in their number of rows.
pub fn accuracy(y: &Array2<f64>, t: &Array2<f64>) -> f64 {
    correct_predictions(y, t) as f64 / y.nrows() as f64
}
