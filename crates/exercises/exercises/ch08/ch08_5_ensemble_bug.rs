//! # An ensemble that says what nobody said
//!
//! Three networks read digits better than one. But with this function they read worse, and strangely: two are sure of a 4,
//! the third says 9, and together they answer 5. Find the bug. What the three shall answer together is the class whose
//! *mean probability* is the largest.
//!
//! Book: section 8.1.2. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use ndarray::{Array2, ArrayView1, Axis};

/// The place of the largest number.
fn largest(y: ArrayView1<f64>) -> usize {
    (0..y.len()).fold(0, |best, k| if y[k] > y[best] { k } else { best })
}

/// What three networks answer together; their probabilities are (n, classes) each.
fn together(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> Vec<usize> {
    // TODO: this span holds the bug.
    let answers = |y: &Array2<f64>| -> Vec<usize> { y.axis_iter(Axis(0)).map(largest).collect() };
    let (a, b, c) = (answers(a), answers(b), answers(c));
    (0..a.len()).map(|i| (a[i] + b[i] + c[i]) / 3).collect()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn together_they_answer_the_class_of_the_largest_mean() -> Verdict {
        ch08::ensemble::together().check(|(a, b, c)| together(a, b, c))
    }
}
