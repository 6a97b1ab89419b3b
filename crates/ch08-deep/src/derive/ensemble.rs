//! 8.1.2 What do several networks say together?
//!
//! ```text
//! mean   p = (1/k) Σ softmax(scores of network j)      the answer is the largest p
//! vote   each network names its digit; the digit named most often wins, of several the one with the larger mean
//! ```
//!
//! Networks from different first weights err on different images; where one errs, the others often know better.

use ndarray::Array2;

/// The mean of the members' probabilities, each `(n, classes)`.
pub fn mean_of_probabilities(members: &[Array2<f64>]) -> Array2<f64> {
    let mut mean = Array2::zeros(members.first().map_or((0, 0), Array2::dim));
    for y in members {
        mean += y;
    }
    mean / members.len().max(1) as f64
}

/// The class with the largest value of each row.
pub fn answers(y: &Array2<f64>) -> Vec<usize> {
    let largest = |row: ndarray::ArrayView1<f64>| {
        (0..row.len()).fold(0, |best, class| if row[class] > row[best] { class } else { best })
    };
    y.rows().into_iter().map(largest).collect()
}

/// The class that most members name, row by row.
pub fn majority(members: &[Array2<f64>]) -> Vec<usize> {
    let mean = mean_of_probabilities(members);
    let mut votes = Array2::zeros(mean.dim());
    for y in members {
        for (row, class) in answers(y).into_iter().enumerate() {
            votes[[row, class]] += 1.0;
        }
    }
    // A mean is at most 1, and halved it cannot outweigh a vote: it decides between equals only.
    answers(&(votes + mean / 2.0))
}
