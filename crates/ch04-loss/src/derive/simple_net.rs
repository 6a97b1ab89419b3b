//! 4.4.2 Which way should each *weight* move? The same question as for any function: here the function is the loss, and
//! its variables are the weights.
//!
//! ```text
//! x (2) · W (2, 3) → scores a (3) → softmax → y (3) → loss
//! ```

use super::numerical_gradient::numerical_gradient_of_array;
use super::softmax_cross_entropy::softmax_cross_entropy;
use core_tensor::functions::softmax::softmax;
use ndarray::{Array1, Array2, ArrayD, Axis};

/// The smallest network: one weight matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct SimpleNet {
    /// `W`, from 2 inputs to 3 classes.
    pub w: Array2<f64>,
}

impl SimpleNet {
    /// The scores of the three classes, `x · W`.
    pub fn predict(&self, x: &Array1<f64>) -> Array1<f64> {
        x.dot(&self.w)
    }

    /// The scores as probabilities.
    pub fn probabilities(&self, x: &Array1<f64>) -> Array1<f64> {
        softmax(self.predict(x).insert_axis(Axis(0)).view()).row(0).to_owned()
    }

    /// The cross-entropy for the one-hot target `t`.
    pub fn loss(&self, x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let scores = self.predict(x).insert_axis(Axis(0));
        softmax_cross_entropy(&scores, &t.clone().insert_axis(Axis(0)))
    }

    /// `∂loss/∂W` by central differences, with the shape of `W`.
    pub fn numerical_gradient(&self, x: &Array1<f64>, t: &Array1<f64>) -> Array2<f64> {
        let mut net = self.clone();
        let loss = |w: &ArrayD<f64>| {
            net.w.assign(w);
            net.loss(x, t)
        };
        let mut dw = Array2::zeros(self.w.dim());
        dw.assign(&numerical_gradient_of_array(loss, &self.w.clone().into_dyn()));
        dw
    }

    /// `∂loss/∂W` by formula: `dW[i, k] = xᵢ · (yₖ − tₖ)`. Chapter 5 shows why.
    pub fn gradient(&self, x: &Array1<f64>, t: &Array1<f64>) -> Array2<f64> {
        let dy = self.probabilities(x) - t;
        Array2::from_shape_fn(self.w.dim(), |(i, k)| x[i] * dy[k])
    }
}
