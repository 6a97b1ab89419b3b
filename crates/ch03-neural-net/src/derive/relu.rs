//! 3.2.7 What is the simplest nonlinear function? One that lets positive values through and stops the rest.
//!
//! ```text
//! h(x) = max(0, x)
//! ```

use ndarray::{Array, Dimension};

/// The rectified linear unit of each element, for any shape.
pub fn relu<D: Dimension>(x: &Array<f64, D>) -> Array<f64, D> {
    x.mapv(|x| if x > 0.0 { x } else { 0.0 })
}
