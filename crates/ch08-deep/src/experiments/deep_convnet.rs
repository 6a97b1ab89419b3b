//! What does the book's DeepConvNet consist of, and what does depth cost?
//!
//! Twenty layers in their order; for each its output shape, its parameters, and its multiplications for one image.
//!
//! Height and width are halved by each pooling, and the channels double from stage to stage. `convolution4` pads
//! its input by two pixels instead of one, so that 14 × 14 becomes 16 × 16 and can be halved twice more. Nearly all
//! of the work is in the layers with many channels both before and after them. The fully connected end holds two
//! fifths of the parameters and does almost none of the multiplications.
//!
//! The last table compares the standard deviation that He initialisation asks for, the square root of 2 / inputs, with
//! that of the weights that were drawn.

use crate::digits::SHAPE;
use crate::summary::{LayerSummary, multiplications, summary};
use chapter_kit::figure::{Axis, Band, Bars, Color, Figure, Graph, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_data::grouped;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::{deep_convnet, simple_convnet};
use core_tensor::tensor::shape_in_words;
use core_tensor::{Init, Network};
use portable_math::ln;

/// The book's `deep_convnet.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "deep_convnet",
    section: "8.1.1",
    question: "What does the book's DeepConvNet consist of, and what does depth cost?",
    takes: Takes::always("1 s"),
    run,
};

/// The number of images for the loss before training.
const BATCH: usize = 100;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut network = deep_convnet().build::<f32>(SoftmaxCrossEntropy, run.streams());
    let layers = summary(&network, SHAPE);
    let simple = summary(&simple_convnet().build::<f32>(SoftmaxCrossEntropy, run.streams()), SHAPE);
    let mut outcome = Outcome::new();
    findings(&mut outcome, &layers, &simple);
    let initial = stds(&mut outcome, &network);
    let (train, _) = run.first_images::<f32>(BATCH, 0)?;
    let (x, t) = train.all();
    let (at_inference, in_training) =
        (f64::from(network.loss(&x, &t)), f64::from(network.training_loss(x, &t)));
    outcome.finding("loss.at_inference", at_inference);
    outcome.finding("loss.in_training", in_training);
    outcome.table(table(&layers)).table(initial).note(say!(
        "Before training the loss of {BATCH} images is {at_inference:.3} at inference, and {in_training:.3} with dropout; that \
         of ten equal probabilities is {:.3}.",
        ln(10.0)
    ));
    outcome.claim(
        Source::Book("8.1.3"),
        "a deep network can do with fewer parameters than a shallow one",
        say!(
            "DeepConvNet has {} parameters, SimpleConvNet {}; but it has {} million multiplications per image, instead of {} \
             million",
            grouped(total(&layers)),
            grouped(total(&simple)),
            in_millions(&layers),
            in_millions(&simple)
        ),
        total(&layers) < total(&simple),
    );
    outcome.figure(drawing(&layers)).further_figure("work", work(&layers));
    Ok(outcome)
}

fn total(layers: &[LayerSummary]) -> usize {
    layers.iter().map(|layer| layer.parameters).sum()
}

fn in_millions(layers: &[LayerSummary]) -> String {
    format!("{:.2}", multiplications(layers) as f64 / 1e6)
}

fn findings(outcome: &mut Outcome, layers: &[LayerSummary], simple: &[LayerSummary]) {
    let of_filters: Vec<LayerSummary> =
        layers.iter().filter(|layer| layer.name.starts_with("convolution")).cloned().collect();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    outcome
        .count("layers", layers.len())
        .count("layers.with_weights", layers.iter().filter(|layer| layer.parameters > 0).count())
        .count("parameters", total(layers))
        .count("multiplications", multiplications(layers))
        .percent("convolutions.parameters", share(total(&of_filters), total(layers)))
        .percent("convolutions.multiplications", share(multiplications(&of_filters), multiplications(layers)))
        .count("simple_convnet.parameters", total(simple))
        .count("simple_convnet.multiplications", multiplications(simple));
}

/// He's standard deviation of each layer, and that of the drawn weights.
fn stds(outcome: &mut Outcome, network: &Network<f32>) -> Table {
    let mut table =
        Table::new("Standard deviations of the initial weights", ["weights", "inputs", "He's", "drawn"]);
    for param in network.params().into_iter().filter(|param| param.name.starts_with('W')) {
        let shape = param.value.shape();
        let fan_in = if shape.len() == 4 { shape[1..].iter().product() } else { shape[0] };
        let key = param.name.to_lowercase();
        outcome.count(format!("fan_in.{key}"), fan_in);
        outcome.finding(format!("std.{key}.he"), Init::He.std(fan_in, 1));
        outcome.finding(format!("std.{key}.drawn"), f64::from(param.value.std(0.0)));
        table.row([
            Words::name(&param.name).into(),
            Cell::count(fan_in),
            Init::He.std(fan_in, 1).into(),
            f64::from(param.value.std(0.0)).into(),
        ]);
    }
    table
}

