//! Everything together: does the two-layer network learn to read digits?
//!
//! The book's four steps, 10,000 times: draw a mini-batch, compute the gradient, move the weights, repeat. After each
//! epoch of 600 iterations the network is evaluated on all 60,000 training images and all 10,000 test images. The two
//! curves can hardly be told apart. The loss falls steeply in the first thousand iterations, after a short plateau at
//! ln 10, and slowly from then on; single batches scatter around that trend.

use crate::derive::train::train;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::accuracy_on;
use crate::half_trained::{SIZES, WEIGHT_INIT_STD};
use chapter_kit::figure::{Axis, Band, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Scale, Source, Table, Takes, Words, say};
use core_data::grouped;
use core_tensor::Samples;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "train_neuralnet",
    section: "4.5.3",
    question: "Does the two-layer network learn to read digits, and digits it has not seen?",
    takes: Takes::new("1 s", "15 s", "15 s"),
    run,
};

const BATCH_SIZE: usize = 100;
const LEARNING_RATE: f64 = 0.1;
/// The book's "epoch": 60,000 / 100 steps.
const ITER_PER_EPOCH: usize = 600;

/// What a training run recorded.
struct History {
    /// The loss of each batch, after the step that used it.
    losses: Vec<f64>,
    /// The step, and the accuracies on training and test images.
    accuracies: Vec<(usize, f64, f64)>,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let quick = run.scale() == Scale::Quick;
    let (images, test): (Samples<f64>, Samples<f64>) = (mnist.train.samples(), mnist.test.samples());
    let (seen, unseen) =
        if quick { (images.take(1_000), test.take(1_000)) } else { (images.clone(), test.clone()) };
    let iterations = run.scale().pick(200, 10_000, 10_000);
    let every = run.scale().pick(40, ITER_PER_EPOCH, ITER_PER_EPOCH);
    let history = learn(run, &images, (&seen, &unseen), iterations, every)?;
    let mut outcome = Outcome::new();
    let (_, train_accuracy, test_accuracy) = history.accuracies[history.accuracies.len() - 1];
    let last = &history.losses[iterations.saturating_sub(100)..];
    outcome
        .count("iterations", iterations)
        .count("evaluations", history.accuracies.len())
        .finding("loss.first", history.losses[0])
        .finding("loss.mean_of_last_100", last.iter().sum::<f64>() / last.len() as f64)
        .percent("first.test_accuracy", history.accuracies[0].2)
        .percent("train_accuracy", train_accuracy)
        .percent("test_accuracy", test_accuracy)
        .table(table(&history))
        .figure(accuracy_figure(&history, every))
        .further_figure("loss", loss_figure(&history.losses));
    if !quick {
        outcome.claim(
            Source::Book("4.5.3"),
            "training and test accuracy rise together, with hardly a gap: no overfitting",
            say!(
                "after {} steps they are {:.2} % and {:.2} %",
                grouped(history.accuracies[history.accuracies.len() - 1].0),
                100.0 * train_accuracy,
                100.0 * test_accuracy
            ),
            (train_accuracy - test_accuracy).abs() < 0.01,
        );
    }
    Ok(outcome)
}

fn learn(
    run: &Run,
    images: &Samples<f64>,
    (seen, unseen): (&Samples<f64>, &Samples<f64>),
    iterations: usize,
    every: usize,
) -> anyhow::Result<History> {
    let mut network = TwoLayerNet::new(SIZES, WEIGHT_INIT_STD, &mut run.rng("init"));
    let mut batches = run.rng("batches");
    let mut history = History { losses: Vec::new(), accuracies: Vec::new() };
    let progress = run.progress("iterations", iterations);
    // The first evaluation is after the first step, then one after each `every` steps.
    while history.losses.len() < iterations {
        let done = history.losses.len();
        let steps = if done == 0 { 1 } else { every.min(iterations - done) };
        let losses = train(&mut network, images, steps, BATCH_SIZE, LEARNING_RATE, &mut batches);
        if let Some(failed) = losses.iter().position(|loss| !loss.is_finite()) {
            let (loss, i) = (losses[failed], done + failed);
            anyhow::bail!("the loss is {loss} at iteration {i}: the learning rate is too large");
        }
        history.losses.extend(losses);
        let last = done + steps - 1;
        if last.is_multiple_of(every) {
            history.accuracies.push((last, accuracy_on(&network, seen), accuracy_on(&network, unseen)));
        }
        progress.inc(steps);
    }
    Ok(history)
}

