//! What does dropout after the output layer do?
//!
//! The book's DeepConvNet, at standard scale with a quarter of its filters so that it trains in seconds, is trained
//! with the last dropout and without it, from the same initial weights and on the same batches.
//!
//! With it the training loss, averaged over what is dropped, can't fall below the dashed line. The bound says
//! nothing about inference, where nothing is dropped. But a score that survives dropout in training is doubled, and
//! at inference it isn't: the scores lie half as far apart as those that were trained, and softmax is less sure.
//! This raises the test loss even where the prediction is right. In these short trainings the accuracy is lower,
//! too. They don't say how much of that would remain after a long one.

use crate::derive::last_dropout::lowest_loss;
use crate::learning::{Size, TrainedModel, TrainingRun, further_streams, further_trials};
use crate::nets::deep;
use crate::predictions::{labels, scores};
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, claims_unless_quick, say};
use core_tensor::functions::softmax::{log_softmax, softmax};
use core_tensor::{Samples, Streams};
use ndarray::Array2;

/// A question raised by the book's network.
pub const EXPERIMENT: Experiment = Experiment {
    name: "last_dropout",
    section: "8.1.1",
    question: "What does dropout after the output layer do?",
    takes: Takes::new("1 s", "9 s", "6 min"),
    run,
};

/// The number of scores, and the ratio of the book's last dropout.
const CLASSES: usize = 10;
const RATIO: f64 = 0.5;

/// The result of one of the two networks.
struct End {
    key: &'static str,
    words: &'static str,
    trained: TrainedModel,
    training_loss: f64,
    test_loss: f64,
    accuracy: f64,
    /// The mean probability of the prediction.
    sure: f64,
}

impl End {
    fn of(key: &'static str, words: &'static str, trained: TrainedModel, test: &Samples<f32>) -> Self {
        let (y, t) = (scores(&trained.network, test), labels(test));
        let evaluation = trained.network.evaluate(test);
        Self {
            key,
            words,
            training_loss: trained.final_loss(),
            test_loss: mean_loss(&y, &t),
            accuracy: evaluation.accuracy(),
            sure: mean_largest(&softmax(y.view())),
            trained,
        }
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested| Size { images, epochs, tested, trials: 1 };
    at_size(run, run.scale().pick(size(500, 1, 300), size(10_000, 2, 2_000), size(60_000, 2, 10_000)))
}

/// The experiment at any size, so that a test can check what a quick run is too short for. Filters
/// and learning rate are those of the run's scale.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, .. } = size;
    let filters = run.scale().pick([2, 4, 8], [4, 8, 16], [16, 32, 64]);
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let training =
        TrainingRun { lr: run.scale().pick(0.003, 0.003, 0.001), ..TrainingRun::new(&train, epochs) };
    let further = further_trials(run);
    let progress = run.progress("iterations", 2 * (1 + further) * training.iterations());
    let pair = |streams: &Streams| -> anyhow::Result<Vec<End>> {
        let end = |(key, words, last)| {
            let trained = training.train(&deep(filters, 50, last), streams, &progress)?;
            Ok(End::of(key, words, trained, &test))
        };
        [("with", "with the last dropout", true), ("without", "without it", false)]
            .into_iter()
            .map(end)
            .collect()
    };
    let ends = pair(run.streams())?;
    let more: Vec<Vec<End>> =
        (1..=further).map(|trial| pair(&further_streams(run, trial))).collect::<anyhow::Result<_>>()?;
    let mut outcome = Outcome::new();
    for end in &ends {
        outcome
            .finding(format!("{}.training_loss", end.key), end.training_loss)
            .finding(format!("{}.test_loss", end.key), end.test_loss)
            .percent(format!("{}.test_accuracy", end.key), end.accuracy)
            .percent(format!("{}.mean_probability", end.key), end.sure);
    }
    outcome.finding("with.lowest_possible_training_loss", lowest_loss(CLASSES, RATIO));
    outcome.table(table(&ends)).figure(figure(&ends)).note(
        "Our dropout scales up what survives, so inference has nothing to do; the book's scales the scores down at \
         inference. Either way the scores at inference are half of those that were not dropped in training. But in \
         training our network starts with scores four times as large as the book's from the same weights: each of the \
         two dropouts doubles them.",
    );
    let pairs: Vec<&[End]> = [ends.as_slice()].into_iter().chain(more.iter().map(Vec::as_slice)).collect();
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &pairs));
    Ok(outcome)
}

/// Mean cross-entropy.
fn mean_loss(scores: &Array2<f64>, labels: &[usize]) -> f64 {
    let logs = log_softmax(scores.view());
    -labels.iter().enumerate().map(|(i, &label)| logs[[i, label]]).sum::<f64>() / labels.len().max(1) as f64
}

fn mean_largest(y: &Array2<f64>) -> f64 {
    let largest = |row: ndarray::ArrayView1<f64>| row.iter().copied().fold(0.0, f64::max);
    y.rows().into_iter().map(largest).sum::<f64>() / y.nrows().max(1) as f64
}

fn table(ends: &[End]) -> Table {
    let heads = ["network", "training loss", "test loss", "test accuracy", "mean probability"];
    let mut table = Table::new("At the end; the probability is that of the prediction", heads);
    for end in ends {
        table.row([
            end.words.into(),
            end.training_loss.into(),
            end.test_loss.into(),
            Cell::percent(end.accuracy),
            Cell::percent(end.sure),
        ]);
    }
    table
}

fn figure(ends: &[End]) -> Figure {
    let panel = Panel::new("").x(Axis::new("iterations")).y(Axis::new("training loss").range(0.0, 2.6));
    let panel =
        ends.iter().fold(panel, |panel, end| panel.line(Series::new(end.words, end.trained.loss_curve())));
    let bound = lowest_loss(CLASSES, RATIO);
    let panel = panel.hline(bound);
    Figure::single("Dropout after the output layer keeps the training loss up", panel).caption(say!(
        "Dashed: {bound:.2}, the lower bound of the mean training loss when half of the scores are dropped. Each point is the mean \
         loss of about a sixtieth of the batches."
    ))
}

/// Of several seeds, each with the last dropout and without it.
fn claims(outcome: &mut Outcome, pairs: &[&[End]]) {
    let of = |which: usize, number: fn(&End) -> f64| -> Vec<f64> {
        pairs.iter().filter_map(|ends| ends.get(which)).map(number).collect()
    };
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    let minus = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let (loss_with, loss_without) = (of(0, |end| end.test_loss), of(1, |end| end.test_loss));
    let (with, without) = (of(0, |end| 100.0 * end.accuracy), of(1, |end| 100.0 * end.accuracy));
    outcome
        .claim(
            Source::ThisPage,
            "dropout after the output layer raises the test loss",
            say!(
                "the test loss is {:.3} with it and {:.3} without, means of {} trainings each",
                mean(&loss_with),
                mean(&loss_without),
                pairs.len()
            ),
            Verdict::ahead(&minus(&loss_with, &loss_without)),
        )
        .claim(
            Source::ThisPage,
            "dropout after the output layer lowers the accuracy",
            say!(
                "{:.1} % of the test images are classified correctly with it, {:.1} % without",
                mean(&with),
                mean(&without)
            ),
            Verdict::ahead(&minus(&without, &with)),
        );
}