fn table(layers: &[LayerSummary]) -> Table {
    let mut table =
        Table::new("Layer by layer", ["layer", "output for one image", "parameters", "multiplications"]);
    let row = |name: Words, shape: Words, numbers: [usize; 2]| {
        [Cell::from(name), Cell::from(shape), Cell::count(numbers[0]), Cell::count(numbers[1])]
    };
    table.row(row("image".into(), "1 × 28 × 28".into(), [0, 0]));
    for layer in layers {
        let numbers = [layer.parameters, layer.multiplications];
        table.row(row(Words::name(&layer.name), Words::name(shape_in_words(&layer.shape)), numbers));
    }
    table.row(row("total".into(), "".into(), [total(layers), multiplications(layers)]));
    table
}

/// The output of a layer as a block: as high as the image, as wide as it has channels.
struct Block {
    words: [String; 2],
    height: f64,
    width: f64,
    color: Color,
}

impl Block {
    fn of_images(name: &str, (channels, side): (usize, usize), color: Color) -> Self {
        let words = [name.to_owned(), format!("{channels} × {side} × {side}")];
        Self { words, height: side as f64, width: (channels as f64).sqrt(), color }
    }

    fn of_list(name: &str, numbers: usize, color: Color) -> Self {
        let words = [name.to_owned(), numbers.to_string()];
        Self { words, height: (numbers as f64).sqrt(), width: 0.7, color }
    }

    /// A block for each layer that changes the shape.
    fn of(layer: &LayerSummary) -> Option<Self> {
        let short = |name: &str, letter: &str| layer.name.replace(name, letter);
        match (layer.shape.as_slice(), layer.name.as_str()) {
            (&[c, h, _], name) if name.starts_with("convolution") => {
                Some(Self::of_images(&short("convolution", "conv"), (c, h), Color::BLUE))
            }
            (&[c, h, _], name) if name.starts_with("max_pooling") => {
                Some(Self::of_images(&short("max_pooling", "pool"), (c, h), Color::ORANGE))
            }
            (&[n], name) if name.starts_with("affine") => Some(Self::of_list(name, n, Color::GREEN)),
            _ => None,
        }
    }
}

/// The output of each layer, as blocks from left to right.
fn drawing(layers: &[LayerSummary]) -> Figure {
    let mut blocks = vec![Block::of_images("image", (1, SHAPE[1]), Color::GREY)];
    blocks.extend(layers.iter().filter_map(Block::of));
    let mut panel = Panel::new("").y(Axis::new("").range(-22.0, 15.0));
    let mut names = Graph::new();
    let mut left = 0.0;
    for (i, block) in blocks.iter().enumerate() {
        let (right, half) = (left + block.width, 0.5 * block.height);
        // Names are in two rows, so that neighbours don't touch.
        let low = if i % 2 == 0 { -17.0 } else { -20.6 };
        let middle = 0.5 * (left + right);
        for (line, words) in block.words.iter().enumerate() {
            names.words((middle, low + 1.3 - 1.4 * line as f64), Words::name(words));
        }
        panel = panel
            .line(Series::new("", [(middle, -half), (middle, low + 2.4)]).color(Color::GRID).width(1.0))
            .band(Band::new([(left, -half, half), (right, -half, half)]).color(block.color))
            .line(outline(left, right, half).color(block.color));
        left = right + 3.4;
    }
    let panel = panel.x(Axis::new("").range(-3.5, left)).graph(names).legend(Legend::None);
    Figure::single("Through the layers of DeepConvNet the images shrink and the channels multiply", panel)
        .panel_size(980.0, 330.0)
        .caption(
            "Height: rows of the image. Width: the square root of the channels. Blue: 3 × 3 filters and ReLU. Orange: \
             max pooling. Green: fully connected.",
        )
}

fn outline(left: f64, right: f64, half: f64) -> Series {
    Series::new("", [(left, -half), (left, half), (right, half), (right, -half), (left, -half)])
}

/// Parameters and multiplications of the layers with weights, as bars.
fn work(layers: &[LayerSummary]) -> Figure {
    let with_weights: Vec<&LayerSummary> = layers.iter().filter(|layer| layer.parameters > 0).collect();
    let bars = |number: fn(&LayerSummary) -> usize, unit: f64| {
        let bar = |layer: &&LayerSummary| {
            (Words::name(layer.name.replace("convolution", "conv")), number(layer) as f64 / unit)
        };
        Bars::new(with_weights.iter().map(bar))
    };
    let panel =
        |title: &'static str, axis: &'static str, bars: Bars| Panel::new(title).y(Axis::new(axis)).bars(bars);
    Figure::new("The convolutions have most of the parameters, and nearly all of the multiplications")
        .columns(1)
        .panel(panel("parameters", "thousands", bars(|layer| layer.parameters, 1e3).decimals(1)))
        .panel(panel(
            "multiplications for one image",
            "thousands",
            bars(|layer| layer.multiplications, 1e3).decimals(1),
        ))
        .panel_size(640.0, 190.0)
}
