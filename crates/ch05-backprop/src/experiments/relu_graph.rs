//! What does ReLU send back, for values above, below and at 0?
//!
//! Three cases, one rule: where the value passed, the gradient passes unchanged; where the value was blocked, so is
//! the gradient. That has a price. A unit whose input is 0 or below for *every* sample gets no gradient at all, so its
//! weights stop changing. Such a unit is called dead.

use crate::derive::relu::Relu;
use crate::drawing::{self, short};
use chapter_kit::figure::{Figure, Graph, Legend};
use chapter_kit::{Experiment, Outcome, Run, Table, Takes};
use ndarray::array;

/// Section 5.5.1.
pub const EXPERIMENT: Experiment = Experiment {
    name: "relu_graph",
    section: "5.5.1",
    question: "What does ReLU send back, for values above, below and at 0?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (x, dout) =
        (array![[1.0, -0.5], [-2.0, 3.0], [0.0, 4.0]], array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    let mut relu = Relu::new();
    let out = relu.forward(&x);
    let dx = relu.backward(&dout);
    let mut table = Table::new("Value by value", ["x", "out", "dout", "dx"]);
    for (((&x, &out), &dout), &dx) in x.iter().zip(&out).zip(&dout).zip(&dx) {
        table.row([x.into(), out.into(), dout.into(), dx.into()]);
    }
    let blocked = relu.mask.iter().filter(|&&blocked| blocked).count();
    let mut outcome = Outcome::new();
    outcome.count("blocked", blocked).finding("out.sum", out.sum()).finding("dx.sum", dx.sum()).table(table);
    let panels = [("x > 0: open", [1, 1]), ("x < 0: blocked", [1, 0]), ("x = 0: blocked, by choice", [2, 0])];
    let figure = panels.into_iter().fold(
        Figure::new("ReLU is a switch in both directions: where no value passes, no gradient comes back")
            .columns(3),
        |f, (title, at)| f.panel(drawing::panel(title, switch([x[at], out[at], dx[at], dout[at]]))),
    );
    outcome.figure(figure.legend(Legend::OutsideTop).panel_size(235.0, 64.0));
    Ok(outcome)
}

fn switch([x, out, dx, dout]: [f64; 4]) -> Graph {
    let mut graph = Graph::new();
    let (start, end) = (graph.words((0.0, 0.0), "x"), graph.words((4.0, 0.0), "y"));
    let node = graph.block((2.0, 0.0), "relu");
    graph.edge(start, node, short(x), short(dx)).edge(node, end, short(out), short(dout));
    graph
}
