//! 5.6.3 And for yes or no? The sigmoid with **binary cross-entropy** gives `y − t` a third time.
//!
//! ```text
//! forward   y = sigmoid(x),  L = −Σ (t ln y + (1 − t) ln(1 − y))        x, t: (n, outputs)
//! backward  dx = y − t
//! ```
//!
//! Written in x the loss is `max(x, 0) − t x + ln(1 + e^−|x|)`, which never takes the logarithm of 0.

use core_tensor::functions::activation::sigmoid;
use ndarray::{Array2, Zip};
use portable_math::{exp, ln_1p};

/// The sigmoid and the sum of binary cross-entropies.
#[derive(Clone, Debug)]
pub struct SigmoidWithBinaryCrossEntropy {
    difference: Array2<f64>,
}

impl SigmoidWithBinaryCrossEntropy {
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
            "sigmoid_with_binary_cross_entropy: outputs and targets have different shapes"
        );
        self.difference = x.mapv(sigmoid) - t;
        let loss = |&x: &f64, &t: &f64| x.max(0.0) - t * x + ln_1p(exp(-x.abs()));
        Zip::from(x).and(t).map_collect(loss).sum()
    }

    /// dL/dx, given the upstream gradient `dout`.
    pub fn backward(&self, dout: f64) -> Array2<f64> {
        dout * &self.difference
    }
}

impl Default for SigmoidWithBinaryCrossEntropy {
    fn default() -> Self {
        Self::new()
    }
}
