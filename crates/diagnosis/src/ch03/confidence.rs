//! How confident is a network in a wrong prediction?

use super::network::trained_on;
use crate::prediction::Choice;

/// The number of test images used.
const DIGITS: usize = 2000;

/// The mean probability of the wrong predictions.
fn mean_when_wrong() -> f64 {
    let (y, t) = trained_on(DIGITS);
    let wrong: Vec<f64> = y
        .rows()
        .into_iter()
        .zip(t)
        .filter_map(|(row, t)| {
            let best = row.fold(f64::NEG_INFINITY, |best, &y| best.max(y));
            (row[t] < best).then_some(best)
        })
        .collect();
    wrong.iter().sum::<f64>() / wrong.len() as f64
}

/// The mean probability that the trained network gives its wrong predictions (book §3.6.2).
pub fn when_wrong() -> Choice {
    Choice::new(
        "When the network misclassifies a digit, which probability does it give its wrong prediction, on average?",
        || match mean_when_wrong() {
            mean if mean < 0.2 => 'a',
            mean if mean < 0.4 => 'b',
            mean if mean < 0.6 => 'c',
            _ => 'd',
        },
    )
    .option(
        'a',
        "0.1 for each digit would be a network that has no idea and says so. The prediction is the largest of ten \
        values that sum to 1, so it is at least 0.1, and nearly always much more.",
    )
    .option(
        'b',
        "Then it would spread its doubt over three or four digits. The exponential in softmax doesn't: a lead of 2 in \
        the scores is already 7 times the probability.",
    )
    .option(
        'c',
        "Then it would always waver between two digits. Sometimes it does, but often it is wrong and confident.",
    )
    .option(
        'd',
        "It is about three quarters: the network is often wrong and confident. The outputs are positive and sum to 1, \
        so they can be read as probabilities, but nothing makes them equal to the share of predictions that turn out \
        right (they aren't *calibrated*). A 0.9 isn't a promise.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_predictions_have_a_mean_probability_of_about_three_quarters() {
        let mean = mean_when_wrong();
        assert!((0.65..0.85).contains(&mean), "{mean}");
    }
}
