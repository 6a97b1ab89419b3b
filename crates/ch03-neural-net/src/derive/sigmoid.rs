//! 3.2.4 How can a neuron fire a little? With a curve that climbs from 0 to 1 without a jump.
//!
//! ```text
//! h(x) = 1 / (1 + exp(−x))
//! ```
//!
//! For a very negative `x` the exponential is infinite, and `1 / ∞` is 0, as it should be. So this form is right
//! everywhere; the one in `core-tensor` is also accurate to the last digits for very negative `x`.

use ndarray::{Array, Dimension};
use portable_math::exp;

/// The sigmoid of each element, for any shape.
pub fn sigmoid<D: Dimension>(x: &Array<f64, D>) -> Array<f64, D> {
    x.mapv(|x| 1.0 / (1.0 + exp(-x)))
}
