//! What is the gradient of a network's loss?
//!
//! The gradient is a matrix of the same shape as the weights: for each weight, how fast the loss grows when that weight
//! grows. Two more things can be read from it. Each row sums to 0, but for rounding: what one class gains, the other
//! classes lose. And the second row is the first times 0.9 / 0.6, the ratio of the inputs: a larger input gives its
//! weights a larger share of the error.

use crate::derive::simple_net::SimpleNet;
use chapter_kit::figure::{Axis, Bars, Figure, HeatMap, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use core_tensor::StandardNormal;
use ndarray::{Array1, Array2, array};
use rand::RngExt;

/// The book's script, with the weights of its text.
pub const EXPERIMENT: Experiment = Experiment {
    name: "gradient_simplenet",
    section: "4.4.2",
    question: "What is the gradient of a network's loss, and what can you read from it?",
    takes: Takes::always("1 s"),
    run,
};

/// The input of the book.
pub fn input() -> Array1<f64> {
    array![0.6, 0.9]
}

/// The book's target: class 2.
pub fn target() -> Array1<f64> {
    array![0.0, 0.0, 1.0]
}

/// The weights that the text prints.
pub fn weights_of_the_text() -> Array2<f64> {
    array![[0.47355232, 0.9977393, 0.84668094], [0.85557411, 0.03563661, 0.69422093]]
}

/// How many random networks are checked for the same properties.
const RANDOM_NETWORKS: usize = 100;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let net = SimpleNet { w: weights_of_the_text() };
    let (x, t) = (input(), target());
    let (p, y) = (net.predict(&x), net.probabilities(&x));
    let dw = net.numerical_gradient(&x, &t);
    let mut outcome = Outcome::new();
    outcome.finding("loss", net.loss(&x, &t));
    for k in 0..3 {
        outcome.finding(format!("class_{k}.score"), p[k]).finding(format!("class_{k}.probability"), y[k]);
    }
    let mut table = Table::new("dL/dW", ["", "class 0", "class 1", "class 2 (right)", "sum"]);
    for i in 0..2 {
        for k in 0..3 {
            outcome.finding(format!("dw.{i}_{k}"), dw[[i, k]]);
        }
        let row = dw.row(i);
        table.row([
            say!("input {i}").into(),
            row[0].into(),
            row[1].into(),
            row[2].into(),
            Cell::from(say!("{:.1e}", row.sum())),
        ]);
    }
    let (largest_sum, largest_difference) = random_networks(run);
    outcome
        .count("random_networks", RANDOM_NETWORKS)
        .finding("random.largest_row_sum", largest_sum)
        .finding("random.largest_difference_to_the_formula", largest_difference)
        .table(table)
        .note(say!(
            "The derivative with respect to weight (1, 2) is {:.3}: if that weight grows by h, the loss falls by {:.3} h. The \
             book's own digits differ from the eighth on, since it adds 1e-7 inside the logarithm.",
            dw[[1, 2]],
            -dw[[1, 2]]
        ))
        .figure(figure(&net, &y, &dw));
    Ok(outcome)
}

/// Of many random networks: the largest sum of a row of the gradient, and the largest difference to the formula.
fn random_networks(run: &Run) -> (f64, f64) {
    let (x, t) = (input(), target());
    let mut rng = run.rng("weights");
    let (mut largest_sum, mut largest_difference) = (0.0f64, 0.0f64);
    for _ in 0..RANDOM_NETWORKS {
        let net = SimpleNet { w: Array2::from_shape_simple_fn((2, 3), || rng.sample(StandardNormal)) };
        let dw = net.numerical_gradient(&x, &t);
        largest_sum = dw.rows().into_iter().map(|row| row.sum().abs()).fold(largest_sum, f64::max);
        let differences = &dw - &net.gradient(&x, &t);
        largest_difference = differences.iter().fold(largest_difference, |most, d| most.max(d.abs()));
    }
    (largest_sum, largest_difference)
}

fn figure(net: &SimpleNet, y: &Array1<f64>, dw: &Array2<f64>) -> Figure {
    let probabilities = y.iter().enumerate().map(|(k, &y)| (say!("class {k}"), y));
    Figure::new("The gradient of one sample: only the weights of the right class should grow")
        .columns(3)
        .panel(matrix("W", &net.w, 2.5))
        .panel(
            Panel::new("prediction (right: class 2)")
                .y(Axis::new("probability").range(0.0, 0.5))
                .bars(Bars::new(probabilities).decimals(3)),
        )
        .panel(matrix("dL/dW", dw, 1.2))
        .panel_size(230.0, 170.0)
        .caption("Red: above 0, blue: below. Where dL/dW is below 0, the weight should grow.")
}

/// A 2 × 3 matrix as coloured cells with its values.
pub fn matrix(title: &'static str, values: &Array2<f64>, range: f64) -> Panel {
    let rows = [(0.0, "x0"), (-1.0, "x1")];
    let columns = [(0.0, "class 0"), (1.0, "class 1"), (2.0, "class 2")];
    let map = HeatMap::diverging(values.clone()).value_range(-range, range).without_color_bar().numbered(3);
    Panel::new(title).x(Axis::new("").named_ticks(columns)).y(Axis::new("").named_ticks(rows)).heat_map(map)
}
