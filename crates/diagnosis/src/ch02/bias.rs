//! How large can the bias of an AND gate be?

use super::outputs;
use crate::prediction::Prediction;

/// The largest bias, on a grid of hundredths, with which both weights 0.5 still give an AND.
fn largest_bias() -> f64 {
    let grid = (-200..=200).map(|hundredths| f64::from(hundredths) / 100.0);
    grid.filter(|&b| outputs([0.5, 0.5], b) == [0, 0, 0, 1]).fold(f64::NEG_INFINITY, f64::max)
}

/// The bias at which an AND gate becomes an OR gate (book §2.3).
pub fn largest() -> Prediction {
    Prediction::new(
        "Both weights are 0.5. What is the largest bias with which the perceptron is an AND gate?",
        largest_bias,
        "One input alone then gives a sum of exactly 0, and a sum of 0 doesn't fire. With a little more bias one \
        input is enough: AND has become OR. As a threshold: θ = −b may be 0.5 or anything up to, but not including, \
        1. A whole range of parameters gives the same gate.",
    )
    .wrong_guess(
        "the book's",
        || -0.7,
        "With −0.7 it is an AND gate, but a larger bias (closer to 0) works as well. What happens to one input alone?",
    )
    .wrong_guess(
        "the sign of the threshold",
        || 0.5,
        "That is the threshold θ. The bias is −θ: it is added, and the sum is compared with 0.",
    )
    .wrong_guess(
        "a tie fires",
        || -0.51,
        "So the sum of one input alone would be −0.01. Is a sum of exactly 0 already too much?",
    )
    .wrong_guess(
        "the other end",
        || -1.0,
        "With −1 the sum is exactly 0 when both inputs are 1, so it never fires. That is the other end of the range, \
        and just outside it.",
    )
    .wrong_guess(
        "just inside the other end",
        || -0.99,
        "That is about the smallest bias, the one furthest below 0. The question asks for the other end of the range.",
    )
    .wrong_guess(
        "no bias",
        || 0.0,
        "With b = 0 one input alone gives 0.5, and that is above 0: it fires. That is OR.",
    )
}
