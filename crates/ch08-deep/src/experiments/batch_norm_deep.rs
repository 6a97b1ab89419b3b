//! Does batch normalisation make a deep network insensitive to its initial weights?
//!
//! The six convolution layers of the DeepConvNet, with an eighth of its filters and no dropout, plain and with
//! batch normalisation after each convolution and after the hidden layer. All see the same batches.
//!
//! Normalised, all three learn, but not equally fast. Compared with weights of standard deviation 1 every step is
//! short, and the output layer, which comes after the last normalisation, isn't normalised itself. The
//! hundred-layer networks of this section use both batch normalisation and skip connections.

use crate::digits::SHAPE;
use crate::learning::{COSINE, Size, TrainedModel, TrainingRun};
use crate::nets::{CONV_3X3, POOL_2X2};
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, claims_unless_quick, say};
use core_tensor::tensor::single_threaded;
use core_tensor::{Init, Sequential};
use rayon::prelude::*;

/// Chapter 6's batch normalisation in a network of this chapter.
pub const EXPERIMENT: Experiment = Experiment {
    name: "batch_norm_deep",
    section: "8.2.4",
    question: "Does batch normalisation make a deep network insensitive to its initial weights?",
    takes: Takes::new("1 s", "6 s", "2 min"),
    run,
};

/// Initial weights: name in findings, title, rule.
const INITS: [(&str, &str, Init); 3] = [
    ("small", "std 0.01: too small", Init::Normal(0.01)),
    ("he", "He", Init::He),
    ("large", "std 1: too large", Init::Normal(1.0)),
];

/// The result of one network.
struct End {
    init: usize,
    normalised: bool,
    trained: TrainedModel,
    accuracy: f64,
}

impl End {
    fn words(&self) -> &'static str {
        if self.normalised { "batch normalisation" } else { "plain" }
    }

    fn key(&self) -> String {
        format!("{}.{}", INITS[self.init].0, if self.normalised { "batch_norm" } else { "plain" })
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested| Size { images, epochs, tested, trials: 1 };
    at_size(run, run.scale().pick(size(200, 1, 200), size(2_500, 2, 2_000), size(60_000, 2, 10_000)))
}

/// The experiment at any size, so that a test can check what a quick run is too short for.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, .. } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let training = TrainingRun { lr: 0.01, batch: 50, schedule: COSINE, ..TrainingRun::new(&train, epochs) };
    let progress = run.progress("iterations", 2 * INITS.len() * training.iterations());
    let kinds: Vec<(usize, bool)> = (0..INITS.len()).flat_map(|init| [(init, true), (init, false)]).collect();
    // The workers of a training synchronise at each of the seven normalisations of a step, forward and backward;
    // several trainings side by side keep the threads busy in the meantime.
    let learn = |&(init, normalised): &(usize, bool)| -> anyhow::Result<End> {
        let net = net(normalised).init(INITS[init].2);
        let trained = single_threaded(|| training.train(&net, run.streams(), &progress))?;
        let accuracy = trained.network.evaluate(&test).accuracy();
        Ok(End { init, normalised, trained, accuracy })
    };
    let ends = kinds.par_iter().map(learn).collect::<anyhow::Result<Vec<End>>>()?;
    let mut outcome = Outcome::new();
    for end in &ends {
        outcome
            .finding(
                format!("{}.first_loss", end.key()),
                end.trained.losses.first().copied().unwrap_or(f64::NAN),
            )
            .finding(format!("{}.training_loss", end.key()), end.trained.final_loss())
            .percent(format!("{}.test_accuracy", end.key()), end.accuracy);
    }
    outcome.table(table(&ends)).figure(figure(&ends));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

/// Three stages of two convolution layers.
fn net(normalised: bool) -> Sequential {
    let mut net = Sequential::new(SHAPE);
    for filters in [2, 4, 8] {
        for _layer in 0..2 {
            net = net.conv(filters, CONV_3X3);
            net = if normalised { net.batch_norm().relu() } else { net.relu() };
        }
        net = net.max_pool(POOL_2X2);
    }
    let net = net.affine(50);
    let net = if normalised { net.batch_norm() } else { net };
    net.relu().affine(10)
}

fn table(ends: &[End]) -> Table {
    let heads = ["initial weights", "network", "initial loss", "training loss", "test accuracy"];
    let mut table = Table::new("Six convolution layers", heads);
    for end in ends {
        table.row([
            INITS[end.init].1.into(),
            end.words().into(),
            end.trained.losses.first().copied().unwrap_or(f64::NAN).into(),
            end.trained.final_loss().into(),
            Cell::percent(end.accuracy),
        ]);
    }
    table
}

fn figure(ends: &[End]) -> Figure {
    let panels = INITS.iter().enumerate().map(|(init, (_, words, _))| {
        let panel = Panel::new(*words)
            .x(Axis::new("iterations"))
            .y(Axis::new("training loss").log10().range(0.05, 200_000.0));
        ends.iter()
            .filter(|end| end.init == init)
            .fold(panel, |panel, end| panel.line(Series::new(end.words(), end.trained.loss_curve())))
    });
    let figure = Figure::new("Without batch normalisation the loss depends on the initial weights far more than with it")
        .columns(3)
        .panel_size(270.0, 240.0)
        .shared_axes()
        .legend(Legend::OutsideTop)
        .caption(
            "Six convolution layers, one training each. Each point is the mean loss of about a sixtieth of the batches.",
        );
    panels.fold(figure, Figure::panel)
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let accuracies = |normalised: bool| -> Vec<f64> {
        ends.iter().filter(|end| end.normalised == normalised).map(|end| end.accuracy).collect()
    };
    let words = |accuracies: &[f64]| {
        let percent: Vec<String> =
            accuracies.iter().map(|accuracy| format!("{:.1} %", 100.0 * accuracy)).collect();
        percent.join(", ")
    };
    let (plain, normalised) = (accuracies(false), accuracies(true));
    let range = |numbers: &[f64]| {
        let (low, high) = numbers
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &y| (y.min(low), y.max(high)));
        high - low
    };
    outcome.claim(
        Source::Book("6.3.1"),
        "with batch normalisation a network depends less on its initial weights",
        say!(
            "the test accuracies from small, He's and large weights are {} without it, and {} with it; one training each",
            words(&plain),
            words(&normalised)
        ),
        range(&normalised) < range(&plain),
    );
}
