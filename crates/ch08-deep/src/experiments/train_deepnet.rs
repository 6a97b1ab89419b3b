//! 8.1.1 How well does the book's DeepConvNet learn handwritten digits?
//!
//! The book's script: Adam with rate 0.001, batches of 100, 20 epochs of all 60,000 images, which took the book's
//! program hours. The accuracies are those of the first 10,000 training images and of all 10,000 test images, where
//! the book takes 1,000 of each.
//!
//! There are two training losses, and they are far apart. The upper one is that of the batches, with dropout, and
//! the book's last dropout comes after the scores: each score is dropped with probability 0.5, the right one too.
//! At inference nothing is dropped; that is the lower curve, and the accuracies belong to it.
//!
//! A run with `--full` takes about nine minutes on two cores. You may interrupt it at any time: `--resume`
//! continues, and ends with the same weights, bit for bit.

use crate::learning::loss_curve;
use chapter_kit::figure::{Axis, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Run, Scale, Source, Table, Takes, Verdict, claims_unless_quick, mean_of_last,
    say,
};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::deep_convnet;
use core_tensor::optimizers::Adam;
use core_tensor::training::{Evaluate, Evaluated, History, Sets, Trainer, Training};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "train_deepnet",
    section: "8.1.1",
    question: "How well does the deep convolution network learn handwritten digits?",
    takes: Takes::new("2 s", "25 s", "9 min"),
    run,
};

/// Images in a batch.
const BATCH: usize = 100;
/// The test accuracy that the text reports after 20 epochs.
const BOOK_TEST: f64 = 0.9938;
/// How far below it a run with other random numbers may end.
const TOLERANCE: f64 = 0.002;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, evaluated, epochs) =
        run.scale().pick((500, 200, 4), (60_000, 10_000, 1), (60_000, 10_000, 20));
    let (train, test) = run.first_images::<f32>(images, evaluated)?;
    // A single evaluation at the end of a run of one epoch would show no curve.
    let evaluations_an_epoch = run.scale().pick(1, 4, 1);
    let iterations_an_epoch = train.len().div_ceil(BATCH).max(1);
    let sets = Sets { train: &train, train_eval: &train.take(evaluated.min(images)), test: &test };
    let mut training = Trainer::new(Adam::new(0.001))
        .epochs(epochs)
        .batch_size(BATCH)
        .evaluate(Evaluate::Every(iterations_an_epoch.div_ceil(evaluations_an_epoch)))
        .workers(2)
        .keep_best()
        .streams(run.streams())
        .start(deep_convnet().build(SoftmaxCrossEntropy, run.streams()), train.len());
    let weights = run.train_long(&mut training, &sets)?;

    let (history, per_epoch) = (training.history(), training.per_epoch());
    let mut outcome = Outcome::new();
    outcome.count("images", train.len()).count("epochs", epochs).count("iterations", training.total());
    add_findings(&mut outcome, &training);
    outcome.table(table(&history.evaluations, per_epoch)).figure(figure(history, per_epoch));
    add_claims(run, &mut outcome, history);
    if let Some(file) = weights {
        outcome.note(say!(
            "The weights of the best evaluation are in `{file}`, beside the figures. They are chosen by their test accuracy, which \
             is therefore slightly too high."
        ));
    }
    Ok(outcome)
}

fn add_findings(outcome: &mut Outcome, training: &Training<f32>) {
    let history = training.history();
    if let Some(end) = history.evaluations.last() {
        outcome
            .finding("training_loss_with_dropout", mean_of_last(&history.losses, training.per_epoch()))
            .finding("training_loss_without_dropout", end.train.loss)
            .percent("train_accuracy", end.train.accuracy())
            .percent("test_accuracy", end.test.accuracy())
            .count("test_errors", end.test.samples - end.test.correct());
    }
    if let (Some(best), Some(end)) = (training.best(), history.evaluations.last()) {
        outcome
            .percent("best.test_accuracy", best.test.correct() as f64 / end.test.samples as f64)
            .finding("best.epoch", best.iteration as f64 / training.per_epoch() as f64);
    }
}

