//! How does a signal pass through three layers?
//!
//! The network of the book's text, with every intermediate value. Each layer does the same: product, bias, activation. Only the
//! last one leaves its sums as they are.

use crate::derive::three_layer::{Network, Signals, forward, init_network};
use chapter_kit::figure::{Axis, Figure, Graph, Legend, Node, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array1, array};

/// The book's text.
pub const EXPERIMENT: Experiment = Experiment {
    name: "three_layer",
    section: "3.4.3",
    question: "How does a signal pass through three layers?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (network, x) = (init_network(), array![1.0, 0.5]);
    let signals = forward(&network, &x);
    let mut outcome = Outcome::new();
    for (name, values) in named(&signals) {
        for (number, &value) in values.iter().enumerate() {
            outcome.finding(format!("{name}_{}", number + 1), value);
        }
    }
    outcome.claim(
        Source::Book("3.4.3"),
        "The outputs are 0.31682708 and 0.69627909",
        say!("{:.8} and {:.8}", signals.y[0], signals.y[1]),
        (signals.y[0] - 0.316_827_08).abs() < 5e-9 && (signals.y[1] - 0.696_279_09).abs() < 5e-9,
    );
    outcome
        .table(parameters(&network))
        .table(signals_table(&signals))
        .table(table())
        .figure(figure(&network, &x, &signals));
    outcome.note(
        "The book writes the weight from input 2 to neuron 1 of the first layer as w⁽¹⁾₁₂: the destination comes first. In the \
         matrix W1 it is in row 2, column 1: the source comes first.",
    );
    Ok(outcome)
}

fn named(signals: &Signals) -> [(&'static str, &Array1<f64>); 5] {
    [("a1", &signals.a1), ("z1", &signals.z1), ("a2", &signals.a2), ("z2", &signals.z2), ("y", &signals.y)]
}

fn parameters(network: &Network) -> Table {
    let mut table = Table::new("The network's parameters", ["layer", "weights", "biases"]);
    let in_a_line = |array: String| array.replace('\n', "");
    for (layer, w, b) in [
        ("first", &network.w1, &network.b1),
        ("second", &network.w2, &network.b2),
        ("output", &network.w3, &network.b3),
    ] {
        table.row([layer.into(), in_a_line(w.to_string()).into(), in_a_line(b.to_string()).into()]);
    }
    table
}

fn signals_table(signals: &Signals) -> Table {
    let mut table = Table::new(
        "The signal for x = (1, 0.5)",
        ["layer", "weighted sum plus bias", "after the activation"],
    );
    let listed = |values: &Array1<f64>| Words::list(values.iter().map(|value| say!("{value:.4}")), ", ");
    for (layer, a, z) in [("first", &signals.a1, &signals.z1), ("second", &signals.a2, &signals.z2)] {
        table.row([layer.into(), listed(a).into(), listed(z).into()]);
    }
    // The output layer has the identity function.
    table.row(["output".into(), listed(&signals.y).into(), listed(&signals.y).into()]);
    table
}

fn table() -> Table {
    let mut table = Table::new("Shapes that fit", ["step", "input", "weight", "bias", "output"]);
    for (step, input, w, b, output) in [
        ("a1 = x · W1 + b1", "(2,)", "(2, 3)", "(3,)", "(3,)"),
        ("a2 = z1 · W2 + b2", "(3,)", "(3, 2)", "(2,)", "(2,)"),
        ("a3 = z2 · W3 + b3", "(2,)", "(2, 2)", "(2,)", "(2,)"),
    ] {
        table.row([step, input, w, b, output].map(Cell::from));
    }
    table
}

/// A layer of the picture: its position, its title, the value of each neuron and the label above it.
struct Column {
    x: f64,
    /// The distance from one neuron to the next below it.
    gap: f64,
    title: &'static str,
    values: Vec<f64>,
    words: Vec<String>,
}

impl Column {
    /// The position of a neuron, the first on top.
    fn position(&self, number: usize) -> (f64, f64) {
        (self.x, self.gap * ((self.values.len() as f64 - 1.0) / 2.0 - number as f64))
    }
}

fn columns(network: &Network, x: &Array1<f64>, signals: &Signals) -> [Column; 4] {
    let inputs = ["x₁".to_owned(), "x₂".to_owned()].to_vec();
    let outputs = ["y₁", "y₂"].iter().zip(&network.b3).map(|(y, b)| format!("{y}, b = {b}")).collect();
    let activated = |b: &Array1<f64>, a: &Array1<f64>| -> Vec<String> {
        b.iter().zip(a).map(|(b, a)| format!("b = {b}, a = {}", (1e4 * a).round() / 1e4)).collect()
    };
    // Outputs are farther apart, so that arrows don't cross where their weights are written.
    let column = |x: f64, gap: f64, title, values: &Array1<f64>, words| Column {
        x,
        gap,
        title,
        values: values.to_vec(),
        words,
    };
    [
        column(0.0, 1.0, "inputs", x, inputs),
        column(1.0, 1.0, "first layer", &signals.z1, activated(&network.b1, &signals.a1)),
        column(2.0, 1.0, "second layer", &signals.z2, activated(&network.b2, &signals.a2)),
        column(3.0, 1.6, "outputs", &signals.y, outputs),
    ]
}

fn figure(network: &Network, x: &Array1<f64>, signals: &Signals) -> Figure {
    let columns = columns(network, x, signals);
    let mut graph = Graph::new();
    let mut before: Vec<Node> = Vec::new();
    for (column, w) in columns.iter().zip([None, Some(&network.w1), Some(&network.w2), Some(&network.w3)]) {
        let neurons: Vec<Node> = column
            .values
            .iter()
            .enumerate()
            .map(|(i, value)| graph.circle(column.position(i), say!("{value:.4}")))
            .collect();
        for ((from, to), weight) in w.iter().flat_map(|w| w.indexed_iter()) {
            graph.edge(before[from], neurons[to], say!("{weight}"), "");
        }
        before = neurons;
    }
    let panel =
        Panel::new("").x(Axis::new("").range(-0.3, 3.3).hide()).y(Axis::new("").range(-1.4, 1.75).hide());
    let panel = columns.iter().fold(panel.legend(Legend::None).graph(graph), labels);
    Figure::single("A signal passes through three layers", panel)
        .caption(
            "A neuron sums weight × value over the arrows that reach it and adds its bias b, which gives a. A hidden neuron passes \
             on sigmoid(a), the value in its circle; an output passes on a itself. Each weight stands above its arrow.",
        )
        .panel_size(860.0, 430.0)
}

/// The labels above a layer and above each of its neurons (below the lowest, where no arrow is in the way).
fn labels(panel: Panel, column: &Column) -> Panel {
    // Text starts at its position: half its length to the left centres it.
    let middle = |words: &str| column.x - 0.0105 * words.chars().count() as f64;
    let panel = panel.text(middle(column.title), 1.65, column.title);
    column.words.iter().enumerate().fold(panel, |panel, (number, words)| {
        let is_lowest = number + 1 == column.words.len();
        let (_, y) = column.position(number);
        panel.text(middle(words), if is_lowest { y - 0.31 } else { y + 0.31 }, Words::name(words))
    })
}
