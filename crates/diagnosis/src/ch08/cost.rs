//! What does a deep network cost: how many parameters to store, and how many multiplications to compute?

use crate::Values;
use crate::draw::Draw;
use crate::prediction::Prediction;
use crate::question::Question;
use ndarray::ArrayD;

/// A layer that costs something, or changes the size of the image. ReLU and dropout do neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A convolution with stride 1.
    Conv {
        /// How many filters; each covers all channels, and has one bias.
        filters: usize,
        /// The side of a filter.
        side: usize,
        /// Rows and columns of zeros beyond each edge.
        pad: usize,
    },
    /// Max pooling of 2 × 2 with stride 2. What doesn't fill a window is left out.
    Pool,
    /// A fully connected layer.
    Affine {
        /// How many outputs; each has one bias.
        units: usize,
    },
}

/// The shape of the input, (channels, height, width), and the layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Net {
    /// Channels, height, width.
    pub input: (usize, usize, usize),
    /// The layers, from the input to the scores.
    pub layers: Vec<Layer>,
}

impl Values for Net {
    fn values(&self) -> Vec<ArrayD<f64>> {
        let (channels, height, width) = self.input;
        let mut all = vec![channels, height, width].values();
        for layer in &self.layers {
            all.extend(match *layer {
                Layer::Conv { filters, side, pad } => vec![filters, side, pad].values(),
                Layer::Pool => vec![2, 2_usize].values(),
                Layer::Affine { units } => vec![units].values(),
            });
        }
        all
    }
}

/// How a cost is counted.
#[derive(Clone, Copy)]
struct Rule {
    biases: bool,
    /// Biases count as multiplications.
    biases_multiply: bool,
    all_channels: bool,
    pads: bool,
    pools: bool,
    /// Multiplications at each output position; without it, each weight once.
    positions: bool,
    /// Positions of the input instead of the output.
    at_the_input: bool,
    /// A bias for each output position.
    bias_per_position: bool,
    /// The affine layer has an input for each pixel; without it, for each channel.
    flattens: bool,
}

const RIGHT: Rule = Rule {
    biases: true,
    biases_multiply: false,
    all_channels: true,
    pads: true,
    pools: true,
    positions: true,
    at_the_input: false,
    bias_per_position: false,
    flattens: true,
};

/// Parameters and multiplications for one image, by this rule.
fn count(net: &Net, rule: Rule) -> (usize, usize) {
    let (mut channels, mut height, mut width) = net.input;
    let (mut parameters, mut multiplications) = (0, 0);
    for layer in &net.layers {
        let (weights, biases, positions) = match *layer {
            Layer::Conv { filters, side, pad } => {
                let pad = if rule.pads { pad } else { 0 };
                let of = |size: usize| (size + 2 * pad + 1).saturating_sub(side).max(1);
                let before = height * width;
                (height, width) = (of(height), of(width));
                let weights = filters * side * side * if rule.all_channels { channels } else { 1 };
                channels = filters;
                (weights, filters, if rule.at_the_input { before } else { height * width })
            }
            Layer::Pool => {
                if rule.pools {
                    (height, width) = (height / 2, width / 2);
                }
                continue;
            }
            Layer::Affine { units } => {
                let inputs = if rule.flattens { channels * height * width } else { channels };
                (channels, height, width) = (units, 1, 1);
                (inputs * units, units, 1)
            }
        };
        let biases_here = if rule.bias_per_position { biases * positions } else { biases };
        parameters += weights + if rule.biases { biases_here } else { 0 };
        let positions = if rule.positions { positions } else { 1 };
        multiplications += positions * (weights + if rule.biases_multiply { biases } else { 0 });
    }
    (parameters, multiplications)
}

/// The layers of the book's DeepConvNet.
pub fn deep_convnet() -> Net {
    let mut layers = Vec::new();
    for (filters, second) in [(16, 1), (32, 2), (64, 1)] {
        layers.push(Layer::Conv { filters, side: 3, pad: 1 });
        layers.push(Layer::Conv { filters, side: 3, pad: second });
        layers.push(Layer::Pool);
    }
    layers.extend([Layer::Affine { units: 50 }, Layer::Affine { units: 10 }]);
    Net { input: (1, 28, 28), layers }
}

fn draw(draw: &mut Draw) -> Net {
    let input = (draw.size(2..=3), draw.size(12..=15), draw.size(12..=15));
    let conv = |draw: &mut Draw| Layer::Conv {
        filters: draw.size(2..=6),
        side: 1 + 2 * draw.size(0..=1),
        pad: draw.size(0..=2),
    };
    let mut layers = vec![conv(draw)];
    if draw.coin() {
        layers.push(conv(draw));
    }
    layers.push(Layer::Pool);
    layers.push(conv(draw));
    layers.push(Layer::Affine { units: draw.size(2..=9) });
    if draw.coin() {
        layers.push(Layer::Affine { units: draw.size(2..=9) });
    }
    Net { input, layers }
}

