//! By how much does the sum grow with the price of an apple?

use crate::prediction::Prediction;

/// What two apples cost with 10 % tax.
fn paid(price: f64) -> f64 {
    price * 2.0 * 1.1
}

/// Two apples at 100, 10 % tax: the slope of what is paid, by the price of one apple (book §5.1).
pub fn price() -> Prediction {
    Prediction::new(
        "By how many yen does the sum grow when an apple becomes dearer by 1 yen?",
        || ((paid(101.0) - paid(100.0)) * 1e9).round() / 1e9,
        "A 1 comes back from the sum. The tax passes on 1 × 1.1, the multiplication by the number passes on 1.1 × 2. \
         Each multiplication sends back what it got, times its other input.",
    )
    .within(1e-6)
    .wrong_guess("without the tax", || 2.0, "That is what two apples cost more before the tax. The tax stands on the way, too.")
    .wrong_guess("one apple", || 1.1, "That is one apple with its tax. How many are bought?")
    .wrong_guess(
        "the sum itself",
        || 220.0,
        "That is what is paid. Asked is how much it changes when the price changes by 1.",
    )
}
