//! 5.7.3 Is the way back right? Compare it with the slopes that trying gives.
//!
//! ```text
//! numerical   (L(w + h) − L(w − h)) / 2h      two ways forward for each number: slow, but nothing to get wrong
//! check       mean of |numerical − backward|
//! ```

use ndarray::{Array1, Array2};

/// The slope of `loss` by one number, by trying: `nudged(d)` is the loss with that number moved by `d`.
pub fn slope_by_trying(nudged: impl Fn(f64) -> f64, h: f64) -> f64 {
    (nudged(h) - nudged(-h)) / (2.0 * h)
}

/// The slopes of `loss` by every entry of `w`, which is left as it was.
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

/// The mean of the absolute differences: the book's measure. It says nothing without the slopes' own size beside it.
pub fn mean_absolute_difference(numerical: &Array1<f64>, backward: &Array1<f64>) -> f64 {
    (numerical - backward).mapv(f64::abs).mean().unwrap_or(f64::NAN)
}
