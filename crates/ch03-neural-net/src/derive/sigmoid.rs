//! 3.2.4 How can a neuron fire a little? By a curve that climbs from 0 to 1 without a jump.
//!
//! ```text
//! h(x) = 1 / (1 + exp(−x))
//! ```
//!
//! For a very negative `x` the exponential becomes infinite, and `1 / ∞` is the 0 that it should be. So this form is
//! right everywhere; the one in `core-tensor` keeps the last digits for very negative `x` as well.

use ndarray::{Array, Dimension};

/// The sigmoid of each number, whatever the shape.
pub fn sigmoid<D: Dimension>(x: &Array<f64, D>) -> Array<f64, D> {
    x.mapv(|x| 1.0 / (1.0 + (-x).exp()))
}
