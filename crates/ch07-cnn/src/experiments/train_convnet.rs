//! 7.5 How well does the book's SimpleConvNet learn handwritten digits?
//!
//! The run follows the book's script: Adam with learning rate 0.001, batches of 100, up to 20 epochs of all 60,000 images.
//! It measures accuracy on the first 10,000 training images and on all 10,000 test images, where the book takes 1,000 of
//! each.
//!
//! After the first epoch everything happens in the last few percent, so the second panel shows only those. After the last
//! epoch the training accuracy is further ahead of the test accuracy than after the first: the beginning of **overfitting**.
//!
//! A run with `--full` takes minutes. You can interrupt it at any time; `--resume` continues from the last checkpoint and
//! ends with the same bits. The best weights so far are saved beside the figure, for `visualize_filter -- --weights`.

use crate::learning::{BATCH, digits};
use chapter_kit::figure::{Axis, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Run, Scale, Source, Table, Takes, Verdict, claims_unless_quick, say,
};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::simple_convnet;
use core_tensor::optimizers::Adam;
use core_tensor::training::{Evaluated, Sets, Trainer, Training};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "train_convnet",
    section: "7.5",
    question: "How well does a convolutional network learn handwritten digits?",
    takes: Takes::new("1 s", "30 s", "3 min"),
    run,
};

/// The test accuracy that the text reports after 20 epochs.
const BOOK_TEST: f64 = 0.9896;
/// The tolerance for a run with a different seed.
const TOLERANCE: f64 = 0.004;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, looked_at, epochs) =
        run.scale().pick((1_000, 500, 4), (60_000, 10_000, 4), (60_000, 10_000, 20));
    let (train, test) = digits::<f32>(run, images, looked_at)?;
    let sets = Sets { train: &train, train_eval: &train.take(looked_at), test: &test };
    let network = simple_convnet().build(SoftmaxCrossEntropy, run.streams());
    let trainer = Trainer::new(Adam::new(0.001)).epochs(epochs).workers(2).keep_best();
    let mut training = trainer.streams(run.streams()).start(network, train.len());
    let weights = run.train_long(&mut training, &sets)?;

    let looks = &training.history().evaluations;
    let mut outcome = Outcome::new();
    outcome.count("images", train.len()).count("epochs", epochs).count("iterations", training.total());
    add_findings(&mut outcome, &training);
    outcome.table(table(looks, training.per_epoch())).figure(figure(looks, training.per_epoch()));
    add_claims(run, &mut outcome, looks);
    if let Some(file) = weights {
        outcome.note(say!(
            "The weights of the best epoch are in `{file}`, beside the figures. Choosing them by the test images \
             makes their accuracy look a little better than it is."
        ));
    }
    Ok(outcome)
}

fn add_findings(outcome: &mut Outcome, training: &Training<f32>) {
    let (history, last) = (training.history(), training.per_epoch().min(training.done()));
    let tail = &history.losses[training.done() - last..];
    outcome.finding("last_epoch_loss", tail.iter().sum::<f64>() / last.max(1) as f64);
    if let Some(end) = history.evaluations.last() {
        outcome
            .percent("train_accuracy", end.train.accuracy())
            .percent("test_accuracy", end.test.accuracy())
            .count("test_errors", end.test.samples - end.test.correct());
    }
    if let Some(best) = training.best() {
        let of = history.evaluations.last().map_or(1, |look| look.test.samples);
        outcome
            .percent("best.test_accuracy", best.test.correct() as f64 / of as f64)
            .finding("best.epoch", best.iteration as f64 / training.per_epoch() as f64);
    }
}

fn table(looks: &[Evaluated], per_epoch: usize) -> Table {
    let mut table = Table::new(
        say!("After each epoch of batches of {BATCH}"),
        ["epoch", "training accuracy", "test accuracy", "test errors"],
    );
    for look in looks {
        table.row([
            Cell::count(look.iteration / per_epoch),
            Cell::percent(look.train.accuracy()),
            Cell::percent(look.test.accuracy()),
            Cell::count(look.test.samples - look.test.correct()),
        ]);
    }
    table
}

fn figure(looks: &[Evaluated], per_epoch: usize) -> Figure {
    let panel = |title: &'static str, looks: &[Evaluated], low: f64| {
        let series = |name: &'static str, accuracy: fn(&Evaluated) -> f64, marker| {
            let point = |look: &Evaluated| (look.iteration as f64 / per_epoch as f64, accuracy(look));
            Series::new(name, looks.iter().map(point)).marker(marker, 1)
        };
        Panel::new(title)
            .x(Axis::new("epochs"))
            .y(Axis::new("accuracy").range(low, 1.0))
            .legend(Legend::In(Corner::BottomRight))
            .line(series("train", |look| look.train.accuracy(), Marker::Circle))
            .line(series("test", |look| look.test.accuracy(), Marker::Square).dashed())
    };
    let learnt = looks.get(1..).unwrap_or_default();
    let percent = |look: Option<&Evaluated>| 100.0 * look.map_or(f64::NAN, |look| look.test.accuracy());
    let title = say!(
        "SimpleConvNet classifies {:.1} % of the test images after one epoch, {:.1} % after {}",
        percent(looks.get(1)),
        percent(looks.last()),
        looks.len().saturating_sub(1)
    );
    Figure::new(title)
        .columns(2)
        .panel(panel("from the start", looks, 0.0))
        .panel(panel("from the first epoch on, enlarged", learnt, just_below(learnt)))
        .caption("Training accuracy is measured on the first training images, as many as there are test images. In the left panel, \
             the first point is before training, and both curves coincide.")
}

/// A whole percentage slightly below all accuracies.
fn just_below(looks: &[Evaluated]) -> f64 {
    let lowest = looks.iter().map(|look| look.train.accuracy().min(look.test.accuracy())).fold(1.0, f64::min);
    ((100.0 * lowest).floor() - 1.0).clamp(0.0, 99.0) / 100.0
}

fn add_claims(run: &Run, outcome: &mut Outcome, looks: &[Evaluated]) {
    let (Some(first), Some(end)) = (looks.get(1), looks.last()) else { return };
    let (train, test) = (end.train.accuracy(), end.test.accuracy());
    claims_unless_quick(run, outcome, |outcome| {
        if run.scale() == Scale::Standard {
            outcome.claim(
                Source::Book("7.5"),
                "after 20 epochs 98.96 % of the test images are classified correctly, a lot for so small a network",
                say!(
                    "{:.2} % after one epoch and {:.2} % after {}, where this run ends; a run with `--full` has 20",
                    100.0 * first.test.accuracy(),
                    100.0 * test,
                    looks.len() - 1
                ),
                Verdict::NotTested,
            );
        } else {
            outcome
                .claim(
                    Source::Book("7.5"),
                    "after 20 epochs 98.96 % of the test images are classified correctly",
                    say!("{:.2} %, {} of {}", 100.0 * test, end.test.correct(), end.test.samples),
                    (test - BOOK_TEST).abs() <= TOLERANCE,
                )
                .claim(
                    Source::Book("7.5"),
                    "after 20 epochs 99.82 % of the training images are classified correctly",
                    say!("{:.2} % of the first {}", 100.0 * train, end.train.samples),
                    train >= 0.998,
                );
        }
    });
}
