//! How is a fully connected network of any depth put together? From a short description.
//!
//! Derived in: ch06 (the book's `MultiLayerNet` and `MultiLayerNetExtend`).
//!
//! ```text
//! x → [affine → batch norm? → activation → dropout?] × hidden → affine → softmax with loss
//! ```

use crate::Streams;
use crate::functions::init::Init;
use crate::layers::{Affine, BatchNorm, Dropout, Layer, Relu, Sigmoid, SoftmaxCrossEntropy, Tanh};
use crate::networks::network::Network;
use crate::{Real, Vector};

/// The curve behind each hidden affine layer.
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

    /// With these first weights, in every layer.
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

    /// With dropout of this ratio behind each activation.
    pub fn dropout(self, ratio: f64) -> Self {
        Self { dropout: Some(ratio), ..self }
    }

    /// The network. Weights come from the stream `init`, dropout masks from `dropout1`, `dropout2`, …; so networks
    /// that differ in anything but their sizes start from the same draws.
    ///
    /// # Panics
    /// If the dropout ratio is not in `[0, 1)`.
    pub fn build<F: Real>(&self, streams: &Streams) -> Network<F> {
        let mut rng = streams.rng("init");
        let mut layers: Vec<Box<dyn Layer<F>>> = Vec::new();
        let last = self.sizes.len() - 1;
        for (number, size) in (1..).zip(self.sizes.windows(2)) {
            let w = self.init.matrix(size[0], size[1], &mut rng);
            layers.push(Box::new(Affine::new(number, w, Vector::zeros(size[1]))));
            if number < last {
                self.push_hidden(number, size[1], streams, &mut layers);
            }
        }
        let mut network = Network::new(layers, SoftmaxCrossEntropy);
        network.weight_decay = F::of(self.weight_decay);
        network
    }

    fn push_hidden<F: Real>(
        &self,
        number: usize,
        size: usize,
        streams: &Streams,
        layers: &mut Vec<Box<dyn Layer<F>>>,
    ) {
        if self.batch_norm {
            layers.push(Box::new(BatchNorm::new(number, size)));
        }
        layers.push(match self.activation {
            Activation::Relu => Box::new(Relu::new(number)),
            Activation::Sigmoid => Box::new(Sigmoid::new(number)),
            Activation::Tanh => Box::new(Tanh::new(number)),
        });
        if let Some(ratio) = self.dropout {
            layers.push(Box::new(Dropout::new(number, ratio, streams.rng(&format!("dropout{number}")))));
        }
    }
}
