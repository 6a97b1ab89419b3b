//! How is a network put together? Layer after layer; each learns its input size from the one before.
//!
//! Derived in: ch07 (book §7.5) and ch08 (book §8.1); residual blocks in ch08 (book §8.2.4).

use crate::functions::init::Init;
use crate::layers::{
    Affine, AveragePooling, BatchNorm, Convolution, Dropout, Flatten, Layer, LossLayer, MaxPooling, Relu,
    Sigmoid, Tanh,
};
use crate::networks::compiled::{Compiled, Plan};
use crate::networks::network::Network;
use crate::tensor::shape_in_words;
use crate::tensor::window::Window;
use crate::{Real, StreamRng, Streams, Vector};
use std::ops::Range;

/// The plan of a network: the shape of one input, and the layers.
///
/// ```
/// use core_tensor::layers::SoftmaxCrossEntropy;
/// use core_tensor::{Sequential, Streams};
/// let net = Sequential::new([1, 28, 28])
///     .conv(16, 3).batch_norm().relu().max_pool(2)
///     .residual(|block| block.conv(16, 3).batch_norm().relu())
///     .flatten().affine(10)
///     .build::<f32>(SoftmaxCrossEntropy, &Streams::new(42));
/// println!("{net:?}"); // layer, output shape, parameters
/// assert_eq!(net.count_parameters(), 33_914);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sequential {
    input: Vec<usize>,
    parts: Vec<Part>,
    init: Init,
    weight_decay: f64,
    dropout_of_the_book: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Convolution(usize, Window),
    Affine(usize),
    BatchNorm,
    Relu,
    Sigmoid,
    Tanh,
    MaxPooling(Window),
    AveragePooling(Window),
    Dropout(f64),
    Flatten,
    Residual(Vec<Part>),
}

/// A kernel size: a number for the usual case, or a [`Window`] for every other.
pub trait Kernel {
    /// The window of a convolution.
    fn for_convolution(self) -> Window;
    /// The window of a pooling.
    fn for_pooling(self) -> Window;
}

impl Kernel for Window {
    fn for_convolution(self) -> Window {
        self
    }

    fn for_pooling(self) -> Window {
        self
    }
}

impl Kernel for usize {
    /// A square kernel with stride 1, padded so that the image keeps its size.
    ///
    /// # Panics
    /// If the size is even: no padding keeps the size then.
    fn for_convolution(self) -> Window {
        assert!(
            self % 2 == 1,
            "a kernel of {self} × {self} cannot keep the size of the image: give a `Window` with its padding"
        );
        Window::square(self).pad(self / 2)
    }

    /// A square window whose stride is its size.
    fn for_pooling(self) -> Window {
        Window::square(self).stride(self)
    }
}

impl Sequential {
    /// No layer yet, for inputs of this shape: `[features]`, or `[channels, height, width]` of an image. He's initial weights,
    /// no weight decay.
    pub fn new(input: impl Into<Vec<usize>>) -> Self {
        let input = input.into();
        Self { input, parts: Vec::new(), init: Init::He, weight_decay: 0.0, dropout_of_the_book: false }
    }

    /// A convolution layer with this number of filters. A kernel size such as 3 means 3 × 3, stride 1, padded so that the
    /// image keeps its size; everything else is a [`Window`].
    pub fn conv(self, filters: usize, kernel: impl Kernel) -> Self {
        self.then(Part::Convolution(filters, kernel.for_convolution()))
    }

    /// A fully connected layer with this number of outputs.
    pub fn affine(self, outputs: usize) -> Self {
        self.then(Part::Affine(outputs))
    }

    /// Batch normalisation; of images per channel.
    pub fn batch_norm(self) -> Self {
        self.then(Part::BatchNorm)
    }

    /// ReLU.
    pub fn relu(self) -> Self {
        self.then(Part::Relu)
    }

    /// The sigmoid.
    pub fn sigmoid(self) -> Self {
        self.then(Part::Sigmoid)
    }

    /// The hyperbolic tangent.
    pub fn tanh(self) -> Self {
        self.then(Part::Tanh)
    }

    /// Max pooling. A kernel size such as 2 means 2 × 2 with stride 2.
    pub fn max_pool(self, kernel: impl Kernel) -> Self {
        self.then(Part::MaxPooling(kernel.for_pooling()))
    }

    /// Average pooling, with kernels as in [`Sequential::max_pool`].
    pub fn average_pool(self, kernel: impl Kernel) -> Self {
        self.then(Part::AveragePooling(kernel.for_pooling()))
    }

    /// Dropout with this ratio.
    pub fn dropout(self, ratio: f64) -> Self {
        self.then(Part::Dropout(ratio))
    }

