//! How much does the total grow with the price of an apple?

use crate::prediction::Prediction;

/// The total for two apples with 10 % tax.
fn paid(price: f64) -> f64 {
    price * 2.0 * 1.1
}

/// Two apples at 100, 10 % tax: the derivative of the total with respect to the price of one apple (book §5.1).
pub fn price() -> Prediction {
    Prediction::new(
        "By how many yen does the total grow when an apple costs 1 yen more?",
        || ((paid(101.0) - paid(100.0)) * 1e9).round() / 1e9,
        "The backward pass starts with 1. The tax passes on 1 × 1.1, the multiplication by the number passes on 1.1 × \
         2. Each multiplication sends back the upstream gradient times its other input.",
    )
    .within(1e-6)
    .wrong_guess("without the tax", || 2.0, "That is the increase before the tax. The tax is on the path too.")
    .wrong_guess("one apple", || 1.1, "That is one apple with its tax. How many are bought?")
    .wrong_guess(
        "the total itself",
        || 220.0,
        "That is the total. The question asks how much it changes when the price changes by 1.",
    )
}
