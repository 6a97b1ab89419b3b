//! How do you draw a function?
//!
//! First come the values of x, 0, 0.1, … up to but not including 6; `mapv(f64::sin)` gives all values of y at once. The
//! figure only joins the points.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use ndarray::Array1;
use portable_math::sin;

use crate::derive::arange::{arange, by_adding_up};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "simple_graph",
    section: "1.6.1",
    question: "How do you draw a function?",
    takes: Takes::always("1 s"),
    run,
};

/// Start, end and step of the book's three graphs.
pub const RANGE: (f64, f64, f64) = (0.0, 6.0, 0.1);

/// The book's values of x.
pub fn xs() -> Array1<f64> {
    arange(RANGE.0, RANGE.1, RANGE.2)
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = xs();
    let y = x.mapv(sin);
    let added = by_adding_up(RANGE.0, RANGE.1, RANGE.2);
    let last = |values: &Array1<f64>| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let highest = x.iter().zip(&y).max_by(|a, b| a.1.total_cmp(b.1)).map_or(f64::NAN, |(x, _)| *x);
    let mut outcome = Outcome::new();
    outcome
        .count("points", x.len())
        .finding("last_x", last(&x))
        .finding("highest_y", last(&y))
        .finding("highest_at_x", highest)
        .count("by_adding_up.points", added.len())
        .finding("by_adding_up.last_x", last(&added));
    let mut table = Table::new("From 0 to 6 in steps of 0.1", ["code", "points", "last x"]);
    // Every digit, since the last ones are what matters.
    table.row(["start + i · step".into(), Cell::count(x.len()), say!("{:?}", last(&x)).into()]);
    table.row(["x += step".into(), Cell::count(added.len()), say!("{:?}", last(&added)).into()]);
    let panel = Panel::new("").x(Axis::new("x")).y(Axis::new("sin(x)")).line(Series::new("", points(&x, &y)));
    outcome.table(table).figure(Figure::single("The sine, drawn through 60 points", panel));
    Ok(outcome)
}

/// The points (x, y).
pub fn points(x: &Array1<f64>, y: &Array1<f64>) -> Vec<(f64, f64)> {
    x.iter().copied().zip(y.iter().copied()).collect()
}
