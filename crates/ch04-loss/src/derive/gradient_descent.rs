//! 4.4.1 How do you find the lowest point without seeing the landscape? Step against the gradient, again and again.
//!
//! ```text
//! x ← x − lr · ∂f/∂x
//! ```
//!
//! The minus is the whole trick: the gradient points uphill.

use super::numerical_gradient::numerical_gradient;
use ndarray::Array1;

/// Takes `step_num` steps from `init` with learning rate `lr`. Returns the path:
/// the start and the point after each step, so one point more than there are steps.
pub fn gradient_descent(
    f: impl Fn(&Array1<f64>) -> f64,
    init: &Array1<f64>,
    lr: f64,
    step_num: usize,
) -> Vec<Array1<f64>> {
    let mut x = init.clone();
    let mut path = vec![x.clone()];
    for _ in 0..step_num {
        let grad = numerical_gradient(&f, &x);
        x = &x - &(lr * &grad);
        path.push(x.clone());
    }
    path
}
