//! 7.5 How do you build a convolutional network? Like any network: layers forward in their order, backward in reverse.
//!
//! ```text
//! x ─▶ conv1 ─▶ relu1 ─▶ pool1 ─▶ affine1 ─▶ relu2 ─▶ affine2 ─▶ last_layer ─▶ L
//! (n, 1, 28, 28)  (n, 30, 24, 24)  (n, 30, 12, 12)  (n, 100)     (n, 10)
//! ```
//!
//! The book's class takes its sizes from two dictionaries; here they follow from the initial weights.

use super::convolution::Convolution;
use super::pooling::{Kind, Pooling};
use core_tensor::layers::{Affine, Layer, LossLayer, Relu, SoftmaxCrossEntropy};
use core_tensor::{Matrix, Targets, Tensor, Vector};
use ndarray::{Array4, Ix4};

/// The parameters, in the book's order.
pub const NAMES: [&str; 6] = ["W1", "b1", "W2", "b2", "W3", "b3"];

/// The book's `SimpleConvNet`.
pub struct SimpleConvNet {
    /// Filters.
    pub conv1: Convolution,
    /// The filters' activation function.
    pub relu1: Relu,
    /// Max pooling of 2 × 2.
    pub pool1: Pooling,
    /// From pooled images to hidden units.
    pub affine1: Affine<f64>,
    /// The hidden units' activation function.
    pub relu2: Relu,
    /// From hidden units to scores.
    pub affine2: Affine<f64>,
    /// Softmax and cross-entropy.
    pub last_layer: SoftmaxCrossEntropy,
}

impl SimpleConvNet {
    /// A network with these initial weights; the biases start at 0.
    pub fn new(w1: Array4<f64>, w2: Matrix<f64>, w3: Matrix<f64>) -> Self {
        let (b1, b2, b3) = (Vector::zeros(w1.dim().0), Vector::zeros(w2.ncols()), Vector::zeros(w3.ncols()));
        Self {
            conv1: Convolution::new(w1, b1, 1, 0),
            relu1: Relu::new(1),
            pool1: Pooling::new(Kind::Max, 2, 2, 2),
            affine1: Affine::new(2, w2, b2),
            relu2: Relu::new(2),
            affine2: Affine::new(3, w3, b3),
            last_layer: SoftmaxCrossEntropy,
        }
    }

    /// The scores, `(n, c, h, w)` → `(n, classes)`.
    ///
    /// # Panics
    /// If the images don't fit the weights.
    pub fn predict(&self, x: &Array4<f64>) -> Tensor<f64> {
        let x = self.relu1.predict(self.conv1.predict(x).into_dyn());
        let x = self.pool1.predict(&images(x)).into_dyn();
        let x = self.relu2.predict(self.affine1.predict(x.clone()));
        self.affine2.predict(x.clone())
    }

    /// The loss for these targets.
    ///
    /// # Panics
    /// As [`SimpleConvNet::predict`].
    pub fn loss(&self, x: &Array4<f64>, t: &Targets<f64>) -> f64 {
        self.last_layer.loss(&self.predict(x), t)
    }

    /// The forward pass; each layer stores what its backward pass needs. Returns the scores.
    ///
    /// # Panics
    /// As [`SimpleConvNet::predict`].
    pub fn forward(&mut self, x: &Array4<f64>) -> Tensor<f64> {
        let y = self.conv1.forward(x);
        let y = self.relu1.forward(y.into_dyn());
        let y = self.pool1.forward(&images(y));
        let y = self.affine1.forward(y.into_dyn());
        let y = self.relu2.forward(y);
        self.affine2.forward(y)
    }

    /// The loss of a forward pass as in training, after which [`SimpleConvNet::switches`] can be read.
    ///
    /// # Panics
    /// As [`SimpleConvNet::predict`].
    pub fn training_loss(&mut self, x: &Array4<f64>, t: &Targets<f64>) -> f64 {
        let scores = self.forward(x);
        self.last_layer.loss(&scores, t)
    }

    /// One forward and one backward pass. Returns the loss; [`SimpleConvNet::gradients`] then has the
    /// gradients.
    ///
    /// # Panics
    /// As [`SimpleConvNet::predict`].
    pub fn gradient(&mut self, x: &Array4<f64>, t: &Targets<f64>) -> f64 {
        let scores = self.forward(x);
        let (loss, dout) = self.last_layer.loss_and_gradient(scores, t);
        let dout = self.affine2.backward(dout);
        let dout = Layer::backward(&mut self.relu2, dout);
        let dout = self.affine1.backward(dout);
        let dout = self.pool1.backward(&images(dout)).into_dyn();
        let dout = Layer::backward(&mut self.relu1, dout);
        self.conv1.backward(&images(dout));
        loss
    }

    /// The gradients of the last [`SimpleConvNet::gradient`], in the order of [`NAMES`].
    pub fn gradients(&self) -> [Tensor<f64>; 6] {
        let affine = |layer: &Affine<f64>, which: usize| layer.params()[which].grad.clone();
        [
            self.conv1.dw.clone().into_dyn(),
            self.conv1.db.clone().into_dyn(),
            affine(&self.affine1, 0),
            affine(&self.affine1, 1),
            affine(&self.affine2, 0),
            affine(&self.affine2, 1),
        ]
    }
}

/// A tensor as images.
fn images(x: Tensor<f64>) -> Array4<f64> {
    let shape = x.shape().to_vec();
    x.into_dimensionality::<Ix4>().unwrap_or_else(|_| panic!("{shape:?} isn't a shape of images"))
}
