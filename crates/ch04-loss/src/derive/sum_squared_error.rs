//! 4.2.1 How wrong is a prediction? Half the sum of the squared differences.
//!
//! ```text
//! E = ½ Σₖ (yₖ − tₖ)²
//! ```

use ndarray::{Array1, Array2};

/// The error of one prediction `y` for the target `t`, both `(classes)`.
///
/// # Panics
/// If the lengths differ.
pub fn sum_squared_error(y: &Array1<f64>, t: &Array1<f64>) -> f64 {
    0.5 * (y - t).mapv(|difference| difference * difference).sum()
}

/// The error of a batch, both `(n, classes)`: the *sum* over the samples, where the cross-entropy takes the mean.
///
/// # Panics
/// If the shapes differ.
pub fn sum_squared_error_of_batch(y: &Array2<f64>, t: &Array2<f64>) -> f64 {
    0.5 * (y - t).mapv(|difference| difference * difference).sum()
}
