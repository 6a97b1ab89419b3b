//! 3.2.7 What is the simplest curve that is no straight line? One that lets positive numbers pass, and nothing else.
//!
//! ```text
//! h(x) = max(0, x)
//! ```

use ndarray::{Array, Dimension};

/// The rectified linear unit of each number, whatever the shape.
pub fn relu<D: Dimension>(x: &Array<f64, D>) -> Array<f64, D> {
    x.mapv(|x| if x > 0.0 { x } else { 0.0 })
}
