//! 3.2.2 When does a perceptron's neuron fire? When its weighted sum is above 0, and then fully.
//!
//! ```text
//! h(x) = 1 if x > 0, else 0
//! ```

use ndarray::Array1;

/// The step function of each element: `(n,)` → `(n,)`. At exactly 0 it is 0, as in chapter 2.
pub fn step_function(x: &Array1<f64>) -> Array1<f64> {
    x.mapv(|x| if x > 0.0 { 1.0 } else { 0.0 })
}
