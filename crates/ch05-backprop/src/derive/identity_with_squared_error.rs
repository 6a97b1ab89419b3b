//! 5.6.3 Which loss gives a regression the same neat gradient? Half the sum of squares.
//!
//! ```text
//! forward   y = x,  L = ½ Σ (y − t)²        x, t: (n, outputs)
//! backward  dx = y − t
//! ```
//!
//! The ½ cancels the 2 of the square, and the *sum* avoids a 1/n: with a mean of squares, as many libraries have it, the
//! gradient is `2 (y − t) / (n · outputs)`, and only the direction is the same.

use ndarray::Array2;

/// The identity function and the sum of squared errors.
#[derive(Clone, Debug)]
pub struct IdentityWithSquaredError {
    difference: Array2<f64>,
}

impl IdentityWithSquaredError {
    /// A fresh layer.
    pub fn new() -> Self {
        Self { difference: Array2::zeros((0, 0)) }
    }

    /// The loss; stores `y − t`.
    ///
    /// # Panics
    /// If the shapes differ.
    pub fn forward(&mut self, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        assert_eq!(
            x.dim(),
            t.dim(),
            "identity_with_squared_error: outputs and targets have different shapes"
        );
        self.difference = x - t;
        0.5 * self.difference.mapv(|d| d * d).sum()
    }

    /// dL/dx, given the upstream gradient `dout` (1 if the loss is the end of the graph).
    pub fn backward(&self, dout: f64) -> Array2<f64> {
        dout * &self.difference
    }
}

impl Default for IdentityWithSquaredError {
    fn default() -> Self {
        Self::new()
    }
}
