//! What does a perceptron do? It weighs its inputs, adds a bias, and fires when the sum is above 0.
//!
//! ```text
//! y = 0   if  w1 x1 + w2 x2 + b ≤ 0
//!     1   if  w1 x1 + w2 x2 + b > 0
//! ```
//! The book first writes `w1 x1 + w2 x2 > θ`; with `b = −θ` both say the same. `w` says how much each input counts,
//! `b` how easily the perceptron fires.

/// The weighted sum `w · x + b`, before the decision. `w` and `x` have the same length.
///
/// # Panics
/// If `w` and `x` have different lengths.
pub fn weighted_sum(x: &[f64], w: &[f64], b: f64) -> f64 {
    assert_eq!(x.len(), w.len(), "a perceptron with {} weights got {} inputs", w.len(), x.len());
    let products = x.iter().zip(w).map(|(x, w)| x * w);
    products.sum::<f64>() + b
}

/// The output: 1 if the weighted sum is above 0, else 0. A sum of exactly 0 gives 0.
pub fn perceptron(x: &[f64], w: &[f64], b: f64) -> u8 {
    if weighted_sum(x, w, b) > 0.0 { 1 } else { 0 }
}

/// The book's first form (2.1): 1 if the weighted inputs are above the threshold `theta`, else 0.
pub fn perceptron_with_threshold(x: &[f64], w: &[f64], theta: f64) -> u8 {
    if weighted_sum(x, w, 0.0) > theta { 1 } else { 0 }
}
