//! # An ensemble that predicts what no member predicted
//!
//! An ensemble of three networks is more accurate than one. But with this function it is less accurate, and strangely
//! so: two members predict a 4, the third a 9, and the ensemble predicts 5. Find the bug. The ensemble should predict
//! the class whose *mean probability* is the largest.
//!
//! Book: section 8.1.2. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use ndarray::{Array2, ArrayView1, Axis};

/// The index of the largest value.
fn largest(y: ArrayView1<f64>) -> usize {
    (0..y.len()).fold(0, |best, k| if y[k] > y[best] { k } else { best })
}

/// The prediction of an ensemble of three; their probabilities are (n, classes) each.
fn ensemble(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> Vec<usize> {
    // TODO: this span holds the bug.
    let classes = |y: &Array2<f64>| -> Vec<usize> { y.axis_iter(Axis(0)).map(largest).collect() };
    let (a, b, c) = (classes(a), classes(b), classes(c));
    (0..a.len()).map(|i| (a[i] + b[i] + c[i]) / 3).collect()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_ensemble_predicts_the_class_of_the_largest_mean() -> Verdict {
        ch08::ensemble::prediction().check(|(a, b, c)| ensemble(a, b, c))
    }
}
