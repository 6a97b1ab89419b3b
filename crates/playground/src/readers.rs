//! Who reads a digit? The trained networks of chapters 3, 7 and 8, side by side.

use anyhow::Result;
use ch03_neural_net::derive::neuralnet_mnist as mlp;
use ch03_neural_net::recognition;
use core_data::IMAGE_SIDE;
use core_tensor::functions::softmax::softmax;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::{deep_convnet, simple_convnet};
use core_tensor::tensor::as_rows;
use core_tensor::{Network, Sequential, Streams, Tensor};
use figure::{Axis, Bars, Figure, Panel, Words, say};
use ndarray::Array2;

use crate::assets::Assets;

/// Their files, in the order of the chapters.
pub(crate) const WEIGHTS: [&str; 3] =
    [recognition::WEIGHTS, ch07_cnn::pretrained::WEIGHTS, ch08_deep::pretrained::WEIGHTS];
/// Their names: the book's MLP has no other.
pub(crate) const NAMES: [&str; 3] = ["MLP", "SimpleConvNet", "DeepConvNet"];
/// What each of their predictions and its probability are called in a view.
pub(crate) const PREDICTIONS: [&str; 3] = ["mlp", "simple_convnet", "deep_convnet"];

/// The three networks.
pub(crate) struct Readers {
    mlp: mlp::Network,
    simple: Network<f32>,
    deep: Network<f32>,
}

/// What a network says of an image: a probability per class.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading(Vec<f64>);

impl Reading {
    /// The class with the highest probability.
    pub(crate) fn digit(&self) -> usize {
        mlp::argmax(&self.0)
    }

    /// The probability of a class.
    pub(crate) fn of(&self, digit: usize) -> f64 {
        self.0[digit]
    }

    /// The highest probability.
    pub(crate) fn highest(&self) -> f64 {
        self.of(self.digit())
    }

    /// As a reader sees it.
    pub(crate) fn words(&self) -> String {
        format!("{} ({:.1} %)", self.digit(), 100.0 * self.highest())
    }
}

impl Readers {
    /// With the weights that come with the workspace.
    pub(crate) fn new(assets: &Assets) -> Result<Self> {
        Ok(Self {
            mlp: recognition::network_of(&assets.weights(WEIGHTS[0])?)?,
            simple: trained(assets, &simple_convnet(), WEIGHTS[1])?,
            deep: trained(assets, &deep_convnet(), WEIGHTS[2])?,
        })
    }

    /// What each says of an image of 28 × 28, from 0 (paper) to 1 (ink).
    pub(crate) fn read(&self, image: &Array2<f64>) -> [Reading; 3] {
        let pixels = image.iter().copied().collect();
        let x = as_tensor(image);
        [
            Reading(mlp::predict(&self.mlp, &pixels).to_vec()),
            probabilities(&self.simple, &x),
            probabilities(&self.deep, &x),
        ]
    }
}

/// A network with trained weights.
pub(crate) fn trained(assets: &Assets, layers: &Sequential, file: &str) -> Result<Network<f32>> {
    // Every weight is replaced, so the seed doesn't matter.
    let mut network = layers.build(SoftmaxCrossEntropy, &Streams::new(0));
    assets.weights(file)?.load_into(&mut network)?;
    Ok(network)
}

/// One image as a batch of one channel.
pub(crate) fn as_tensor(image: &Array2<f64>) -> Tensor<f32> {
    Tensor::from_shape_fn(vec![1, 1, IMAGE_SIDE, IMAGE_SIDE], |at| image[[at[2], at[3]]] as f32)
}

fn probabilities(network: &Network<f32>, x: &Tensor<f32>) -> Reading {
    let scores = as_rows(&network.predict(x), "scores").mapv(f64::from);
    Reading(softmax(scores.view()).iter().copied().collect())
}

/// The probabilities of the three, below each other; without a reading, bars of no height.
pub(crate) fn figure(readings: Option<&[Reading; 3]>) -> Figure {
    let figure = Figure::new("Probabilities of the three networks").columns(1).panel_size(300.0, 84.0);
    NAMES.iter().enumerate().fold(figure, |figure, (at, name)| {
        let height = |digit: usize| readings.map_or(f64::NAN, |readings| 100.0 * readings[at].of(digit));
        let bars = Bars::new((0..10).map(|digit| (Words::name(digit), height(digit)))).decimals(0);
        let axis = Axis::new("%").range(0.0, 125.0).ticks([0.0, 50.0, 100.0]);
        figure.panel(Panel::new(say!("{name}")).x(Axis::new("")).y(axis).bars(bars))
    })
}

/// An image as the networks get it.
pub(crate) fn picture(image: &Array2<f64>) -> Panel {
    ch07_cnn::drawing::picture_from_0_to_1("the networks' input: 28 × 28 pixels", image.clone())
}
