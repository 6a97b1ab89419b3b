//! What does a node have to know? Only its own inputs and output, and one rule (5.1.2, 5.3).
//!
//! Each rule is the upstream gradient times a local derivative:
//!
//! | node | local derivative |
//! |---|---|
//! | + | 1 for each input |
//! | × | the *other* input |
//! | max | 1 for the larger input, 0 for the other |
//! | copy | 1 for each reader, and the products are added |
//! | sigmoid | y (1 − y) |
//!
//! The copy has two readers here, ×2 and ×3: one sends back 2.6, the other 3.9. The sigmoid has an input of its own, x
//! = 1, and y is its output there, 0.7311; 5.5 derives its rule. The last two columns of the table check every rule
//! with a central difference.

use crate::derive::computational_graph::{ComputationalGraph, Operation};
use crate::derive::gradient_check::numerical_derivative;
use crate::derive::sigmoid::backward_node_by_node;
use crate::drawing::{self, drawn, short};
use chapter_kit::figure::{Figure, Graph, Legend};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use core_tensor::functions::activation::sigmoid;

/// Sections 5.1.2 and 5.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "local_computation",
    section: "5.3",
    question: "What does a node have to know to send a derivative back?",
    takes: Takes::always("1 s"),
    run,
};

/// The inputs of the book's examples, and the upstream gradient.
const X: f64 = 10.0;
const Y: f64 = 5.0;
const ARRIVES: f64 = 1.3;
/// The sigmoid's input.
const S: f64 = 1.0;

/// One node with two inputs.
fn two_inputs(operation: Operation, x: f64, y: f64) -> ComputationalGraph {
    let mut graph = ComputationalGraph::default();
    let inputs = [graph.input(x), graph.input(y)];
    graph.apply(operation, &inputs);
    graph
}

/// A value that two nodes read: `2x` and `3x`, added.
fn copied(x: f64) -> ComputationalGraph {
    let mut graph = ComputationalGraph::default();
    let x = graph.input(x);
    let copy = graph.apply(Operation::Copy, &[x]);
    let (twice, thrice) =
        (graph.apply(Operation::Times(2.0), &[copy]), graph.apply(Operation::Times(3.0), &[copy]));
    graph.apply(Operation::Add, &[twice, thrice]);
    graph
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "What each node sends back for an upstream gradient of 1.3: x = 10 and y = 5, for the sigmoid x = 1",
        ["node", "rule", "to x", "to y", "numerical, x", "numerical, y"],
    );
    let mut figure = Figure::new("Each kind of node has one rule for what it sends back")
        .columns(3)
        .legend(Legend::OutsideTop)
        .caption(
            "The upstream gradient is 1.3. The copy is read twice, by ×2 and by ×3; what they send back adds up. The sigmoid's \
             input is 1.",
        );
    let rules = [
        ("add", "+", Operation::Add, "passes on to both"),
        ("mul", "×", Operation::Mul, "swaps its inputs"),
        ("max", "max", Operation::Max, "sends to the larger"),
    ];
    for (name, sign, operation, rule) in rules {
        let mut graph = two_inputs(operation, X, Y);
        graph.backward(ARRIVES);
        let (dx, dy) = (graph.nodes[0].derivative, graph.nodes[1].derivative);
        let numerical_x = ARRIVES * numerical_derivative(|d| two_inputs(operation, X + d, Y).result(), 1e-4);
        let numerical_y = ARRIVES * numerical_derivative(|d| two_inputs(operation, X, Y + d).result(), 1e-4);
        outcome.finding(format!("{name}.dx"), dx).finding(format!("{name}.dy"), dy).finding(
            format!("{name}.difference_to_numerical"),
            (dx - numerical_x).abs().max((dy - numerical_y).abs()),
        );
        table.row([sign.into(), rule.into(), dx.into(), dy.into(), numerical_x.into(), numerical_y.into()]);
        let positions = [(0.0, 1.6, "x"), (0.0, 0.0, "y"), (1.8, 0.8, "")];
        figure = figure
            .panel(drawing::panel(say!("{sign} {rule}"), drawn(&graph, &positions, (3.4, 0.8, "z"), true)));
    }
    let (copy, row) = copy_node(&mut outcome);
    table.row(row);
    let (switch, row) = sigmoid_node(&mut outcome);
    table.row(row);
    let figure = figure
        .panel(drawing::panel("a copy adds what comes back", copy))
        .panel(drawing::panel("sigmoid: times y (1 − y)", switch))
        .panel_size(270.0, 130.0);
    outcome.table(table).figure(figure).note(
        "In the backward pass an addition copies and a copy adds. Where the inputs of max are equal, there is no \
         derivative; here the first input gets it all.",
    );
    Ok(outcome)
}

/// The copy node with two readers.
fn copy_node(outcome: &mut Outcome) -> (Graph, [Cell; 6]) {
    let mut graph = copied(X);
    graph.backward(ARRIVES);
    let dx = graph.nodes[0].derivative;
    let numerical = ARRIVES * numerical_derivative(|d| copied(X + d).result(), 1e-4);
    outcome.finding("copy.dx", dx).finding("copy.difference_to_numerical", (dx - numerical).abs());
    let positions = [(0.0, 0.8, "x"), (1.5, 0.8, ""), (3.2, 1.8, ""), (3.2, -0.2, ""), (4.9, 0.8, "")];
    let picture = drawn(&graph, &positions, (6.5, 0.8, "z"), true);
    (picture, ["copy".into(), "adds up".into(), dx.into(), "–".into(), numerical.into(), "–".into()])
}

/// The sigmoid as one node.
fn sigmoid_node(outcome: &mut Outcome) -> (Graph, [Cell; 6]) {
    let y = sigmoid(S);
    let dx = ARRIVES * y * (1.0 - y);
    let by_nodes = backward_node_by_node(S, ARRIVES)[4];
    let numerical = ARRIVES * numerical_derivative(|d| sigmoid(S + d), 1e-4);
    outcome
        .finding("sigmoid.dx", dx)
        .finding("sigmoid.difference_to_numerical", (dx - numerical).abs())
        .finding("sigmoid.difference_to_four_nodes", (dx - by_nodes).abs());
    let mut picture = Graph::new();
    let (x, end) = (picture.words((0.0, 0.8), "x"), picture.words((3.4, 0.8), "y"));
    let node = picture.block((1.7, 0.8), "sigmoid");
    picture.edge(x, node, short(S), short(dx)).edge(node, end, short(y), short(ARRIVES));
    (
        picture,
        ["sigmoid".into(), "times y (1 − y)".into(), dx.into(), "–".into(), numerical.into(), "–".into()],
    )
}
