//! 5.7.2 How do layers make a network? Forward in their order, backward in reverse.
//!
//! ```text
//! forward    x ──▶ Affine1 ──▶ Relu1 ──▶ Affine2 ──▶ SoftmaxWithLoss ──▶ L
//! backward   x ◀── Affine1 ◀── Relu1 ◀── Affine2 ◀── SoftmaxWithLoss ◀── 1
//!            (n, 784)   (n, 50)    (n, 50)     (n, 10)
//! ```
//!
//! The book keeps the layers in an ordered dictionary; four fields do the same, and a misspelt one doesn't compile.

use super::affine::Affine;
use super::relu::Relu;
use super::softmax_with_loss::SoftmaxWithLoss;
use ndarray::{Array1, Array2};

/// A network with one hidden layer.
#[derive(Clone, Debug)]
pub struct TwoLayerNet {
    /// `x · W1 + b1`.
    pub affine1: Affine,
    /// The activation function of the hidden layer.
    pub relu1: Relu,
    /// `z · W2 + b2`.
    pub affine2: Affine,
    /// Softmax and cross-entropy.
    pub last_layer: SoftmaxWithLoss,
}

impl TwoLayerNet {
    /// A network with these initial weights, `w1` (inputs, hidden) and `w2` (hidden, outputs); the biases start at 0.
    pub fn new(w1: Array2<f64>, w2: Array2<f64>) -> Self {
        let (b1, b2) = (Array1::zeros(w1.ncols()), Array1::zeros(w2.ncols()));
        Self {
            affine1: Affine::new(w1, b1),
            relu1: Relu::new(),
            affine2: Affine::new(w2, b2),
            last_layer: SoftmaxWithLoss::new(),
        }
    }

    /// The scores, `(n, inputs)` → `(n, outputs)`. The largest score is also the largest probability, so inference
    /// needs no softmax.
    pub fn predict(&self, x: &Array2<f64>) -> Array2<f64> {
        let z = self.affine1.predict(x).mapv(|a| a.max(0.0));
        self.affine2.predict(&z)
    }

    /// The loss for one-hot targets `t`.
    pub fn loss(&self, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        SoftmaxWithLoss::loss(&self.predict(x), t)
    }

    /// One forward and one backward pass. Returns the loss; the gradients are then in `affine1` and `affine2`.
    pub fn gradient(&mut self, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        let a = self.affine1.forward(x);
        let z = self.relu1.forward(&a);
        let scores = self.affine2.forward(&z);
        let loss = self.last_layer.forward(&scores, t);

        let dout = self.last_layer.backward(1.0);
        let dout = self.affine2.backward(&dout);
        let dout = self.relu1.backward(&dout);
        self.affine1.backward(&dout);
        loss
    }

    /// One step of gradient descent, along the gradients of the last `gradient`.
    pub fn update(&mut self, lr: f64) {
        for affine in [&mut self.affine1, &mut self.affine2] {
            affine.w.scaled_add(-lr, &affine.dw);
            affine.b.scaled_add(-lr, &affine.db);
        }
    }
}
