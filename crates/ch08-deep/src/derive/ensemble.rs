//! 8.1.2 How does an **ensemble** of several networks predict?
//!
//! ```text
//! mean   p = (1/k) Σ softmax(scores of network j)      the prediction is the largest p
//! vote   each network predicts a digit; the most frequent one wins, in a tie the one with the larger mean
//! ```
//!
//! Networks with different initial weights fail on different images; where one fails, the others are often right.

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
pub fn predictions(y: &Array2<f64>) -> Vec<usize> {
    let largest = |row: ndarray::ArrayView1<f64>| {
        (0..row.len()).fold(0, |best, class| if row[class] > row[best] { class } else { best })
    };
    y.rows().into_iter().map(largest).collect()
}

/// The class that most members predict, row by row.
pub fn majority(members: &[Array2<f64>]) -> Vec<usize> {
    let mean = mean_of_probabilities(members);
    let mut votes = Array2::zeros(mean.dim());
    for y in members {
        for (row, class) in predictions(y).into_iter().enumerate() {
            votes[[row, class]] += 1.0;
        }
    }
    // A mean is at most 1, so half of it can't outweigh a vote: it only breaks ties.
    predictions(&(votes + mean / 2.0))
}
