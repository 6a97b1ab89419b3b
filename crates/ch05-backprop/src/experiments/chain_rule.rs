//! What is the derivative of `z = (x + y)²` with respect to x, step by step?
//!
//! The graph needs no formula for the whole. `( )²` receives 1 and sends back 2t, which is 14 at t = 7. The addition
//! passes the 14 on to x and to y, because each of them moves t by exactly as much as it moves itself.

use crate::derive::computational_graph::{ComputationalGraph, Operation};
use crate::derive::gradient_check::numerical_derivative;
use crate::drawing;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};

/// The example of 5.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "chain_rule",
    section: "5.2.3",
    question: "What is the derivative of z = (x + y)² with respect to x, step by step?",
    takes: Takes::always("1 s"),
    run,
};

const X: f64 = 3.0;
const Y: f64 = 4.0;

fn squared_sum(x: f64, y: f64) -> ComputationalGraph {
    let mut graph = ComputationalGraph::default();
    let (x, y) = (graph.input(x), graph.input(y));
    let t = graph.apply(Operation::Add, &[x, y]);
    graph.apply(Operation::Square, &[t]);
    graph
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut graph = squared_sum(X, Y);
    graph.backward(1.0);
    let numerical = numerical_derivative(|d| squared_sum(X + d, Y).result(), 1e-4);
    let [dx, dy, dt, dz] = [0, 1, 2, 3].map(|node: usize| graph.nodes[node].derivative);
    let mut table = Table::new("From the end to the start", ["derivative", "as a formula", "at (3, 4)"]);
    table.row(["∂z/∂z".into(), "1".into(), dz.into()]).row(["∂z/∂t".into(), "2t".into(), dt.into()]).row([
        "∂z/∂t · ∂t/∂x".into(),
        "2t · 1 = 2 (x + y)".into(),
        Cell::from(dx),
    ]);
    let mut outcome = Outcome::new();
    outcome
        .finding("z", graph.result())
        .finding("dt", dt)
        .finding("dx", dx)
        .finding("dy", dy)
        .finding("dx_numerical", numerical)
        .table(table)
        .claim(
            Source::Book("5.2.3"),
            "∂z/∂x = 2 (x + y)",
            say!("{dx} at ({X}, {Y}), numerically {numerical:.6}"),
            dx == 2.0 * (X + Y) && (dx - numerical).abs() < 1e-9,
        )
        .figure(drawing::figure(
            "z = (x + y)² at (3, 4): the chain rule is the backward pass",
            drawing::drawn(
                &graph,
                &[(0.0, 1.6, "x"), (0.0, 0.0, "y"), (2.0, 0.8, ""), (4.0, 0.8, "")],
                (6.0, 0.8, "z"),
                true,
            ),
            (520.0, 150.0),
        ));
    Ok(outcome)
}
