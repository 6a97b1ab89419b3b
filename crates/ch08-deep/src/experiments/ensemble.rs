//! Is an **ensemble** of several networks better than the best of them?
//!
//! Five networks of the same architecture train on the same images, from different initial weights and in a
//! different order. The ensemble predicts by the mean of their probabilities, or by voting. Most of the gain
//! comes with the first few members. A vote throws away how sure each member is.

use crate::derive::ensemble::{majority, mean_of_probabilities, predictions};
use crate::learning::{Size, TrainingRun};
use crate::nets::small;
use crate::predictions::{accuracy, labels, probabilities};
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, claims_unless_quick, say};
use ndarray::Array2;

/// Section 8.1.2, ensembles.
pub const EXPERIMENT: Experiment = Experiment {
    name: "ensemble",
    section: "8.1.2",
    question: "Is an ensemble of several networks better than the best of them?",
    takes: Takes::new("1 s", "5 s", "80 s"),
    run,
};

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested, trials| Size { images, epochs, tested, trials };
    let standard = size(5_000, 3, 10_000, 5);
    at_size(run, run.scale().pick(size(500, 1, 300, 3), standard, size(60_000, 3, 10_000, 7)))
}

/// The experiment at any size, with `size.trials` members, so that a test can check what a quick run is too short for.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, trials: count } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let training = TrainingRun { lr: 0.003, ..TrainingRun::new(&train, epochs) };
    let progress = run.progress("iterations", count * training.iterations());
    let mut members = Vec::new();
    for member in 1..=count {
        let streams = run.streams().fork(&format!("member {member}"));
        let network = training.train(&small(8, 10), &streams, &progress)?.network;
        members.push(probabilities(&network, &test));
    }
    let t = labels(&test);
    let alone: Vec<f64> = members.iter().map(|y| accuracy(&predictions(y), &t)).collect();
    let together: Vec<f64> = (1..=count).map(|k| accuracy_of_mean(&members[..k], &t)).collect();
    let vote = accuracy(&majority(&members), &t);
    let mut outcome = Outcome::new();
    let [some, all] = findings(&mut outcome, &members, &t, &alone, &together);
    outcome.note(say!(
        "Of {} test images {some} are misclassified by some member, and {all} by all {count}.",
        core_data::grouped(t.len())
    ));
    outcome.percent("vote", vote).table(table(&alone, &together, vote)).figure(figure(&alone, &together));
    let (best, mean) = (largest(&alone), together.last().copied().unwrap_or(0.0));
    claims_unless_quick(run, &mut outcome, |outcome| {
        let ahead: Vec<f64> = alone.iter().map(|alone| mean - alone).collect();
        outcome.claim(
            Source::Book("8.1.2"),
            "an ensemble of several networks raises the accuracy",
            say!(
                "the ensemble of {count} classifies {:.2} % of the test images correctly, its best member {:.2} %",
                100.0 * mean,
                100.0 * best
            ),
            // Ahead of its members by more than these differ among themselves.
            Verdict::ahead(&ahead).and(Verdict::from(mean > best)),
        );
    });
    Ok(outcome)
}

fn accuracy_of_mean(members: &[Array2<f64>], labels: &[usize]) -> f64 {
    accuracy(&predictions(&mean_of_probabilities(members)), labels)
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn findings(
    outcome: &mut Outcome,
    members: &[Array2<f64>],
    labels: &[usize],
    alone: &[f64],
    together: &[f64],
) -> [usize; 2] {
    for (i, (alone, together)) in alone.iter().zip(together).enumerate() {
        outcome.percent(format!("alone.{}", i + 1), *alone);
        outcome.percent(format!("first_{}_together", i + 1), *together);
    }
    let said: Vec<Vec<usize>> = members.iter().map(predictions).collect();
    let wrong = |i: usize| said.iter().filter(|predictions| predictions[i] != labels[i]).count();
    let wrong: Vec<usize> = (0..labels.len()).map(wrong).collect();
    let some = wrong.iter().filter(|&&wrong| wrong > 0).count();
    let all = wrong.iter().filter(|&&wrong| wrong == members.len()).count();
    outcome
        .percent("alone.best", largest(alone))
        .percent("alone.mean", alone.iter().sum::<f64>() / alone.len() as f64)
        .percent("together", together.last().copied().unwrap_or(f64::NAN))
        .count("images.wrong_by_some", some)
        .count("images.wrong_by_all", all);
    [some, all]
}

fn table(alone: &[f64], together: &[f64], vote: f64) -> Table {
    let mut table = Table::new("Test accuracy", ["member", "alone", "ensemble of the first k"]);
    for (i, (alone, together)) in alone.iter().zip(together).enumerate() {
        table.row([Cell::count(i + 1), Cell::percent(*alone), Cell::percent(*together)]);
    }
    table.row([Cell::from("all, by vote"), Cell::from(""), Cell::percent(vote)]);
    table
}

fn figure(alone: &[f64], together: &[f64]) -> Figure {
    let points = |numbers: &[f64]| -> Vec<(f64, f64)> {
        numbers.iter().enumerate().map(|(i, y)| ((i + 1) as f64, 100.0 * y)).collect()
    };
    let panel = Panel::new("")
        .x(Axis::new("networks")
            .ticks((1..=alone.len()).map(|k| k as f64))
            .range(0.6, alone.len() as f64 + 0.4))
        .y(Axis::new("test accuracy (%)"))
        .line(Series::new("ensemble of the first k", points(together)).marker(Marker::Circle, 1))
        .scatter(Series::new("network k alone", points(alone)).marker(Marker::Diamond, 1));
    let (mean, best) = (100.0 * together.last().copied().unwrap_or(f64::NAN), 100.0 * largest(alone));
    Figure::single(say!("The ensemble classifies {mean:.2} % correctly, its best member {best:.2} %"), panel)
        .caption("Circles: the mean of the probabilities of networks 1 to k. Diamonds: network k alone.")
}
