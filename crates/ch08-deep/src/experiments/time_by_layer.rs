//! Where does the time of a convolutional network go?
//!
//! The forward and backward passes of SimpleConvNet and DeepConvNet on a batch of images, timed layer by layer, as
//! the book shows it for AlexNet. The number of multiplications gives a rough estimate of the time. It misses ReLU
//! and pooling, which multiply nothing and still read and write every value.

use crate::digits::SHAPE;
use crate::summary::{LayerSummary, summary};
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, Words, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::{deep_convnet, simple_convnet};
use core_tensor::{Network, Samples, Sequential, Tensor};

/// Section 8.3.1.
pub const EXPERIMENT: Experiment = Experiment {
    name: "time_by_layer",
    section: "8.3.1",
    question: "Where does the time of a convolutional network go?",
    takes: Takes::new("1 s", "1 s", "3 s"),
    run,
};

/// The batch size.
const BATCH: usize = 100;

/// The seconds of one layer: the fastest of several runs, since slower ones were disturbed.
#[derive(Clone, Copy)]
struct Seconds {
    forward: f64,
    backward: f64,
}

/// One of the two passes: its name, and its seconds.
type Direction = (&'static str, fn(&Seconds) -> f64);

/// A network, its layers and their times.
struct Timed {
    key: &'static str,
    words: &'static str,
    layers: Vec<LayerSummary>,
    seconds: Vec<Seconds>,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let repeats = run.scale().pick(1, 5, 20);
    let (train, _) = run.first_images::<f32>(run.scale().pick(10, BATCH, BATCH), 0)?;
    let nets = [
        ("simple_convnet", "SimpleConvNet", simple_convnet()),
        ("deep_convnet", "DeepConvNet", deep_convnet()),
    ];
    let timed = nets.map(|(key, words, net)| {
        let network = net_of(&net, run);
        Timed { key, words, layers: summary(&network, SHAPE), seconds: time(run, network, &train, repeats) }
    });
    let mut outcome = Outcome::new();
    for net in &timed {
        let all: usize = net.layers.iter().map(|layer| layer.multiplications).sum();
        let of_filters: usize = filters(net).map(|(layer, _)| layer.multiplications).sum();
        outcome.percent(format!("{}.multiplications_in_filters", net.key), of_filters as f64 / all as f64);
        outcome.measured(format!("{}.whole", net.key), 1e3 * sum(net.seconds.iter()), "ms");
        let share = sum(filters(net).map(|(_, seconds)| seconds)) / sum(net.seconds.iter());
        outcome.measured(format!("{}.time_in_filters", net.key), 100.0 * share, "%");
        for (layer, seconds) in net.layers.iter().zip(&net.seconds) {
            let name = format!("{}.{}", net.key, layer.name);
            outcome.measured(format!("{name}.forward"), 1e3 * seconds.forward, "ms");
            outcome.measured(format!("{name}.backward"), 1e3 * seconds.backward, "ms");
        }
        outcome.table(table(net));
    }
    outcome.shows_a_clock().figure(figure(&timed)).note(say!(
        "Times are of a batch of {} images on this machine, each the fastest of {repeats}; they differ from run to \
         run.",
        train.len()
    ));
    Ok(outcome)
}

fn net_of(net: &Sequential, run: &Run) -> Network<f32> {
    net.build(SoftmaxCrossEntropy, run.streams())
}

fn sum<'a>(seconds: impl Iterator<Item = &'a Seconds>) -> f64 {
    seconds.map(|seconds| seconds.forward + seconds.backward).sum()
}

fn filters(net: &Timed) -> impl Iterator<Item = (&LayerSummary, &Seconds)> {
    net.layers.iter().zip(&net.seconds).filter(|(layer, _)| layer.name.starts_with("convolution"))
}

/// Runs the forward and backward pass of the batch `repeats` times, and times each layer.
fn time(run: &Run, mut network: Network<f32>, samples: &Samples<f32>, repeats: usize) -> Vec<Seconds> {
    let never = Seconds { forward: f64::INFINITY, backward: f64::INFINITY };
    let mut fastest = vec![never; network.layers().len()];
    for _ in 0..repeats {
        let (mut x, _) = samples.all();
        for (layer, fastest) in network.layers_mut().iter_mut().zip(&mut fastest) {
            let start = run.seconds();
            x = layer.forward(x);
            fastest.forward = fastest.forward.min(run.seconds() - start);
        }
        // The values of the gradient don't matter for the time, as long as they are normal numbers.
        let mut dout: Tensor<f32> = x;
        for (i, (layer, fastest)) in network.layers_mut().iter_mut().zip(&mut fastest).enumerate().rev() {
            let start = run.seconds();
            // In training the gradient of the images is not needed.
            dout = match layer.hooks().backward_params {
                Some(first) if i == 0 => {
                    first.backward_params(dout);
                    Tensor::zeros(vec![0])
                }
                _ => layer.backward(dout),
            };
            fastest.backward = fastest.backward.min(run.seconds() - start);
        }
    }
    fastest
}

fn table(net: &Timed) -> Table {
    let heads = ["layer", "multiplications", "share of the time"];
    let mut table =
        Table::new(say!("{}: multiplications for an image, and share of the time", net.words), heads);
    let whole = sum(net.seconds.iter());
    for (layer, seconds) in net.layers.iter().zip(&net.seconds) {
        table.row([
            layer.name.clone().into(),
            Cell::count(layer.multiplications),
            Cell::percent((seconds.forward + seconds.backward) / whole),
        ]);
    }
    table
}

fn figure(timed: &[Timed]) -> Figure {
    let directions: [Direction; 2] = [("forward", |s| s.forward), ("backward", |s| s.backward)];
    let percent =
        |net: &Timed| 100.0 * sum(filters(net).map(|(_, seconds)| seconds)) / sum(net.seconds.iter());
    let shares = timed.iter().map(|net| say!("{:.0} % of the time of {}", percent(net), net.words));
    let title = say!("The filters take {}", Words::list(shares, ", "));
    let mut figure = Figure::new(title).columns(1).panel_size(760.0, 120.0).caption(
        "Shares of one pass, of the fastest of several runs each; measured, so they differ from run to run.",
    );
    for net in timed {
        for (direction, seconds) in directions {
            let whole: f64 = net.seconds.iter().map(seconds).sum();
            let bars = net.layers.iter().zip(&net.seconds);
            let bars = bars.map(|(layer, s)| (Words::name(short(&layer.name)), 100.0 * seconds(s) / whole));
            let highest = net.seconds.iter().map(|s| 100.0 * seconds(s) / whole).fold(0.0, f64::max);
            let panel = Panel::new(say!("{}, {direction}", net.words));
            let panel = panel.y(Axis::new("share (%)").range(0.0, 1.25 * highest.max(1.0)));
            figure = figure.panel(panel.bars(Bars::new(bars).decimals(0)));
        }
    }
    figure
}

/// `convolution1` → `conv1`.
fn short(name: &str) -> String {
    name.replace("convolution", "conv")
        .replace("max_pooling", "pool")
        .replace("affine", "aff")
        .replace("dropout", "drop")
}
