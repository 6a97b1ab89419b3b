//! 4.4 How steep is a function of many variables? Vary one at a time and keep the others fixed.
//!
//! ```text
//! ∂f/∂xᵢ ≈ (f(…, xᵢ + h, …) − f(…, xᵢ − h, …)) / 2h
//! ```
//!
//! The **gradient** points where `f` rises fastest. It costs two calls of `f` per variable.

use super::numerical_diff::H;
use ndarray::{Array1, ArrayD, indices};

/// The gradient of `f` at the point `x`.
pub fn numerical_gradient(mut f: impl FnMut(&Array1<f64>) -> f64, x: &Array1<f64>) -> Array1<f64> {
    let mut x = x.clone();
    let mut grad = Array1::zeros(x.len());
    for i in 0..x.len() {
        let value = x[i];
        x[i] = value + H;
        let above = f(&x);
        x[i] = value - H;
        let below = f(&x);
        x[i] = value; // Exactly as it was: adding H again would leave a rounding error.
        grad[i] = (above - below) / (2.0 * H);
    }
    grad
}

/// The same for an array of any shape, a weight matrix for example; the gradient has the shape of `x`.
///
/// The loop must visit every *element*. One that visits the rows of a matrix and moves a whole row at a time, as the
/// one-dimensional function does when it is handed a matrix, gives no gradient.
pub fn numerical_gradient_of_array(mut f: impl FnMut(&ArrayD<f64>) -> f64, x: &ArrayD<f64>) -> ArrayD<f64> {
    let mut x = x.clone();
    let mut grad = ArrayD::zeros(x.raw_dim());
    for i in indices(x.raw_dim()) {
        let value = x[&i];
        x[&i] = value + H;
        let above = f(&x);
        x[&i] = value - H;
        let below = f(&x);
        x[&i] = value;
        grad[&i] = (above - below) / (2.0 * H);
    }
    grad
}