    /// Images as rows: `(n, c, h, w)` → `(n, c · h · w)`. A fully connected layer does the same by itself.
    pub fn flatten(self) -> Self {
        self.then(Part::Flatten)
    }

    /// A residual block: the input of the layers that `block` adds is added to their output, which must have the same shape.
    pub fn residual(self, block: impl FnOnce(Self) -> Self) -> Self {
        let inner = block(Self { parts: Vec::new(), ..self.clone() });
        self.then(Part::Residual(inner.parts))
    }

    /// With the book's form of dropout, which scales at inference: for weights that the book's code learned. See
    /// [`Dropout::of_the_book`].
    pub fn dropout_of_the_book(self) -> Self {
        Self { dropout_of_the_book: true, ..self }
    }

    /// With this initialisation of the weights of every convolution and fully connected layer.
    pub fn init(self, init: Init) -> Self {
        Self { init, ..self }
    }

    /// With weight decay λ.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    fn then(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// The network. `W1`, `W2`, … count convolutions and fully connected layers together. Weights come from the stream
    /// `init`, dropout masks from `dropout1`, `dropout2`, …; so networks that differ in anything but their sizes start from the
    /// same draws.
    ///
    /// # Panics
    /// If a window does not fit into the output of the layer before it, a layer for images comes after a fully connected one, a
    /// residual block changes the shape of its input, or a dropout ratio is not in `[0, 1)`.
    pub fn build<F: Compiled>(&self, loss: impl LossLayer<F> + 'static, streams: &Streams) -> Network<F> {
        F::network(self, Box::new(loss), streams)
    }

    /// The network of this plan.
    fn assembled<F: Real>(&self, loss: Box<dyn LossLayer<F>>, streams: &Streams) -> Network<F> {
        let mut builder = Builder {
            net: self,
            streams,
            rng: streams.rng("init"),
            numbers: Numbers::default(),
            layers: Vec::new(),
            blocks: Vec::new(),
        };
        builder.add(&self.parts, self.input.clone());
        let mut network = Network::assembled(builder.layers, builder.blocks, loss);
        network.weight_decay = F::of(self.weight_decay);
        network.input = Some(self.input.clone());
        network
    }
}

impl Plan for Sequential {
    fn f32_network(&self, loss: Box<dyn LossLayer<f32>>, streams: &Streams) -> Network<f32> {
        self.assembled(loss, streams)
    }
    fn f64_network(&self, loss: Box<dyn LossLayer<f64>>, streams: &Streams) -> Network<f64> {
        self.assembled(loss, streams)
    }
}

/// How many layers of each kind there are so far: the number in the next one's name.
#[derive(Default)]
struct Numbers {
    affine_or_conv: usize,
    activation: [usize; 3],
    max_pooling: usize,
    average_pooling: usize,
    dropout: usize,
    flatten: usize,
}

fn next(number: &mut usize) -> usize {
    *number += 1;
    *number
}

/// Numbers the layers and draws their weights.
struct Builder<'a, F> {
    net: &'a Sequential,
    streams: &'a Streams,
    rng: StreamRng,
    numbers: Numbers,
    layers: Vec<Box<dyn Layer<F>>>,
    blocks: Vec<Range<usize>>,
}

