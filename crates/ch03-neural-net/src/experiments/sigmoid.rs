//! What does the classical activation function of neural networks look like?
//!
//! An S: nearly 0 on the left, nearly 1 on the right, one half at 0, and no jump anywhere. Rotate it by half a turn about
//! (0, ½) and you get the same curve: that is why the last two columns of the table agree.

use crate::derive::sigmoid::sigmoid;
use crate::number_line::{SHOWN, largest_jump, never_falls, points, x};
use chapter_kit::figure::{Axis, Color, Figure, Marker, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array1, array};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sigmoid",
    section: "3.2.4",
    question: "What does the classical activation function of neural networks look like?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = x();
    let y = sigmoid(&x);
    let [at_minus_1, at_0, at_2] = text_values();
    let turned = 1.0 - sigmoid(&-&x);
    let asymmetry = (&y - &turned).iter().fold(0.0, |worst: f64, d| worst.max(d.abs()));
    let mut outcome = Outcome::new();
    outcome.finding("at_minus_1", at_minus_1).finding("at_0", at_0).finding("at_2", at_2);
    outcome.finding("first", y[0]).finding("last", y[y.len() - 1]);
    outcome.finding("largest_jump", largest_jump(&y)).finding("asymmetry", asymmetry);
    outcome.claim(
        Source::Book("3.2.4"),
        "The sigmoid climbs from 0 to 1",
        say!("from {:.4} at −5 to {:.4} at 4.9, and it never falls", y[0], y[y.len() - 1]),
        never_falls(&y) && y[0] < 0.01 && y[y.len() - 1] > 0.99,
    );
    let mut table = Table::new("", ["x", "sigmoid(x)", "1 − sigmoid(−x)"]);
    for index in SHOWN {
        table.row([x[index].into(), y[index].into(), turned[index].into()]);
    }
    outcome.table(table).figure(Figure::single("The sigmoid climbs without a jump", panel(&x, &y)));
    Ok(outcome)
}

/// The inputs of the book's text.
fn text_values() -> [f64; 3] {
    let y: Array1<f64> = sigmoid(&array![-1.0, 0.0, 2.0]);
    [y[0], y[1], y[2]]
}

fn panel(x: &Array1<f64>, y: &Array1<f64>) -> Panel {
    Panel::new("")
        .x(Axis::new("x").range(-5.0, 5.0))
        .y(Axis::new("h(x)").range(-0.1, 1.1))
        .hline(0.0)
        .hline(1.0)
        .line(Series::new("", points(x, y)).color(Color::BLUE).width(2.4))
        .scatter(Series::new("", [(0.0, 0.5)]).color(Color::BLUE).marker(Marker::Circle, 1).width(4.5))
        .text(0.3, 0.47, "half at 0")
}