fn table(evaluations: &[Evaluated], per_epoch: usize) -> Table {
    let heads = ["epochs", "training accuracy", "test accuracy", "test errors"];
    let mut table = Table::new("During training", heads);
    for e in evaluations {
        table.row([
            (e.iteration as f64 / per_epoch as f64).into(),
            Cell::percent(e.train.accuracy()),
            Cell::percent(e.test.accuracy()),
            Cell::count(e.test.samples - e.test.correct()),
        ]);
    }
    table
}

fn figure(history: &History, per_epoch: usize) -> Figure {
    let evaluations = &history.evaluations;
    let trained = evaluations.get(1..).unwrap_or_default();
    let series = |name: &'static str, accuracy: fn(&Evaluated) -> f64, marker| {
        let point = |e: &Evaluated| (e.iteration as f64 / per_epoch as f64, accuracy(e));
        Series::new(name, trained.iter().map(point)).marker(marker, 1)
    };
    let without = evaluations.iter().map(|e| (e.iteration as f64 / per_epoch as f64, e.train.loss));
    let losses = loss_curve(&history.losses).into_iter().map(|(i, loss)| (i / per_epoch as f64, loss));
    let end = 100.0 * evaluations.last().map_or(f64::NAN, |e| e.test.accuracy());
    let title = match evaluations.last().map_or(0, |e| e.iteration / per_epoch) {
        1 => say!("After one epoch DeepConvNet classifies {end:.1} % of the test images correctly"),
        epochs => {
            say!("After {epochs} epochs DeepConvNet classifies {end:.1} % of the test images correctly")
        }
    };
    let loss = Panel::new("loss on training images")
        .x(Axis::new("epochs"))
        .y(Axis::new("loss").range(0.0, 2.5))
        .line(Series::new("of each batch, with dropout", losses))
        .line(Series::new("at inference", without).marker(Marker::Circle, 1).dashed());
    let accuracy = Panel::new("accuracy")
        .x(Axis::new("epochs"))
        .y(Axis::new("accuracy").range(just_below(trained), 1.0))
        .legend(Legend::In(Corner::BottomRight))
        .line(series("train", |e| e.train.accuracy(), Marker::Circle))
        .line(series("test", |e| e.test.accuracy(), Marker::Square).dashed());
    Figure::new(title).columns(2).panel(loss).panel(accuracy).caption(
        "Half of the scores are dropped in training, so that loss cannot come near 0; at inference it does. A point of the \
         loss with dropout is the mean of about a sixtieth of the batches; the accuracies begin with the first evaluation \
         after the start.",
    )
}

/// A whole percentage a little below all accuracies.
fn just_below(evaluations: &[Evaluated]) -> f64 {
    let lowest = evaluations.iter().map(|e| e.train.accuracy().min(e.test.accuracy())).fold(1.0, f64::min);
    ((100.0 * lowest).floor() - 1.0).clamp(0.0, 99.0) / 100.0
}

fn add_claims(run: &Run, outcome: &mut Outcome, history: &History) {
    let Some(end) = history.evaluations.last() else { return };
    let test = end.test.accuracy();
    claims_unless_quick(run, outcome, |outcome| {
        if run.scale() == Scale::Standard {
            outcome.claim(
                Source::Book("8.1.1"),
                "after 20 epochs 99.38 % of the test images are classified correctly",
                say!(
                    "it is {:.2} % after the one epoch of this run; a run with `--full` has 20",
                    100.0 * test
                ),
                Verdict::NotTested,
            );
        } else {
            outcome.claim(
                Source::Book("8.1.1"),
                "after 20 epochs 99.38 % of the test images are classified correctly",
                say!("it is {:.2} %, {} of {}", 100.0 * test, end.test.correct(), end.test.samples),
                test >= BOOK_TEST - TOLERANCE,
            );
        }
    });
}
