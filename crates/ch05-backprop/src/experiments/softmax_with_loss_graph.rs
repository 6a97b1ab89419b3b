//! How do the many nodes of softmax and cross-entropy send back the plain `y − t`?
//!
//! The book's appendix A, walked node by node: exp, +, 1/·, ×, log, ×t, +, ×(−1). Only the second class has t = 1, so
//! only its branch gets a gradient from the loss; it spreads to all three scores through the sum, which each of them
//! is part of. The three gradients add up to 0, since y and t both add up to 1: what one class gains, the other
//! classes lose.
//!
//! In the last row of the table the same sample is one of two. The loss is then a mean, and each gradient is halved.

use crate::derive::computational_graph::{ComputationalGraph, Operation};
use crate::derive::softmax_with_loss::SoftmaxWithLoss;
use crate::drawing;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes};
use ndarray::{Array2, array};
use portable_math::ln;

/// Section 5.6.3 and appendix A.
pub const EXPERIMENT: Experiment = Experiment {
    name: "softmax_with_loss_graph",
    section: "5.6.3",
    question: "How do the many nodes of softmax and cross-entropy send back the plain y − t?",
    takes: Takes::always("1 s"),
    run,
};

/// A score so low that its probability is exactly 0.
const NEVER: f64 = -1000.0;

/// The book's first example: the probabilities 0.3, 0.2, 0.5, and class 1 is right.
const Y: [f64; 3] = [0.3, 0.2, 0.5];
const T: [f64; 3] = [0.0, 1.0, 0.0];

/// All nodes of softmax and cross-entropy for three scores, in the order of `POSITIONS`.
fn graph(scores: [f64; 3], t: [f64; 3]) -> ComputationalGraph {
    let mut graph = ComputationalGraph::default();
    let a = scores.map(|score| graph.input(score));
    let exp = a.map(|a| graph.apply(Operation::Exp, &[a]));
    let sum = graph.apply(Operation::Add, &exp);
    let one_over_sum = graph.apply(Operation::Reciprocal, &[sum]);
    let y = exp.map(|exp| graph.apply(Operation::Mul, &[exp, one_over_sum]));
    let log = y.map(|y| graph.apply(Operation::Log, &[y]));
    let weighted = [0, 1, 2].map(|k: usize| graph.apply(Operation::Times(t[k]), &[log[k]]));
    let total = graph.apply(Operation::Add, &weighted);
    graph.apply(Operation::Times(-1.0), &[total]);
    graph.backward(1.0);
    graph
}

/// The positions of the nodes in the drawing. `exp` and `×` are staggered, so that the arrows to and from the sum spread
/// like a fan, and each value stands beside its own.
const POSITIONS: [(f64, f64, &str); 19] = [
    (0.0, 4.0, "a₁"),
    (0.0, 2.0, "a₂"),
    (0.0, 0.0, "a₃"),
    (1.8, 4.0, ""),
    (2.7, 2.0, ""),
    (3.6, 0.0, ""),
    (5.2, 6.2, ""),
    (7.0, 6.2, ""),
    (10.4, 4.0, ""),
    (9.5, 2.0, ""),
    (8.6, 0.0, ""),
    (12.2, 4.0, ""),
    (12.2, 2.0, ""),
    (12.2, 0.0, ""),
    (14.2, 4.0, "×t₁"),
    (14.2, 2.0, "×t₂"),
    (14.2, 0.0, "×t₃"),
    (16.4, 2.0, ""),
    (18.4, 2.0, ""),
];

fn row(values: [f64; 3]) -> Array2<f64> {
    Array2::from_shape_fn((1, 3), |(_, k)| values[k])
}

/// The layer's loss and gradient.
fn layer(scores: &Array2<f64>, t: &Array2<f64>) -> (f64, Array2<f64>) {
    let mut layer = SoftmaxWithLoss::new();
    let loss = layer.forward(scores, t);
    (loss, layer.backward(1.0))
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    // Softmax depends only on differences of scores, so any factor in front of y gives the same probabilities.
    let scores = Y.map(|y| ln(2.0 * y));
    let nodes = graph(scores, T);
    let by_nodes = [0, 1, 2].map(|k: usize| nodes.nodes[k].derivative);
    let (loss, unsure) = layer(&row(scores), &row(T));
    let (_, sure) = layer(&row([ln(0.01), ln(0.99), NEVER]), &row(T));
    let both = ndarray::concatenate![ndarray::Axis(0), row(scores), array![[ln(0.01), ln(0.99), NEVER]]];
    let (_, of_batch) = layer(&both, &ndarray::concatenate![ndarray::Axis(0), row(T), row(T)]);

    let mut outcome = Outcome::new();
    outcome.finding("loss.nodes", nodes.result()).finding("loss.layer", loss);
    let mut table = Table::new("The gradient of each score", ["y", "to a₁", "to a₂", "to a₃", "sum"]);
    let rows = [
        ("nodes", "(0.3, 0.2, 0.5), node by node", by_nodes),
        ("unsure", "(0.3, 0.2, 0.5), the layer", [0, 1, 2].map(|k| unsure[[0, k]])),
        ("sure", "(0.01, 0.99, 0), the layer", [0, 1, 2].map(|k| sure[[0, k]])),
        ("batch", "(0.3, 0.2, 0.5), in a batch of 2", [0, 1, 2].map(|k| of_batch[[0, k]])),
    ];
    for (name, words, gradients) in rows {
        for (k, gradient) in gradients.into_iter().enumerate() {
            outcome.finding(format!("{name}.da{}", k + 1), gradient);
        }
        let sum: f64 = gradients.iter().sum();
        outcome.finding(format!("{name}.sum"), sum);
        let rounded = |value: f64| Cell::from(if value.abs() < 1e-15 { 0.0 } else { value });
        table.row([
            words.into(),
            rounded(gradients[0]),
            rounded(gradients[1]),
            rounded(gradients[2]),
            rounded(sum),
        ]);
    }
    let expected = [0.3, -0.8, 0.5];
    let worst = (0..3).map(|k| (by_nodes[k] - expected[k]).abs()).fold(0.0, f64::max);
    outcome
        .table(table)
        .claim(
            Source::Book("5.6.3"),
            "softmax and cross-entropy send back y − t = (0.3, −0.8, 0.5)",
            "through all 19 nodes it is the same, to 14 digits",
            worst < 1e-14,
        )
        .figure(
            drawing::figure(
                "Through all nodes of softmax and cross-entropy, y − t comes back",
                drawing::drawn(&nodes, &POSITIONS, (20.2, 2.0, "L"), true),
                (1000.0, 410.0),
            )
            .caption("y = (0.3, 0.2, 0.5), t = (0, 1, 0), so y − t = (0.3, −0.8, 0.5)."),
        );
    Ok(outcome)
}
