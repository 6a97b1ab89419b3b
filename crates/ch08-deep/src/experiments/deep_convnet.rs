//! What is the book's DeepConvNet made of, and what does depth cost?
//!
//! Twenty layers, drawn in their order; of each what comes out, how many numbers it learns, and how much it multiplies
//! for one image.
//!
//! What to see: it is deeper than chapter 7's network and learns fewer numbers, less than a third. But each small
//! filter is used at every place of the image, so it computes many times as much: filters are cheap to keep and dear
//! to apply. Nearly all of the work is in the second layer of filters of each stage, where many channels meet.

use crate::digits::{SHAPE, first_images};
use crate::summary::{Organ, multiplications, summary};
use chapter_kit::figure::{Axis, Band, Bars, Color, Figure, Graph, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use core_data::grouped;
use core_tensor::networks::deep_convnet::deep_convnet;
use core_tensor::networks::simple_convnet::simple_convnet;
use core_tensor::tensor::shape_in_words;
use core_tensor::{Init, Network};

/// The book's `deep_convnet.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "deep_convnet",
    section: "8.1.1",
    question: "What is the book's DeepConvNet made of, and what does depth cost?",
    takes: Takes::always("1 s"),
    run,
};

/// Images whose loss is taken before anything is learnt.
const BATCH: usize = 100;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut network = deep_convnet().build::<f32>(run.streams());
    let organs = summary(&network, SHAPE);
    let simple = summary(&simple_convnet().build::<f32>(run.streams()), SHAPE);
    let mut outcome = Outcome::new();
    findings(&mut outcome, &organs, &simple);
    spreads(&mut outcome, &network);
    let (train, _) = first_images(run, BATCH, 0)?;
    let (x, t) = train.all();
    outcome.finding("loss.at_inference", f64::from(network.loss(&x, &t)));
    outcome.finding("loss.in_training", f64::from(network.training_loss(x, &t)));
    outcome.table(table(&organs));
    outcome.claim(
        "a deep network needs fewer parameters than a shallow one",
        format!(
            "{} parameters here, {} in SimpleConvNet; but {} million multiplications an image against {} million",
            grouped(total(&organs)),
            grouped(total(&simple)),
            in_millions(&organs),
            in_millions(&simple)
        ),
        total(&organs) < total(&simple),
    );
    outcome.figure(drawing(&organs)).further_figure("work", work(&organs));
    Ok(outcome)
}

fn total(organs: &[Organ]) -> usize {
    organs.iter().map(|organ| organ.parameters).sum()
}

fn in_millions(organs: &[Organ]) -> String {
    format!("{:.2}", multiplications(organs) as f64 / 1e6)
}

fn findings(outcome: &mut Outcome, organs: &[Organ], simple: &[Organ]) {
    let of_filters: Vec<Organ> =
        organs.iter().filter(|organ| organ.name.starts_with("convolution")).cloned().collect();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    outcome
        .count("layers", organs.len())
        .count("layers.with_weights", organs.iter().filter(|organ| organ.parameters > 0).count())
        .count("parameters", total(organs))
        .count("multiplications", multiplications(organs))
        .percent("convolutions.parameters", share(total(&of_filters), total(organs)))
        .percent("convolutions.multiplications", share(multiplications(&of_filters), multiplications(organs)))
        .count("simple_convnet.parameters", total(simple))
        .count("simple_convnet.multiplications", multiplications(simple));
}

/// He's spread of each layer, and the one that was drawn.
fn spreads(outcome: &mut Outcome, network: &Network<f32>) {
    for param in network.params().into_iter().filter(|param| param.name.starts_with('W')) {
        let shape = param.value.shape();
        let fan_in = if shape.len() == 4 { shape[1..].iter().product() } else { shape[0] };
        let key = param.name.to_lowercase();
        outcome.count(format!("fan_in.{key}"), fan_in);
        outcome.finding(format!("std.{key}.he"), Init::He.std(fan_in, 1));
        outcome.finding(format!("std.{key}.drawn"), f64::from(param.value.std(0.0)));
    }
}

fn table(organs: &[Organ]) -> Table {
    let mut table =
        Table::new("Layer by layer", ["layer", "gives for one image", "parameters", "multiplications"]);
    let row = |name: &str, shape: &str, numbers: [usize; 2]| {
        [Cell::from(name), Cell::from(shape), Cell::count(numbers[0]), Cell::count(numbers[1])]
    };
    table.row(row("image", "1 × 28 × 28", [0, 0]));
    for organ in organs {
        let numbers = [organ.parameters, organ.multiplications];
        table.row(row(&organ.name, &shape_in_words(&organ.shape), numbers));
    }
    table.row(row("together", "", [total(organs), multiplications(organs)]));
    table
}

/// Something that flows through the network, as a block: as high as the image, as wide as it has channels.
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

    /// One for each layer that makes something new.
    fn of(organ: &Organ) -> Option<Self> {
        let short = |name: &str, letter: &str| organ.name.replace(name, letter);
        match (organ.shape.as_slice(), organ.name.as_str()) {
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

/// What comes out of each layer, as blocks from left to right.
fn drawing(organs: &[Organ]) -> Figure {
    let mut blocks = vec![Block::of_images("image", (1, SHAPE.1), Color::GREY)];
    blocks.extend(organs.iter().filter_map(Block::of));
    let mut panel = Panel::new("").y(Axis::new("").range(-22.0, 15.0));
    let mut names = Graph::new();
    let mut left = 0.0;
    for (i, block) in blocks.iter().enumerate() {
        let (right, half) = (left + block.width, 0.5 * block.height);
        // Names stand in two rows, so that neighbours do not touch.
        let low = if i % 2 == 0 { -17.0 } else { -20.6 };
        let middle = 0.5 * (left + right);
        for (line, words) in block.words.iter().enumerate() {
            names.words((middle, low + 1.3 - 1.4 * line as f64), words);
        }
        panel = panel
            .line(Series::new("", [(middle, -half), (middle, low + 2.4)]).color(Color::GRID).width(1.0))
            .band(Band::new([(left, -half, half), (right, -half, half)]).color(block.color))
            .line(outline(left, right, half).color(block.color));
        left = right + 3.4;
    }
    let panel = panel.x(Axis::new("").range(-3.5, left)).graph(names).legend(Legend::None);
    Figure::single("DeepConvNet: the image becomes smaller, its channels more", panel)
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
fn work(organs: &[Organ]) -> Figure {
    let with_weights: Vec<&Organ> = organs.iter().filter(|organ| organ.parameters > 0).collect();
    let bars = |number: fn(&Organ) -> usize, unit: f64| {
        let bar = |organ: &&Organ| (organ.name.replace("convolution", "conv"), number(organ) as f64 / unit);
        Bars::new(with_weights.iter().map(bar))
    };
    let panel = |title: &str, axis: &str, bars: Bars| Panel::new(title).y(Axis::new(axis)).bars(bars);
    Figure::new("Where the numbers are, and where the work is")
        .columns(1)
        .panel(panel("learnt numbers", "thousands", bars(|organ| organ.parameters, 1e3).decimals(1)))
        .panel(panel("multiplications for one image", "millions", bars(|organ| organ.multiplications, 1e6)))
        .panel_size(640.0, 190.0)
}
