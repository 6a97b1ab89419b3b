//! 5.6.3 What do softmax and cross-entropy send back together? The plain difference `y − t`.
//!
//! ```text
//! forward   y = softmax(x),  L = −(1/n) Σ t · ln y        x, t: (n, classes)
//! backward  dx = (y − t) / n
//! ```
//!
//! The experiment `softmax_with_loss_graph` walks every node of it, as the book's appendix A does. The logarithm is
//! taken of softmax as a whole, `ln y = x − max − ln Σ exp(x − max)`: no probability in it can become 0, so it doesn't
//! need the 1e-7 with which the book's code keeps the logarithm finite (`gradient_check` shows what that one costs).

use core_tensor::functions::softmax::{log_softmax, softmax};
use ndarray::Array2;

/// Softmax and mean cross-entropy.
#[derive(Clone, Debug)]
pub struct SoftmaxWithLoss {
    /// The probabilities of the last `forward`.
    pub y: Array2<f64>,
    t: Array2<f64>,
}

impl SoftmaxWithLoss {
    /// A fresh layer.
    pub fn new() -> Self {
        Self { y: Array2::zeros((0, 0)), t: Array2::zeros((0, 0)) }
    }

    /// The loss of scores `x` for one-hot targets `t`. Stores nothing.
    ///
    /// # Panics
    /// If the shapes differ.
    pub fn loss(x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        assert_eq!(x.dim(), t.dim(), "softmax_with_loss: scores and targets have different shapes");
        -(t * &log_softmax(x.view())).sum() / x.nrows() as f64
    }

    /// The loss; stores `y` and `t`.
    ///
    /// # Panics
    /// If the shapes differ.
    pub fn forward(&mut self, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        (self.y, self.t) = (softmax(x.view()), t.clone());
        Self::loss(x, t)
    }

    /// dL/dx. The book's layer takes a `dout` and ignores it; here it is a factor.
    pub fn backward(&self, dout: f64) -> Array2<f64> {
        (&self.y - &self.t) * (dout / self.t.nrows() as f64)
    }
}

impl Default for SoftmaxWithLoss {
    fn default() -> Self {
        Self::new()
    }
}
