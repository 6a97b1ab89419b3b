//! How does a signal walk through three layers?
//!
//! The network of the book's text, with all that happens on the way. Inputs 1 and 0.5 come out as 0.3168 and 0.6963.

use crate::derive::three_layer::{Network, Signals, forward, init_network};
use chapter_kit::figure::{Axis, Color, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use ndarray::{Array1, Array2, array};

/// The book's text.
pub const EXPERIMENT: Experiment = Experiment {
    name: "three_layer",
    section: "3.4.3",
    question: "How does a signal walk through three layers?",
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
        "The outputs are 0.31682708 and 0.69627909 (book)",
        format!("{:.8} and {:.8}", signals.y[0], signals.y[1]),
        (signals.y[0] - 0.316_827_08).abs() < 5e-9 && (signals.y[1] - 0.696_279_09).abs() < 5e-9,
    );
    outcome.table(table()).figure(figure(&network, &x, &signals));
    outcome.note(
        "The book writes the weight from neuron 2 to neuron 1 of the first layer as w⁽¹⁾₁₂: where it arrives stands \
         first. In the matrix W1 it is in row 2, column 1: where it starts stands first.",
    );
    Ok(outcome)
}

fn named(signals: &Signals) -> [(&'static str, &Array1<f64>); 5] {
    [("a1", &signals.a1), ("z1", &signals.z1), ("a2", &signals.a2), ("z2", &signals.z2), ("y", &signals.y)]
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

/// A layer of the picture: where it stands, its name, and the lines of words at each neuron.
struct Column {
    x: f64,
    title: &'static str,
    neurons: Vec<Vec<String>>,
}

/// Heights of neurons, the first on top.
fn height(number: usize, of: usize) -> f64 {
    (of as f64 - 1.0) / 2.0 - number as f64
}

fn figure(network: &Network, x: &Array1<f64>, signals: &Signals) -> Figure {
    let words = |name: &str, values: &Array1<f64>| -> Vec<String> {
        let subscripts = ["₁", "₂", "₃"];
        values.iter().zip(subscripts).map(|(value, number)| format!("{name}{number} = {value:.4}")).collect()
    };
    let both = |a: &Array1<f64>, z: &Array1<f64>| -> Vec<Vec<String>> {
        words("a", a).into_iter().zip(words("z", z)).map(|(a, z)| vec![z, a]).collect()
    };
    let one =
        |name: &str, values: &Array1<f64>| words(name, values).into_iter().map(|word| vec![word]).collect();
    let columns = [
        Column { x: 0.0, title: "inputs", neurons: one("x", x) },
        Column { x: 1.0, title: "first layer", neurons: both(&signals.a1, &signals.z1) },
        Column { x: 2.0, title: "second layer", neurons: both(&signals.a2, &signals.z2) },
        Column { x: 3.0, title: "outputs", neurons: one("y", &signals.y) },
    ];
    let weights = [&network.w1, &network.w2, &network.w3];
    let panel =
        Panel::new("").x(Axis::new("").range(-0.25, 3.75).hide()).y(Axis::new("").range(-1.6, 1.75).hide());
    let panel = columns.windows(2).zip(weights).fold(panel, |panel, (pair, w)| edges(panel, pair, w));
    let panel = columns.iter().fold(panel, neurons);
    Figure::single("A signal walks through three layers", panel)
        .subtitle(
            "The wider a line, the larger its weight; a sums what arrives and adds the bias, z = sigmoid(a)",
        )
        .panel_size(860.0, 430.0)
}

fn edges(panel: Panel, pair: &[Column], w: &Array2<f64>) -> Panel {
    let (left, right) = (&pair[0], &pair[1]);
    w.indexed_iter().fold(panel, |panel, ((from, to), &weight)| {
        let start = (left.x, height(from, left.neurons.len()));
        let end = (right.x, height(to, right.neurons.len()));
        panel.line(Series::new("", [start, end]).color(Color::SKY).width(1.0 + 6.0 * weight))
    })
}

fn neurons(panel: Panel, column: &Column) -> Panel {
    let count = column.neurons.len();
    let places: Vec<(f64, f64)> = (0..count).map(|number| (column.x, height(number, count))).collect();
    let dots = Series::new("", places.clone()).color(Color::BLUE).marker(Marker::Circle, 1).width(9.0);
    let panel = panel.scatter(dots).text(column.x - 0.12, 1.6, column.title);
    places.into_iter().zip(&column.neurons).fold(panel, |panel, ((x, y), lines)| {
        lines.iter().rev().enumerate().fold(panel, |panel, (line, words)| {
            panel.text(x - 0.1, y - 0.2 - 0.15 * line as f64, words.clone())
        })
    })
}