fn table(history: &History) -> Table {
    let mut table = Table::new("Accuracies", ["iteration", "train", "test"]);
    for &(iteration, train, test) in &history.accuracies {
        table.row([Cell::count(iteration), Cell::percent(train), Cell::percent(test)]);
    }
    table
}

/// The book's picture: accuracies over "epochs".
fn accuracy_figure(history: &History, every: usize) -> Figure {
    let over = |which: fn(&(usize, f64, f64)) -> f64| {
        history
            .accuracies
            .iter()
            .enumerate()
            .map(move |(epoch, evaluation)| (epoch as f64, which(evaluation)))
    };
    // The closer view starts at the tenth below everything after the first evaluation.
    let later =
        history.accuracies.iter().skip(1).map(|&(_, train, test)| train.min(test)).fold(1.0, f64::min);
    let lowest = (10.0 * later).floor() / 10.0;
    let panel = |title: Words, lowest: f64| {
        Panel::new(title)
            .x(Axis::new(say!("epochs (of {every} iterations)")).ticks((0..=4).map(|k| f64::from(4 * k))))
            .y(Axis::new("accuracy").range(lowest, 1.0))
            .line(Series::new("training images", over(|evaluation| evaluation.1)).marker(Marker::Circle, 1))
            .line(
                Series::new("test images", over(|evaluation| evaluation.2))
                    .dashed()
                    .marker(Marker::Square, 1),
            )
    };
    Figure::new("Training and test accuracy rise together")
        .columns(2)
        .legend(Legend::OutsideTop)
        .panel(panel("from 0, as in the book".into(), 0.0))
        .panel(panel(say!("the same, from {lowest}"), lowest))
        .caption("The two lines lie on each other nearly everywhere, in the closer view as well.")
}

/// The pictures of the text: the loss over all iterations, and over the first tenth of them.
fn loss_figure(losses: &[f64]) -> Figure {
    let panel = |title: Words, count: usize| {
        let shown = &losses[..count.min(losses.len())];
        let window = (count / 100).max(2);
        let means = trailing_means(shown, window).into_iter().enumerate().map(|(i, loss)| (i as f64, loss));
        Panel::new(title)
            .x(Axis::new("iteration").range(0.0, shown.len() as f64))
            .y(Axis::new("loss").range(0.0, 2.5))
            .band(Band::new(lowest_and_highest(shown, window)).color(Color::SKY))
            .line(Series::new("", means).palette(0))
            .note(say!("means of {window} batches"))
    };
    let first = losses.len() / 10;
    Figure::new("The loss falls, but not with every batch")
        .panel(panel("all iterations".into(), losses.len()))
        .panel(panel(say!("the first {}", grouped(first)), first))
        .columns(2)
        .panel_size(360.0, 260.0)
        .caption("Line: the mean of the latest batches, as many as the panel says. Band: from the lowest to the highest of them.")
}

/// The lowest and the highest of each `window` consecutive values.
fn lowest_and_highest(values: &[f64], window: usize) -> Vec<(f64, f64, f64)> {
    let edges = |(i, values): (usize, &[f64])| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        ((i as f64 + 0.5) * window as f64, low, high)
    };
    values.chunks_exact(window).enumerate().map(edges).collect()
}

/// At each position the mean of the last `window` values (fewer at the start).
fn trailing_means(values: &[f64], window: usize) -> Vec<f64> {
    (0..values.len())
        .map(|i| {
            let last = &values[(i + 1).saturating_sub(window)..=i];
            last.iter().sum::<f64>() / last.len() as f64
        })
        .collect()
}
