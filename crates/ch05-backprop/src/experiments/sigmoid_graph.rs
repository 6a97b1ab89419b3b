//! How do four simple nodes become the sigmoid's `y (1 − y)`?
//!
//! The first figure has the four factors at x = 1: the 1 becomes −0.5344 at 1/·, stays that at +1, is multiplied by e⁻¹
//! at exp, and changes its sign at ×(−1). What is left is y (1 − y) with y = 0.7311. The second figure shows that
//! factor for every input: beyond 4 or so in either direction hardly any gradient passes.

use crate::derive::computational_graph::{ComputationalGraph, Operation};
use crate::derive::gradient_check::numerical_derivative;
use crate::derive::sigmoid::{Sigmoid, backward_node_by_node};
use crate::drawing;
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::functions::activation::sigmoid;
use ndarray::array;

/// Section 5.5.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sigmoid_graph",
    section: "5.5.2",
    question: "How do four simple nodes become the sigmoid's y (1 − y)?",
    takes: Takes::always("1 s"),
    run,
};

/// Where the graph is drawn.
const X: f64 = 1.0;

/// The sigmoid's graph at `x`, after a forward and a backward pass.
fn graph(x: f64) -> ComputationalGraph {
    let mut graph = ComputationalGraph::default();
    let x = graph.input(x);
    let minus = graph.apply(Operation::Times(-1.0), &[x]);
    let exp = graph.apply(Operation::Exp, &[minus]);
    let plus = graph.apply(Operation::Plus(1.0), &[exp]);
    graph.apply(Operation::Reciprocal, &[plus]);
    graph.backward(1.0);
    graph
}

/// dL/dx of the layer for a single value.
fn by_layer(x: f64) -> f64 {
    let mut layer = Sigmoid::new();
    layer.forward(&array![[x]]);
    layer.backward(&array![[1.0]])[[0, 0]]
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let drawn = graph(X);
    let nodes = backward_node_by_node(X, 1.0);
    let worst = (-50..=50).map(|i| f64::from(i) / 10.0).map(|x| {
        let (nodes, layer) = (backward_node_by_node(x, 1.0)[4], by_layer(x));
        let (graph, numerical) =
            (graph(x).nodes[0].derivative, numerical_derivative(|d| sigmoid(x + d), 1e-4));
        ((nodes - layer).abs().max((graph - layer).abs()), (numerical - layer).abs())
    });
    let worst = worst.fold((0.0f64, 0.0f64), |a, b| (a.0.max(b.0), a.1.max(b.1)));
    let mut table = Table::new("The backward pass at x = 1", ["after", "derivative"]);
    for (name, value) in ["the output", "1/·", "+1", "exp", "×(−1)"].into_iter().zip(nodes) {
        table.row([name.into(), value.into()]);
    }
    let mut outcome = Outcome::new();
    outcome
        .finding("y", drawn.result())
        .finding("dx", nodes[4])
        .finding("dx_at_0", by_layer(0.0))
        .finding("worst.nodes_to_layer", worst.0)
        .finding("worst.numerical_to_layer", worst.1)
        .table(table)
        .claim(
            Source::Book("5.5.2"),
            "together the four nodes send back dout · y (1 − y)",
            say!("at 101 points from −5 to 5 they differ by at most {:.1e}", worst.0),
            worst.0 < 1e-15,
        );
    let row: Vec<(f64, f64, &str)> =
        (0..5).map(|i| (2.0 * f64::from(i), 0.0, if i == 0 { "x" } else { "" })).collect();
    outcome
        .figure(drawing::figure(
            "The sigmoid at x = 1, node by node: y (1 − y) = 0.1966 comes back",
            drawing::drawn(&drawn, &row, (10.0, 0.0, "y"), true),
            (660.0, 70.0),
        ))
        .further_figure("derivative", derivative());
    Ok(outcome)
}

fn derivative() -> Figure {
    let xs = || (-60..=60).map(|i| f64::from(i) / 10.0);
    let panel = Panel::new("")
        .x(Axis::new("x"))
        .y(Axis::new("y and y (1 − y)").range(0.0, 1.05))
        .hline(0.25)
        .line(Series::new("y = sigmoid(x)", xs().map(|x| (x, sigmoid(x)))))
        .line(Series::new("y (1 − y)", xs().map(|x| (x, by_layer(x)))));
    Figure::single("The derivative of the sigmoid is at most a quarter", panel).caption("Dashed: 0.25.")
}
