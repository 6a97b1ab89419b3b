//! 8.1.1 What does a deep network look like, layer by layer?
//!
//! ```text
//! x (n, 1, 28, 28)
//! stage 1   conv1 → relu1 → conv2 → relu2 → pool1     16 filters, image 28 → 14
//! stage 2   conv3 → relu3 → conv4 → relu4 → pool2     32 filters, image 14 → 16 → 8   (conv4 has padding 2)
//! stage 3   conv5 → relu5 → conv6 → relu6 → pool3     64 filters, image  8 → 4
//! end       affine7 → relu7 → dropout1 → affine8 → dropout2 → softmax with loss       1,024 → 50 → 10
//! ```
//!
//! All filters are 3 × 3; the last dropout comes after the output layer, as in the book's code.

use core_tensor::layers::{
    Affine, Convolution, Dropout, Layer, LossLayer, MaxPooling, Relu, SoftmaxCrossEntropy,
};
use core_tensor::{Init, Streams, Targets, Tensor, Vector, Window};
use ndarray::Array2;

/// Five layers in a row.
type Stage = [Box<dyn Layer<f64>>; 5];

/// The book's network: twenty layers in a row, and the loss.
pub struct DeepConvNet {
    /// The layers, from the image to the scores.
    pub layers: Vec<Box<dyn Layer<f64>>>,
    /// Softmax and cross-entropy.
    pub last_layer: SoftmaxCrossEntropy,
}

impl DeepConvNet {
    /// He's initial weights from the stream `init`, biases 0, dropout masks from `dropout1` and `dropout2`.
    pub fn new(streams: &Streams) -> Self {
        let mut rng = streams.rng("init");
        // The standard deviation √(2 / fan_in): each output of a filter sees `channels · 3 · 3` values.
        let mut conv = |number: usize, filters: usize, channels: usize, pad: usize| {
            let w = Init::He.filters((filters, channels, 3, 3), &mut rng);
            Box::new(Convolution::new(number, w, Vector::zeros(filters), Window::square(3).pad(pad)))
        };
        let relu = |number: usize| Box::new(Relu::new(number));
        let pool = |number: usize| Box::new(MaxPooling::new(number, Window::square(2).stride(2)));
        let dropout =
            |number: usize| Box::new(Dropout::new(number, 0.5, streams.rng(&format!("dropout{number}"))));
        let stage1: Stage = [conv(1, 16, 1, 1), relu(1), conv(2, 16, 16, 1), relu(2), pool(1)];
        let stage2: Stage = [conv(3, 32, 16, 1), relu(3), conv(4, 32, 32, 2), relu(4), pool(2)];
        let stage3: Stage = [conv(5, 64, 32, 1), relu(5), conv(6, 64, 64, 1), relu(6), pool(3)];
        let affine = |number: usize, w: Array2<f64>| {
            let b = Vector::zeros(w.ncols());
            Box::new(Affine::new(number, w, b))
        };
        let (w7, w8) = (Init::He.matrix(64 * 4 * 4, 50, &mut rng), Init::He.matrix(50, 10, &mut rng));
        let end: Stage = [affine(7, w7), relu(7), dropout(1), affine(8, w8), dropout(2)];
        let layers = [stage1, stage2, stage3, end].into_iter().flatten().collect();
        Self { layers, last_layer: SoftmaxCrossEntropy }
    }

    /// Inference: the scores of a batch, `(n, 1, 28, 28)` → `(n, 10)`. Nothing is dropped.
    pub fn predict(&self, x: &Tensor<f64>) -> Tensor<f64> {
        self.layers.iter().fold(x.clone(), |x, layer| layer.predict(x.clone()))
    }

    /// The mean cross-entropy of a batch, as at inference.
    pub fn loss(&self, x: &Tensor<f64>, t: &Targets<f64>) -> f64 {
        self.last_layer.loss(&self.predict(x), t)
    }

    /// One forward and one backward pass. Returns the training loss and dL/dx; the gradients of the parameters are then
    /// in the layers.
    pub fn gradient(&mut self, x: &Tensor<f64>, t: &Targets<f64>) -> (f64, Tensor<f64>) {
        let scores = self.layers.iter_mut().fold(x.clone(), |x, layer| layer.forward(x));
        let (loss, dscores) = self.last_layer.loss_and_gradient(scores, t);
        let dx = self.layers.iter_mut().rev().fold(dscores, |dout, layer| layer.backward(dout));
        (loss, dx)
    }
}
