//! How do you draw two functions in one figure so that a reader can tell them apart?
//!
//! Each curve has a name and each axis a label, and sin is solid where cos is dashed.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Table, Takes};
use ndarray::Array1;
use portable_math::{cos, sin};

use super::simple_graph::{points, xs};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sin_cos_graph",
    section: "1.6.2",
    question: "How do you draw two functions in one figure so that a reader can tell them apart?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = xs();
    let (sin, cos) = (x.mapv(sin), x.mapv(cos));
    let mut outcome = Outcome::new();
    let mut table =
        Table::new("Where sin and cos are equal", ["x, from the drawn lines", "exactly", "in decimals"]);
    let exactly = [("π / 4", 0.25), ("5π / 4", 1.25)];
    for (i, (crossing, (name, of_pi))) in crossings(&x, &(&sin - &cos)).into_iter().zip(exactly).enumerate() {
        outcome.finding(format!("crossing.{i}"), crossing);
        table.row([crossing.into(), name.into(), (of_pi * std::f64::consts::PI).into()]);
    }
    // sin² + cos² is 1 everywhere, up to the last digits.
    let circle = &sin * &sin + &cos * &cos;
    outcome
        .finding("largest_error_of_sin2_plus_cos2", circle.iter().fold(0.0, |l, c| (c - 1.0).abs().max(l)));
    let panel = Panel::new("")
        .x(Axis::new("x"))
        .y(Axis::new("y"))
        .line(Series::new("sin", points(&x, &sin)))
        .line(Series::new("cos", points(&x, &cos)).dashed());
    outcome
        .table(table)
        .figure(Figure::single("sin and cos have the same shape, a quarter of a period apart", panel));
    Ok(outcome)
}

/// Where the line through these points crosses 0.
fn crossings(x: &Array1<f64>, y: &Array1<f64>) -> Vec<f64> {
    let passes = |i: &usize| (y[i - 1] < 0.0) != (y[*i] < 0.0);
    let crossing = |i: usize| x[i - 1] + (x[i] - x[i - 1]) * y[i - 1] / (y[i - 1] - y[i]);
    (1..x.len()).filter(passes).map(crossing).collect()
}
