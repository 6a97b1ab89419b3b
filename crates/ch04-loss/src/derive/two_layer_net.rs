//! 4.5.1 The first network that learns: two layers, sigmoid between them, softmax at the end.
//!
//! ```text
//! x (n, 784) · W1 + b1 → a1 → sigmoid → z1 (n, 50) · W2 + b2 → scores (n, 10) → softmax → y
//! ```

use super::accuracy::accuracy;
use super::numerical_gradient::numerical_gradient_of_array;
use super::softmax_cross_entropy::softmax_cross_entropy;
use core_tensor::StandardNormal;
use core_tensor::StreamRng;
use core_tensor::functions::activation::sigmoid;
use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::matmul;
use ndarray::{Array1, Array2, ArrayD, Axis};
use rand::RngExt;

/// The network: two weight matrices and two biases.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLayerNet {
    /// `W1`, `(input_size, hidden_size)`.
    pub w1: Array2<f64>,
    /// `b1`, `(hidden_size)`.
    pub b1: Array1<f64>,
    /// `W2`, `(hidden_size, output_size)`.
    pub w2: Array2<f64>,
    /// `b2`, `(output_size)`.
    pub b2: Array1<f64>,
}

/// The gradient of the loss with respect to each parameter, in the same shapes.
pub type Gradients = TwoLayerNet;

impl TwoLayerNet {
    /// Weights from a normal distribution with standard deviation `weight_init_std` (the book: 0.01), biases 0.
    pub fn new(sizes: [usize; 3], weight_init_std: f64, rng: &mut StreamRng) -> Self {
        let [input_size, hidden_size, output_size] = sizes;
        let mut weights = |rows, columns| {
            let draw = || weight_init_std * rng.sample::<f64, _>(StandardNormal);
            Array2::from_shape_simple_fn((rows, columns), draw)
        };
        Self {
            w1: weights(input_size, hidden_size),
            b1: Array1::zeros(hidden_size),
            w2: weights(hidden_size, output_size),
            b2: Array1::zeros(output_size),
        }
    }

    /// The number of parameters.
    pub fn parameters(&self) -> usize {
        self.w1.len() + self.b1.len() + self.w2.len() + self.b2.len()
    }

    /// The activations of the hidden units, `z1`: `(n, input_size)` → `(n, hidden_size)`.
    pub fn hidden(&self, x: &Array2<f64>) -> Array2<f64> {
        (matmul(x.view(), self.w1.view()) + &self.b1).mapv(sigmoid)
    }

    /// The second layer alone: `z1` → scores, `(n, output_size)`.
    pub fn scores_of_hidden(&self, z1: &Array2<f64>) -> Array2<f64> {
        matmul(z1.view(), self.w2.view()) + &self.b2
    }

    /// The probabilities `y` of the classes, `(n, output_size)`.
    pub fn predict(&self, x: &Array2<f64>) -> Array2<f64> {
        softmax(self.scores_of_hidden(&self.hidden(x)).view())
    }

    /// The mean cross-entropy on a batch with one-hot targets `t`.
    pub fn loss(&self, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        softmax_cross_entropy(&self.scores_of_hidden(&self.hidden(x)), t)
    }

    /// The accuracy on a batch.
    pub fn accuracy(&self, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        accuracy(&self.predict(x), t)
    }

    /// The numerical gradient: two forward passes for each of the [`parameters`](Self::parameters).
    pub fn numerical_gradient(&self, x: &Array2<f64>, t: &Array2<f64>) -> Gradients {
        let mut grads = self.clone();
        // Each parameter array is varied in a copy of the network, so that this one stays as it is.
        let numerical = |start: ArrayD<f64>, put: fn(&mut Self, &ArrayD<f64>)| {
            let mut net = self.clone();
            let loss = |values: &ArrayD<f64>| {
                put(&mut net, values);
                net.loss(x, t)
            };
            numerical_gradient_of_array(loss, &start)
        };
        grads.w1.assign(&numerical(self.w1.clone().into_dyn(), |net, w1| net.w1.assign(w1)));
        grads.b1.assign(&numerical(self.b1.clone().into_dyn(), |net, b1| net.b1.assign(b1)));
        grads.w2.assign(&numerical(self.w2.clone().into_dyn(), |net, w2| net.w2.assign(w2)));
        grads.b2.assign(&numerical(self.b2.clone().into_dyn(), |net, b2| net.b2.assign(b2)));
        grads
    }

    /// The gradient in one forward and one backward pass, as in the book's library. Chapter 5 explains how; here it is
    /// checked against [`numerical_gradient`](Self::numerical_gradient), and used because it is fast.
    pub fn gradient(&self, x: &Array2<f64>, t: &Array2<f64>) -> Gradients {
        let z1 = self.hidden(x);
        let y = softmax(self.scores_of_hidden(&z1).view());
        let dy = (y - t) / x.nrows() as f64;
        let dz1 = matmul(dy.view(), self.w2.t());
        let da1 = dz1 * z1.mapv(|z| z * (1.0 - z));
        Gradients {
            w1: matmul(x.t(), da1.view()),
            b1: da1.sum_axis(Axis(0)),
            w2: matmul(z1.t(), dy.view()),
            b2: dy.sum_axis(Axis(0)),
        }
    }

    /// One step downhill: every parameter moves by `−lr` times its derivative.
    pub fn update(&mut self, grads: &Gradients, lr: f64) {
        self.w1.scaled_add(-lr, &grads.w1);
        self.b1.scaled_add(-lr, &grads.b1);
        self.w2.scaled_add(-lr, &grads.w2);
        self.b2.scaled_add(-lr, &grads.b2);
    }
}
