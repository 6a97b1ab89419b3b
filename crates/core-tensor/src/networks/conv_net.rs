//! What is a convolution network? Filters, ReLU and pooling a few times, then fully connected layers.
//!
//! Derived in: ch07 (book §7.5) and ch08 (book §8.1).
//!
//! A list of steps; each knows from the one before how large its input is.

use crate::Window;
use crate::layers::{
    Affine, AveragePooling, BatchNorm, Convolution, Dropout, Layer, MaxPooling, Relu, SoftmaxCrossEntropy,
};
use crate::{Init, Network, Real, Vector};
use crate::{StreamRng, Streams};

/// A convolution network to be built: the size of its images, and its steps.
///
/// ```
/// use core_tensor::Window;
/// use core_tensor::{ConvNet, Init, Streams};
/// let net = ConvNet::new((1, 28, 28))
///     .convolution(30, Window::square(5)) // → 30 × 24 × 24
///     .relu()
///     .max_pooling(Window::square(2).stride(2)) // → 30 × 12 × 12
///     .affine(100)
///     .relu()
///     .affine(10)
///     .init(Init::Normal(0.01));
/// let network = net.build::<f32>(&Streams::new(1));
/// let numbers: usize = network.params().iter().map(|param| param.value.len()).sum();
/// assert_eq!(numbers, 433_890);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ConvNet {
    input: (usize, usize, usize),
    steps: Vec<Step>,
    init: Init,
    weight_decay: f64,
    dropout_of_the_book: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Convolution(usize, Window),
    Affine(usize),
    BatchNorm,
    Relu,
    MaxPooling(Window),
    AveragePooling(Window),
    Dropout(f64),
}

impl ConvNet {
    /// No step yet, for images of `(channels, height, width)`; He's first weights, no weight decay.
    pub fn new(input: (usize, usize, usize)) -> Self {
        Self { input, steps: Vec::new(), init: Init::He, weight_decay: 0.0, dropout_of_the_book: false }
    }

    /// So many filters of the window's size.
    pub fn convolution(self, filters: usize, window: Window) -> Self {
        self.then(Step::Convolution(filters, window))
    }

    /// A fully connected layer with so many outputs.
    pub fn affine(self, outputs: usize) -> Self {
        self.then(Step::Affine(outputs))
    }

    /// Batch normalisation, of images per channel.
    pub fn batch_norm(self) -> Self {
        self.then(Step::BatchNorm)
    }

    /// ReLU.
    pub fn relu(self) -> Self {
        self.then(Step::Relu)
    }

    /// The largest number of each window.
    pub fn max_pooling(self, window: Window) -> Self {
        self.then(Step::MaxPooling(window))
    }

    /// The mean of each window.
    pub fn average_pooling(self, window: Window) -> Self {
        self.then(Step::AveragePooling(window))
    }

    /// Dropout of this ratio.
    pub fn dropout(self, ratio: f64) -> Self {
        self.then(Step::Dropout(ratio))
    }

    /// With the book's form of dropout, which shrinks at inference: for weights that the book's code learnt. See
    /// [`Dropout::of_the_book`].
    pub fn dropout_of_the_book(self) -> Self {
        Self { dropout_of_the_book: true, ..self }
    }

    /// With these first weights in every convolution and fully connected layer.
    pub fn init(self, init: Init) -> Self {
        Self { init, ..self }
    }

    /// With weight decay λ.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The network. `W1`, `W2`, … count convolutions and fully connected layers together. Weights come from the stream
    /// `init`, dropout masks from `dropout1`, `dropout2`, …
    ///
    /// # Panics
    /// If a window does not fit into what the step before gives, or an image step comes after a fully connected one.
    pub fn build<F: Real>(&self, streams: &Streams) -> Network<F> {
        let mut builder = Builder { net: self, streams, rng: streams.rng("init"), counts: [0; 5] };
        let mut shape = Shape::Images(self.input);
        let mut layers = Vec::with_capacity(self.steps.len());
        for &step in &self.steps {
            let (layer, out) = builder.layer(step, shape);
            layers.push(layer);
            shape = out;
        }
        let mut network = Network::new(layers, SoftmaxCrossEntropy);
        network.weight_decay = F::of(self.weight_decay);
        network
    }
}