impl<F: Real> Builder<'_, F> {
    /// Adds the layers of these parts to an input of this shape, and returns the shape of the output.
    fn add(&mut self, parts: &[Part], input: Vec<usize>) -> Vec<usize> {
        parts.iter().fold(input, |shape, part| match part {
            Part::Residual(inner) => self.residual(inner, shape),
            part => {
                let (layer, output) = self.layer(part, shape);
                self.layers.push(layer);
                output
            }
        })
    }

    fn residual(&mut self, inner: &[Part], input: Vec<usize>) -> Vec<usize> {
        let start = self.layers.len();
        let output = self.add(inner, input.clone());
        assert!(
            output == input,
            "a residual block turns {} into {}, but its input is added to its output: both need the same shape",
            shape_in_words(&input),
            shape_in_words(&output)
        );
        if self.layers.len() > start {
            self.blocks.push(start..self.layers.len());
        }
        output
    }

    fn layer(&mut self, part: &Part, shape: Vec<usize>) -> (Box<dyn Layer<F>>, Vec<usize>) {
        match *part {
            Part::Convolution(filters, window) => {
                let (number, channels) = (next(&mut self.numbers.affine_or_conv), image(&shape).0);
                let size = (filters, channels, window.height, window.width);
                let w = self.net.init.filters(size, &mut self.rng);
                let layer = Convolution::new(number, w, Vector::zeros(filters), window);
                (Box::new(layer), windowed(&shape, filters, window))
            }
            Part::Affine(outputs) => {
                let w = self.net.init.matrix(shape.iter().product(), outputs, &mut self.rng);
                let number = next(&mut self.numbers.affine_or_conv);
                (Box::new(Affine::new(number, w, Vector::zeros(outputs))), vec![outputs])
            }
            // Its parameters are named after the layer whose output it normalises.
            Part::BatchNorm => (Box::new(BatchNorm::new(self.numbers.affine_or_conv, shape[0])), shape),
            Part::Relu => (Box::new(Relu::new(next(&mut self.numbers.activation[0]))), shape),
            Part::Sigmoid => (Box::new(Sigmoid::new(next(&mut self.numbers.activation[1]))), shape),
            Part::Tanh => (Box::new(Tanh::new(next(&mut self.numbers.activation[2]))), shape),
            Part::MaxPooling(window) => {
                let layer = MaxPooling::new(next(&mut self.numbers.max_pooling), window);
                (Box::new(layer), windowed(&shape, image(&shape).0, window))
            }
            Part::AveragePooling(window) => {
                let layer = AveragePooling::new(next(&mut self.numbers.average_pooling), window);
                (Box::new(layer), windowed(&shape, image(&shape).0, window))
            }
            Part::Dropout(ratio) => {
                let number = next(&mut self.numbers.dropout);
                let dropout = Dropout::new(number, ratio, self.streams.rng(&format!("dropout{number}")));
                let of_the_book = self.net.dropout_of_the_book;
                (Box::new(if of_the_book { dropout.of_the_book() } else { dropout }), shape)
            }
            Part::Flatten => {
                let layer = Flatten::new(next(&mut self.numbers.flatten));
                (Box::new(layer), vec![shape.iter().product()])
            }
            Part::Residual(_) => unreachable!("a residual block is added layer by layer"),
        }
    }
}

/// Channels, height and width.
fn image(shape: &[usize]) -> (usize, usize, usize) {
    match *shape {
        [channels, h, w] => (channels, h, w),
        _ => panic!(
            "a convolution or pooling needs images (channels × height × width), but its input is {}: it cannot come after a \
             fully connected or flattening layer",
            shape_in_words(shape)
        ),
    }
}

/// The shape after a window: one output for each of its positions.
fn windowed(shape: &[usize], channels: usize, window: Window) -> Vec<usize> {
    let (_, h, w) = image(shape);
    let (out_h, out_w) = window.output_size(h, w);
    vec![channels, out_h, out_w]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::SoftmaxCrossEntropy;
    use crate::{Targets, Tensor};

    fn built(net: &Sequential) -> Network<f64> {
        net.build(SoftmaxCrossEntropy, &Streams::new(1))
    }

    #[test]
    fn parameters_are_numbered_through_convolutions_and_affine_layers() {
        let net = Sequential::new([1, 6, 6]).conv(2, Window::square(3)).batch_norm().relu();
        let mut network = built(&net.affine(3).dropout(0.5));
        let names: Vec<_> = network.params().iter().map(|param| param.name.clone()).collect();
        assert_eq!(names, ["W1", "b1", "gamma1", "beta1", "W2", "b2"]);
        assert_eq!(network.param("W2").unwrap().value.shape(), [2 * 4 * 4, 3]);
        let loss = network.gradient(Tensor::ones(vec![2, 1, 6, 6]), &Targets::Labels(vec![0, 2]));
        assert!(loss.is_finite());
    }

    #[test]
    fn a_residual_block_adds_its_input_to_its_output() {
        let network = built(&Sequential::new([3]).residual(|block| block.affine(3).tanh()));
        let x = Tensor::from_shape_fn(vec![2, 3], |at| (at[0] * 3 + at[1]) as f64 - 2.0);
        let inside = network.activations(&x).pop().unwrap().1;
        assert_eq!(network.predict(&x), inside + &x);
    }

    #[test]
    #[should_panic(expected = "a residual block turns 3 × 6 × 6 into 4 × 6 × 6")]
    fn a_residual_block_that_changes_the_shape_is_refused() {
        built(&Sequential::new([3, 6, 6]).residual(|block| block.conv(4, 3)));
    }

    #[test]
    #[should_panic(expected = "needs images (channels × height × width), but its input is 3")]
    fn an_image_layer_after_a_fully_connected_one_is_refused() {
        built(&Sequential::new([1, 6, 6]).affine(3).max_pool(Window::square(2)));
    }

    #[test]
    #[should_panic(expected = "a kernel of 2 × 2 cannot keep the size of the image")]
    fn an_even_kernel_needs_a_window() {
        Sequential::new([1, 6, 6]).conv(4, 2);
    }
}