/// Parameters, and multiplications for one image (book §8.1.1).
pub fn counted() -> Question<Net, (usize, usize)> {
    Question::new("cost", draw, |net| count(net, RIGHT))
        .inputs([
            "the input (channels, height, width)",
            "layer 1 (three numbers: a convolution of filters, side, pad; two: pooling; one: affine of units)",
            "layer 2",
            "layer 3",
            "layer 4",
            "layer 5",
            "layer 6",
            "layer 7",
            "layer 8",
            "layer 9",
            "layer 10",
            "layer 11",
        ])
        .parts(["the number of parameters", "the number of multiplications"])
        .example(deep_convnet)
        .example(|| Net { input: (1, 4, 4), layers: vec![Layer::Conv { filters: 2, side: 3, pad: 0 }] })
        .mistake("swapped", "The two are swapped: the parameters come first.", |net| {
            let (parameters, multiplications) = count(net, RIGHT);
            (multiplications, parameters)
        })
        .mistake(
            "without biases",
            "Those are the weights. Each filter and each unit has a bias, which is a parameter too.",
            |net| count(net, Rule { biases: false, ..RIGHT }),
        )
        .mistake(
            "a bias for each position",
            "You counted a bias for each output of a convolution. A filter uses the same bias at every position.",
            |net| count(net, Rule { bias_per_position: true, ..RIGHT }),
        )
        .mistake(
            "flat filters",
            "Your filters cover one channel. Each covers all channels of its input: the filters of the layer before.",
            |net| count(net, Rule { all_channels: false, ..RIGHT }),
        )
        .mistake(
            "without padding",
            "You left the padding out: with it, height and width grow by 2 · pad before the filter takes side − 1 away.",
            |net| count(net, Rule { pads: false, ..RIGHT }),
        )
        .mistake(
            "without pooling",
            "You left the pooling out. It has no parameters, but halves height and width for all layers after it.",
            |net| count(net, Rule { pools: false, ..RIGHT }),
        )
        .mistake(
            "affine on channels",
            "The affine layer has an input for each value of the feature maps, channels · height · width, not for each \
             channel.",
            |net| count(net, Rule { flattens: false, ..RIGHT }),
        )
        .mistake(
            "each weight once",
            "You counted each weight once. In an affine layer that is right; but a filter is applied at every position of \
             its output.",
            |net| count(net, Rule { positions: false, ..RIGHT }),
        )
        .mistake(
            "positions of the input",
            "You counted the positions of the input. A filter is applied once for each position of the *output*.",
            |net| count(net, Rule { at_the_input: true, ..RIGHT }),
        )
        .mistake(
            "biases multiplied",
            "You counted the biases as multiplications. A bias is added.",
            |net| count(net, Rule { biases_multiply: true, ..RIGHT }),
        )
        .also_right("shape by shape", |net| {
            let mut shape = [net.input.0, net.input.1, net.input.2];
            let mut cost = (0, 0);
            for layer in &net.layers {
                let before: usize = shape.iter().product();
                match *layer {
                    Layer::Conv { filters, side, pad } => {
                        let each = shape[0] * side * side;
                        shape = [filters, shape[1] + 2 * pad - side + 1, shape[2] + 2 * pad - side + 1];
                        cost.0 += filters * (each + 1);
                        cost.1 += shape.iter().product::<usize>() * each;
                    }
                    Layer::Pool => shape = [shape[0], shape[1] / 2, shape[2] / 2],
                    Layer::Affine { units } => {
                        cost.0 += units * (before + 1);
                        cost.1 += units * before;
                        shape = [units, 1, 1];
                    }
                }
            }
            cost
        })
}

/// The costs of the affine layers of the DeepConvNet: those of the net minus those of its convolutions.
fn costs_of_the_convolutions() -> (usize, usize) {
    let mut net = deep_convnet();
    net.layers.retain(|layer| !matches!(layer, Layer::Affine { .. }));
    count(&net, RIGHT)
}

/// How many percent of the multiplications are in the convolutions (book §8.1.1)?
pub fn share_of_the_convolutions() -> Prediction {
    Prediction::new(
        "How many percent of the DeepConvNet's multiplications are in its convolutions?",
        || 100.0 * costs_of_the_convolutions().1 as f64 / count(&deep_convnet(), RIGHT).1 as f64,
        "Nearly all of them, with little more than half of the parameters. A weight of a filter is used at every position, a \
         weight of an affine layer once. Filters are cheap to store and expensive to apply.",
    )
    .within(0.005)
    .wrong_guess("all", || 100.0, "Nearly; but the two affine layers multiply, too.")
    .wrong_guess(
        "as the parameters",
        || 100.0 * costs_of_the_convolutions().0 as f64 / count(&deep_convnet(), RIGHT).0 as f64,
        "That is their share of the parameters. How often is each of them used for one image?",
    )
    .wrong_guess("half", || 50.0, "More. How often is a weight of a filter used, and how often one of an affine layer?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use core_tensor::layers::SoftmaxCrossEntropy;
    use core_tensor::{Streams, networks};

    #[test]
    fn the_parameters_are_those_of_the_core_s_network() {
        let network = networks::deep_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
        assert_eq!(count(&deep_convnet(), RIGHT).0, network.count_parameters());
    }
}
