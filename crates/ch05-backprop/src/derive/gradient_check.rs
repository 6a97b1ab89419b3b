//! 5.7.3 Is the backward pass right? Compare it with the **numerical gradient**.
//!
//! ```text
//! numerical   (L(w + h) − L(w − h)) / 2h      two forward passes per parameter: slow, but hard to get wrong
//! check       mean of |numerical − backward|
//! ```

use ndarray::{Array1, Array2};

/// The derivative of `loss` with respect to one parameter, as a central difference: `nudged(d)` is the loss with that
/// parameter moved by `d`.
pub fn numerical_derivative(nudged: impl Fn(f64) -> f64, h: f64) -> f64 {
    (nudged(h) - nudged(-h)) / (2.0 * h)
}

/// The gradient of `loss` with respect to every entry of `w`, by central differences.
pub fn numerical_gradient(mut loss: impl FnMut(&Array2<f64>) -> f64, w: &Array2<f64>, h: f64) -> Array2<f64> {
    let mut moved = w.clone();
    Array2::from_shape_fn(w.dim(), |at| {
        moved[at] = w[at] + h;
        let above = loss(&moved);
        moved[at] = w[at] - h;
        let below = loss(&moved);
        moved[at] = w[at];
        (above - below) / (2.0 * h)
    })
}

/// The mean of the absolute differences: the book's measure. It only means something beside the size of the gradients.
pub fn mean_absolute_difference(numerical: &Array1<f64>, backward: &Array1<f64>) -> f64 {
    (numerical - backward).mapv(f64::abs).mean().unwrap_or(f64::NAN)
}
