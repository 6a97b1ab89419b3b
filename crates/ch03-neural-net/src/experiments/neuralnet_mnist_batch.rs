//! What changes when a hundred images go through the network at once?
//!
//! The predictions stay the same. A batch is a matrix with one row per image, and the products that took a row take the matrix:
//! `(100, 784) · (784, 50)` is `(100, 50)`, one row per image. It is faster, because each weight is loaded once for many images,
//! and because matrix products are what libraries do best.
//!
//! The figure shows that batches differ. For this network the first half of MNIST's test set is harder than the second, though
//! the set's own page says the opposite.

use crate::derive::neuralnet_mnist::{argmax, predict, predict_batch};
use crate::recognition::{BATCH, correct_predictions, get_data, init_network};
use chapter_kit::figure::{Axis, Color, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array2, Axis as Along};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "neuralnet_mnist_batch",
    section: "3.6.3",
    question: "What changes when a hundred images go through the network at once?",
    takes: Takes::always("1 s"),
    run,
};

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let network = init_network(run)?;
    let (x, t) = get_data(run)?;
    let (one_by_one, seconds_one_by_one) = run.timed(|| -> Vec<Vec<f64>> {
        x.axis_iter(Along(0)).map(|x| predict(&network, &x.to_owned()).to_vec()).collect()
    });
    let (in_batches, seconds_in_batches) = run.timed(|| -> Vec<Vec<f64>> {
        let batches = x.axis_chunks_iter(Along(0), BATCH);
        batches.flat_map(|x| rows(&predict_batch(&network, &x.to_owned()))).collect()
    });
    let predictions: Vec<usize> = in_batches.iter().map(argmax).collect();
    let same = one_by_one.iter().map(argmax).zip(&predictions).filter(|(one, other)| one == *other).count();
    let correct = correct_predictions(&predictions, &t);

    let mut outcome = Outcome::new();
    outcome.count("images", t.len()).count("batches", t.len().div_ceil(BATCH)).count("correct", correct);
    outcome.percent("accuracy", correct as f64 / t.len() as f64);
    outcome.count("predictions_that_differ_from_one_by_one", t.len() - same);
    outcome.finding("probabilities_differ_by", largest_difference(&one_by_one, &in_batches));
    let shares = shares(&predictions, &t);
    add_halves(&mut outcome, &predictions, &t);
    outcome
        .measured("one_by_one", seconds_one_by_one, "s")
        .measured("in_batches", seconds_in_batches, "s")
        .measured("times_faster", seconds_one_by_one / seconds_in_batches, "×");
    outcome.claim(
        Source::Book("3.6.3"),
        "A batch gives the same predictions as its images one by one",
        say!("{same} of {} are the same", t.len()),
        same == t.len(),
    );
    outcome.table(table()).figure(figure(&shares));
    Ok(outcome)
}

fn rows(y: &Array2<f64>) -> Vec<Vec<f64>> {
    y.rows().into_iter().map(|row| row.to_vec()).collect()
}

/// Sums in a different order have different last digits.
fn largest_difference(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The accuracy on each batch.
fn shares(predictions: &[usize], t: &[usize]) -> Vec<f64> {
    let batches = predictions.chunks(BATCH).zip(t.chunks(BATCH));
    batches.map(|(predictions, t)| correct_predictions(predictions, t) as f64 / t.len() as f64).collect()
}

fn add_halves(outcome: &mut Outcome, predictions: &[usize], t: &[usize]) {
    let middle = t.len() / 2;
    if middle == 0 {
        // A single image has no halves.
        return;
    }
    let ((first, second), (t_first, t_second)) = (predictions.split_at(middle), t.split_at(middle));
    outcome
        .percent("accuracy_of_half.first", correct_predictions(first, t_first) as f64 / t_first.len() as f64);
    outcome.percent(
        "accuracy_of_half.second",
        correct_predictions(second, t_second) as f64 / t_second.len() as f64,
    );
}

fn table() -> Table {
    let mut table = Table::new(
        "Shapes: a batch adds an axis, and the weights stay as they are",
        ["", "one image", "a batch"],
    );
    for (what, one, batch) in [
        ("images", "(784,)", "(100, 784)"),
        ("· W1 (784, 50) + b1 (50,)", "(50,)", "(100, 50)"),
        ("· W2 (50, 100) + b2 (100,)", "(100,)", "(100, 100)"),
        ("· W3 (100, 10) + b3 (10,)", "(10,)", "(100, 10)"),
        ("position of the largest", "a digit", "(100,) digits"),
    ] {
        table.row([what, one, batch].map(Cell::from));
    }
    table
}

fn figure(shares: &[f64]) -> Figure {
    let count = shares.len() as f64;
    let points = shares.iter().enumerate().map(|(batch, &share)| (batch as f64 + 0.5, share));
    let lowest = shares.iter().copied().fold(0.95, f64::min);
    let half = |name: &'static str, shares: &[f64], from: f64, to: f64| {
        let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
        Series::new(name, [(from, mean), (to, mean)]).width(2.4)
    };
    let (first, second) = shares.split_at(shares.len() / 2);
    let panel = Panel::new("")
        .x(Axis::new("batch of 100 test images").range(0.0, count))
        .y(Axis::new("accuracy").range(lowest - 0.02, 1.005))
        .legend(Legend::In(Corner::BottomLeft))
        .scatter(Series::new("one batch", points).color(Color::GREY).marker(Marker::Circle, 1).width(3.0))
        .line(half("mean, first half", first, 0.0, first.len() as f64).palette(1))
        .line(half("mean, second half", second, first.len() as f64, count).palette(0));
    Figure::single("Some batches are harder than others", panel)
        .caption("Lines: the means of the first and of the second half of the batches.")
}
