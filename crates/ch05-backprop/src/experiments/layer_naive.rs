//! Do a multiplication and an addition, written as layers, send back what the rules say?
//!
//! The book's example: the two layers receive 10 and 5, and 1.3 as the upstream gradient. They send back what the nodes
//! of 5.3 sent back. They differ only in what they store: `AddLayer` has no fields, because its local derivatives are 1
//! whatever its inputs are.

use crate::derive::layer_naive::{AddLayer, MulLayer};
use crate::drawing::{self, short};
use chapter_kit::figure::{Figure, Graph, Legend};
use chapter_kit::{Experiment, Outcome, Run, Table, Takes};

/// The book's `layer_naive.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "layer_naive",
    section: "5.4",
    question: "What do a multiplication and an addition send back, written as layers?",
    takes: Takes::always("1 s"),
    run,
};

const X: f64 = 10.0;
const Y: f64 = 5.0;
const DOUT: f64 = 1.3;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut mul = MulLayer::default();
    let add = AddLayer;
    let results = [
        ("mul", "MulLayer", mul.forward(X, Y), mul.backward(DOUT)),
        ("add", "AddLayer", add.forward(X, Y), add.backward(DOUT)),
    ];
    let mut outcome = Outcome::new();
    let mut table =
        Table::new("x = 10, y = 5, upstream gradient 1.3", ["layer", "output", "back to x", "back to y"]);
    let mut figure = Figure::new("In the backward pass × swaps its inputs, and + passes the gradient on")
        .columns(2)
        .legend(Legend::OutsideTop)
        .caption("The inputs are 10 and 5, the upstream gradient is 1.3.");
    for (name, title, out, (dx, dy)) in results {
        outcome
            .finding(format!("{name}.out"), out)
            .finding(format!("{name}.dx"), dx)
            .finding(format!("{name}.dy"), dy);
        table.row([title.into(), out.into(), dx.into(), dy.into()]);
        figure = figure.panel(drawing::panel("", layer(title, out, (dx, dy))));
    }
    outcome.table(table).figure(figure.panel_size(300.0, 120.0));
    Ok(outcome)
}

fn layer(name: &'static str, out: f64, (dx, dy): (f64, f64)) -> Graph {
    let mut graph = Graph::new();
    let (x, y) = (graph.words((0.0, 1.4), "x"), graph.words((0.0, 0.4), "y"));
    let (layer, end) = (graph.block((2.6, 0.9), name), graph.words((4.8, 0.9), "out"));
    graph.edge(x, layer, short(X), short(dx)).edge(y, layer, short(Y), short(dy)).edge(
        layer,
        end,
        short(out),
        short(DOUT),
    );
    graph
}
