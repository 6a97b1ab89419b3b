//! 3.5 How do scores become probabilities? Each gets a share of the sum of all exponentials.
//!
//! ```text
//! yₖ = exp(aₖ) / Σᵢ exp(aᵢ)                the formula
//! yₖ = exp(aₖ − c) / Σᵢ exp(aᵢ − c)        the same for every c; with c = max a, no exp is above 1
//! ```

use ndarray::{Array1, Array2, Axis};
use portable_math::exp;

/// Softmax by the formula: `(n,)` → `(n,)`. Where `exp` overflows it gives NaN.
pub fn softmax_naive(a: &Array1<f64>) -> Array1<f64> {
    let exp_a = a.mapv(exp);
    let sum_exp_a = exp_a.sum();
    exp_a / sum_exp_a
}

/// Softmax that can't overflow: `(n,)` → `(n,)`, with sum 1.
pub fn softmax(a: &Array1<f64>) -> Array1<f64> {
    let c = a.fold(f64::NEG_INFINITY, |c, &a| c.max(a)); // the largest score
    softmax_naive(&(a - c))
}

/// Softmax of each row of a batch: `(n, classes)` → `(n, classes)`.
pub fn softmax_of_rows(a: &Array2<f64>) -> Array2<f64> {
    let mut y = Array2::zeros(a.dim());
    for (mut y, a) in y.axis_iter_mut(Axis(0)).zip(a.axis_iter(Axis(0))) {
        y.assign(&softmax(&a.to_owned()));
    }
    y
}
