//! How sure is a network of an answer that is wrong?

use super::network::trained_on;
use crate::prediction::Choice;

/// How many test images are asked.
const DIGITS: usize = 2000;

/// The mean probability of the answers that are wrong.
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

/// The probability that the trained network gives to its wrong answers, on average (book §3.6.2).
pub fn when_wrong() -> Choice {
    Choice::new(
        "When the network takes a digit for another, which probability does it give to its wrong answer, on average?",
        || match mean_when_wrong() {
            mean if mean < 0.2 => 'a',
            mean if mean < 0.4 => 'b',
            mean if mean < 0.6 => 'c',
            _ => 'd',
        },
    )
    .option(
        'a',
        "0.1 for each digit would be a network that has no idea and says so. The answer is the largest of ten numbers that \
         sum to 1, so it is at least 0.1, and nearly always much more.",
    )
    .option(
        'b',
        "So it would spread its doubt over three or four digits. The exponential in softmax does not: a lead of 2 in the \
         scores is already 7 times the probability.",
    )
    .option(
        'c',
        "So it would always waver between two digits. Sometimes it does, but often it is wrong and sure of it.",
    )
    .option(
        'd',
        "It is about three quarters: the network is often wrong and sure of it. The outputs are positive and sum to 1, so they \
         can be read as probabilities, but nothing makes them as large as the share of answers that turn out right. A 0.9 \
         is not a promise.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_answers_are_given_with_about_three_quarters() {
        let mean = mean_when_wrong();
        assert!((0.65..0.85).contains(&mean), "{mean}");
    }
}
