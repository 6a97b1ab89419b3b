//! 8.1.1 What does a deep network look like, written down layer by layer?
//!
//! ```text
//! x (n, 1, 28, 28)
//! stage 1   conv1 → relu1 → conv2 → relu2 → pool1     16 filters, image 28 → 14
//! stage 2   conv3 → relu3 → conv4 → relu4 → pool2     32 filters, image 14 → 16 → 8   (conv4 reaches 2 beyond the edge)
//! stage 3   conv5 → relu5 → conv6 → relu6 → pool3     64 filters, image  8 → 4
//! end       affine7 → relu7 → dropout1 → affine8 → dropout2 → softmax with loss       1,024 → 50 → 10
//! ```
//!
//! All filters are 3 × 3; the last dropout stands behind the output layer, as in the book's code.

use core_tensor::layers::{
    Affine, Convolution, Dropout, Layer, LossLayer, MaxPooling, Relu, SoftmaxWithLoss,
};
use core_tensor::random::Streams;
use core_tensor::window::Window;
use core_tensor::{Init, Targets, Tensor, Vector};

/// The book's network: twenty layers and the loss, in order.
pub struct DeepConvNet {
    conv1: Convolution<f64>,
    relu1: Relu,
    conv2: Convolution<f64>,
    relu2: Relu,
    pool1: MaxPooling,
    conv3: Convolution<f64>,
    relu3: Relu,
    conv4: Convolution<f64>,
    relu4: Relu,
    pool2: MaxPooling,
    conv5: Convolution<f64>,
    relu5: Relu,
    conv6: Convolution<f64>,
    relu6: Relu,
    pool3: MaxPooling,
    affine7: Affine<f64>,
    relu7: Relu,
    dropout1: Dropout,
    affine8: Affine<f64>,
    dropout2: Dropout,
    last_layer: SoftmaxWithLoss<f64>,
}

impl DeepConvNet {
    /// He's first weights from the stream `init`, biases 0, dropout masks from `dropout1` and `dropout2`.
    pub fn new(streams: &Streams) -> Self {
        let mut rng = streams.rng("init");
        let mut conv = |number: usize, filters: usize, channels: usize, pad: usize| {
            // The spread √(2 / fan_in): each result sees `channels · 3 · 3` numbers.
            let w = Init::He.filters((filters, channels, 3, 3), &mut rng);
            Convolution::new(number, w, Vector::zeros(filters), Window::square(3).pad(pad))
        };
        let halve = Window::square(2).stride(2);
        let (conv1, conv2) = (conv(1, 16, 1, 1), conv(2, 16, 16, 1));
        let (conv3, conv4) = (conv(3, 32, 16, 1), conv(4, 32, 32, 2));
        let (conv5, conv6) = (conv(5, 64, 32, 1), conv(6, 64, 64, 1));
        let affine7 = Affine::new(7, Init::He.matrix(64 * 4 * 4, 50, &mut rng), Vector::zeros(50));
        let affine8 = Affine::new(8, Init::He.matrix(50, 10, &mut rng), Vector::zeros(10));
        let dropout = |number: usize| Dropout::new(number, 0.5, streams.rng(&format!("dropout{number}")));
        Self {
            conv1,
            relu1: Relu::new(1),
            conv2,
            relu2: Relu::new(2),
            pool1: MaxPooling::new(1, halve),
            conv3,
            relu3: Relu::new(3),
            conv4,
            relu4: Relu::new(4),
            pool2: MaxPooling::new(2, halve),
            conv5,
            relu5: Relu::new(5),
            conv6,
            relu6: Relu::new(6),
            pool3: MaxPooling::new(3, halve),
            affine7,
            relu7: Relu::new(7),
            dropout1: dropout(1),
            affine8,
            dropout2: dropout(2),
            last_layer: SoftmaxWithLoss::new(),
        }
    }

    /// The layers, from the image to the scores.
    pub fn layers(&self) -> [&dyn Layer<f64>; 20] {
        [
            &self.conv1,
            &self.relu1,
            &self.conv2,
            &self.relu2,
            &self.pool1,
            &self.conv3,
            &self.relu3,
            &self.conv4,
            &self.relu4,
            &self.pool2,
            &self.conv5,
            &self.relu5,
            &self.conv6,
            &self.relu6,
            &self.pool3,
            &self.affine7,
            &self.relu7,
            &self.dropout1,
            &self.affine8,
            &self.dropout2,
        ]
    }

    fn layers_mut(&mut self) -> [&mut dyn Layer<f64>; 20] {
        [
            &mut self.conv1,
            &mut self.relu1,
            &mut self.conv2,
            &mut self.relu2,
            &mut self.pool1,
            &mut self.conv3,
            &mut self.relu3,
            &mut self.conv4,
            &mut self.relu4,
            &mut self.pool2,
            &mut self.conv5,
            &mut self.relu5,
            &mut self.conv6,
            &mut self.relu6,
            &mut self.pool3,
            &mut self.affine7,
            &mut self.relu7,
            &mut self.dropout1,
            &mut self.affine8,
            &mut self.dropout2,
        ]
    }

    /// Inference: the scores of a batch, `(n, 1, 28, 28)` → `(n, 10)`. Nothing is dropped.
    pub fn predict(&self, x: &Tensor<f64>) -> Tensor<f64> {
        self.layers().iter().fold(x.clone(), |x, layer| layer.predict(&x))
    }

    /// The mean cross entropy of a batch, as at inference.
    pub fn loss(&self, x: &Tensor<f64>, t: &Targets<f64>) -> f64 {
        self.last_layer.loss(&self.predict(x), t)
    }

    /// One way forward and one way back. Gives the loss as training sees it, and dL/dx; the slopes of the parameters
    /// are then in the layers.
    pub fn gradient(&mut self, x: &Tensor<f64>, t: &Targets<f64>) -> (f64, Tensor<f64>) {
        let scores = self.layers_mut().into_iter().fold(x.clone(), |x, layer| layer.forward(x));
        let loss = self.last_layer.forward(scores, t);
        let dscores = self.last_layer.backward();
        let dx = self.layers_mut().into_iter().rev().fold(dscores, |dout, layer| layer.backward(dout));
        (loss, dx)
    }
}
