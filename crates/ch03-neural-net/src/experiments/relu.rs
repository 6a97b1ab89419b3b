//! What does the activation function of today's networks look like?
//!
//! Two straight pieces that meet at 0. The one bend is enough to make the function nonlinear: `linear_collapse` and
//! `affine_geometry` show what a bend is good for.

use crate::derive::relu::relu;
use crate::number_line::{points, x};
use chapter_kit::figure::{Axis, Color, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::Array1;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "relu",
    section: "3.2.7",
    question: "What does the activation function of today's networks look like?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = x();
    let y = relu(&x);
    let passed = x.iter().zip(&y).filter(|(x, y)| x == y && **x > 0.0).count();
    let blocked = y.iter().filter(|&&y| y == 0.0).count();
    let mut outcome = Outcome::new();
    outcome.count("points_passed", passed).count("points_blocked", blocked);
    outcome.finding("first", y[0]).finding("last", y[y.len() - 1]);
    outcome.claim(
        Source::Book("3.2.7"),
        "ReLU returns its input where that is above 0, and 0 elsewhere",
        say!("{passed} points pass unchanged, {blocked} become 0, {} in all", x.len()),
        passed + blocked == x.len(),
    );
    let mut table = Table::new("The hundred points", ["input", "output", "points"]);
    table.row(["x ≤ 0".into(), "0".into(), Cell::count(blocked)]);
    table.row(["x > 0".into(), "x".into(), Cell::count(passed)]);
    outcome.table(table);
    outcome.figure(Figure::single("ReLU has one bend", panel(&x, &y)));
    Ok(outcome)
}

fn panel(x: &Array1<f64>, y: &Array1<f64>) -> Panel {
    Panel::new("")
        .x(Axis::new("x").range(-5.0, 5.0))
        .y(Axis::new("h(x)").range(-1.0, 5.5))
        .hline(0.0)
        .vline(0.0)
        .line(Series::new("", points(x, y)).color(Color::BLUE).width(2.4))
        .text(-3.4, 0.35, "nothing passes")
        .text(3.15, 2.8, "h(x) = x")
}