/// What flows between two steps, for one sample.
#[derive(Clone, Copy)]
enum Shape {
    Images((usize, usize, usize)),
    List(usize),
}

impl Shape {
    fn images(self) -> (usize, usize, usize) {
        match self {
            Self::Images(image) => image,
            Self::List(_) => {
                panic!("a convolution or pooling needs images, and follows a fully connected layer")
            }
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Images((c, h, w)) => c * h * w,
            Self::List(n) => n,
        }
    }

    /// After a window: so many channels, and as many places as the window has.
    fn seen_through(self, window: Window, channels: usize) -> Self {
        let (_, h, w) = self.images();
        let (out_h, out_w) = window.output_size(h, w);
        Self::Images((channels, out_h, out_w))
    }
}

/// Numbers the layers of each kind and draws their weights.
struct Builder<'a> {
    net: &'a ConvNet,
    streams: &'a Streams,
    rng: StreamRng,
    counts: [usize; 5],
}

impl Builder<'_> {
    fn layer<F: Real>(&mut self, step: Step, shape: Shape) -> (Box<dyn Layer<F>>, Shape) {
        match step {
            Step::Convolution(filters, window) => {
                let (number, channels) = (self.count(0), shape.images().0);
                let w =
                    self.net.init.filters((filters, channels, window.height, window.width), &mut self.rng);
                let layer = Convolution::new(number, w, Vector::zeros(filters), window);
                (Box::new(layer), shape.seen_through(window, filters))
            }
            Step::Affine(outputs) => {
                let w = self.net.init.matrix(shape.len(), outputs, &mut self.rng);
                (Box::new(Affine::new(self.count(0), w, Vector::zeros(outputs))), Shape::List(outputs))
            }
            Step::BatchNorm => {
                let columns = match shape {
                    Shape::Images((channels, ..)) => channels,
                    Shape::List(n) => n,
                };
                // Its parameters are named after the layer whose results it normalises.
                (Box::new(BatchNorm::new(self.counts[0], columns)), shape)
            }
            Step::Relu => (Box::new(Relu::new(self.count(1))), shape),
            Step::MaxPooling(window) => {
                let channels = shape.images().0;
                (Box::new(MaxPooling::new(self.count(2), window)), shape.seen_through(window, channels))
            }
            Step::AveragePooling(window) => {
                let channels = shape.images().0;
                (Box::new(AveragePooling::new(self.count(3), window)), shape.seen_through(window, channels))
            }
            Step::Dropout(ratio) => {
                let number = self.count(4);
                let rng = self.streams.rng(&format!("dropout{number}"));
                let dropout = Dropout::new(number, ratio, rng);
                let of_the_book = self.net.dropout_of_the_book;
                (Box::new(if of_the_book { dropout.of_the_book() } else { dropout }), shape)
            }
        }
    }

    /// The next number of a kind.
    fn count(&mut self, kind: usize) -> usize {
        self.counts[kind] += 1;
        self.counts[kind]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Targets, Tensor};

    #[test]
    fn parameters_are_numbered_through_convolutions_and_affine_layers() {
        let net = ConvNet::new((1, 6, 6)).convolution(2, Window::square(3)).batch_norm().relu();
        let mut network = net.affine(3).dropout(0.5).build::<f64>(&Streams::new(1));
        let names: Vec<_> = network.params().iter().map(|param| param.name.clone()).collect();
        assert_eq!(names, ["W1", "b1", "gamma1", "beta1", "W2", "b2"]);
        assert_eq!(network.param("W2").unwrap().value.shape(), [2 * 4 * 4, 3]);
        let loss = network.gradient(Tensor::ones(vec![2, 1, 6, 6]), &Targets::Labels(vec![0, 2]));
        assert!(loss.is_finite());
    }

    #[test]
    #[should_panic(expected = "needs images, and follows a fully connected layer")]
    fn an_image_step_after_a_fully_connected_one_is_refused() {
        ConvNet::new((1, 6, 6)).affine(3).max_pooling(Window::square(2)).build::<f64>(&Streams::new(1));
    }
}
