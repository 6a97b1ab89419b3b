//! How is a fully connected network of any depth put together? From the sizes of its layers.
//!
//! Derived in: ch06 (the book's `MultiLayerNet` and `MultiLayerNetExtend`).
//!
//! ```text
//! x → [affine → batch norm? → activation → dropout?] × hidden → affine → softmax cross-entropy
//! ```

use crate::Streams;
use crate::functions::init::Init;
use crate::layers::SoftmaxCrossEntropy;
use crate::networks::compiled::Compiled;
use crate::networks::network::Network;
use crate::networks::sequential::Sequential;

/// The activation function after each hidden affine layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `max(0, x)`.
    Relu,
    /// `1 / (1 + exp(−x))`.
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
}

/// The description of a fully connected classifier.
///
/// ```
/// use core_tensor::{MultiLayerNet, Streams};
/// let net = MultiLayerNet::new(784, &[100, 100], 10).batch_norm().build::<f32>(&Streams::new(1));
/// let names: Vec<&str> = net.params().iter().map(|p| p.name.as_str()).collect();
/// assert_eq!(names, ["W1", "b1", "gamma1", "beta1", "W2", "b2", "gamma2", "beta2", "W3", "b3"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MultiLayerNet {
    /// Inputs, hidden layers, outputs.
    sizes: Vec<usize>,
    activation: Activation,
    init: Init,
    weight_decay: f64,
    batch_norm: bool,
    dropout: Option<f64>,
}

impl MultiLayerNet {
    /// ReLU, He's weights, no decay, no batch normalisation, no dropout.
    pub fn new(inputs: usize, hidden: &[usize], outputs: usize) -> Self {
        let sizes = [&[inputs], hidden, &[outputs]].concat();
        Self {
            sizes,
            activation: Activation::Relu,
            init: Init::He,
            weight_decay: 0.0,
            batch_norm: false,
            dropout: None,
        }
    }

    /// With this activation.
    pub fn activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// With this initialisation of the weights of every layer.
    pub fn init(self, init: Init) -> Self {
        Self { init, ..self }
    }

    /// With weight decay λ.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// With batch normalisation between each hidden affine layer and its activation.
    pub fn batch_norm(self) -> Self {
        Self { batch_norm: true, ..self }
    }

    /// With dropout of this ratio after each activation.
    pub fn dropout(self, ratio: f64) -> Self {
        Self { dropout: Some(ratio), ..self }
    }

    /// The same network as a list of layers.
    pub fn sequential(&self) -> Sequential {
        let [inputs, hidden @ .., outputs] = &self.sizes[..] else {
            unreachable!("it has inputs and outputs")
        };
        let mut net = Sequential::new([*inputs]).init(self.init).weight_decay(self.weight_decay);
        for &size in hidden {
            net = net.affine(size);
            if self.batch_norm {
                net = net.batch_norm();
            }
            net = match self.activation {
                Activation::Relu => net.relu(),
                Activation::Sigmoid => net.sigmoid(),
                Activation::Tanh => net.tanh(),
            };
            if let Some(ratio) = self.dropout {
                net = net.dropout(ratio);
            }
        }
        net.affine(*outputs)
    }

    /// The network, with softmax and cross-entropy: see [`Sequential::build`].
    ///
    /// # Panics
    /// If the dropout ratio is not in `[0, 1)`.
    pub fn build<F: Compiled>(&self, streams: &Streams) -> Network<F> {
        self.sequential().build(SoftmaxCrossEntropy, streams)
    }
}
