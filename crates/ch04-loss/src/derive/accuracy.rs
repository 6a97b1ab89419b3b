//! 3.6.2, 4.2.5 How many answers are right? The number that we care about, and that has no slope.

use core_tensor::tensor::targets::{arg_max, predicted_class};
use ndarray::Array2;

/// In how many rows the largest of `y` stands where the 1 of one-hot `t` stands; both `(n, classes)`. Scores do as well
/// as probabilities: softmax keeps their order. A row with a `NaN` is right about nothing.
///
/// # Panics
/// If the numbers of rows differ.
pub fn correct_answers(y: &Array2<f64>, t: &Array2<f64>) -> usize {
    assert_eq!(y.nrows(), t.nrows(), "accuracy: {} answers have {} targets", y.nrows(), t.nrows());
    y.rows()
        .into_iter()
        .zip(t.rows())
        .filter(|(y, t)| predicted_class(y.iter().copied()) == Some(arg_max(t.iter().copied())))
        .count()
}

/// The share of right answers: a multiple of `1 / n`, and nothing in between.
///
/// # Panics
/// If the numbers of rows differ.
pub fn accuracy(y: &Array2<f64>, t: &Array2<f64>) -> f64 {
    correct_answers(y, t) as f64 / y.nrows() as f64
}
