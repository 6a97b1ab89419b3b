//! How many functions of two bits can one perceptron compute?

use super::outputs;
use crate::prediction::Prediction;
use std::collections::BTreeSet;

/// The number of different truth tables among the perceptrons of a grid.
fn found() -> f64 {
    let grid = || (-20..=20).map(|tenths| f64::from(tenths) / 10.0);
    let mut tables = BTreeSet::new();
    for w1 in grid() {
        for w2 in grid() {
            tables.extend(grid().map(|b| outputs([w1, w2], b)));
        }
    }
    tables.len() as f64
}

/// The functions of two bits that are linearly separable (book §2.4).
pub fn functions() -> Prediction {
    Prediction::new(
        "How many of the 16 functions of two bits can one perceptron compute?",
        found,
        "Four points can be coloured in 16 ways. All but two are linearly separable; the exceptions are XOR and XNOR, \
        where equal corners are diagonally opposite. All others have their ones on one side of a line, the two \
        constants included: there the line passes outside.",
    )
    .wrong_guess(
        "only the book's gates",
        || 3.0,
        "That is AND, NAND and OR. There are more: what about x1 alone, or \"x1 but not x2\"?",
    )
    .wrong_guess(
        "the gates and their opposites",
        || 4.0,
        "That is AND, OR and their opposites. There are more: what about x1 alone, or \"x1 but not x2\"?",
    )
    .wrong_guess("all", || 16.0, "XOR is among the 16. Draw its four corners and try to separate them with one \
    straight line.")
    .wrong_guess(
        "XOR only",
        || 15.0,
        "XOR is out. Invert each of its outputs: is there a line now? It doesn't matter which side of the line fires.",
    )
    .wrong_guess(
        "without the constants",
        || 12.0,
        "Can't a perceptron compute \"always 0\" and \"always 1\"? The line may pass outside all four points.",
    )
    .wrong_guess("one constant", || 13.0, "One of \"always 0\" and \"always 1\" is missing: only the bias differs.")
}
