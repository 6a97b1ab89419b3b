//! What does the perceptron's activation function look like?
//!
//! A jump from 0 to 1. At exactly 0 the output is still 0 (the full dot), as the perceptrons of chapter 2 need it. The book's
//! figure joins its points with a line, so its step is slightly slanted; here the jump is a jump.

use crate::derive::step_function::step_function;
use crate::number_line::{points, x};
use chapter_kit::figure::{Axis, Color, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array1, array};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "step_function",
    section: "3.2.3",
    question: "What does the perceptron's activation function look like?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = x();
    let y = step_function(&x);
    let ones = y.iter().filter(|&&y| y == 1.0).count();
    let at_zero = step_function(&array![0.0])[0];
    let mut outcome = Outcome::new();
    outcome.count("points", x.len()).count("points_at_0", y.len() - ones).count("points_at_1", ones);
    outcome.finding("at_zero", at_zero);
    outcome.claim(
        Source::Book("3.2.3"),
        "The output changes abruptly where the input passes 0",
        say!("{} up to x = 0, {} from x = 0.1 on, and nothing in between", at_zero, y[51]),
        at_zero == 0.0 && y[51] == 1.0,
    );
    let mut table = Table::new("The hundred points", ["input", "output", "points"]);
    table.row(["x ≤ 0".into(), "0".into(), Cell::count(y.len() - ones)]);
    table.row(["x > 0".into(), "1".into(), Cell::count(ones)]);
    outcome.table(table);
    outcome.figure(Figure::single("The step function jumps", panel(&x, &y)));
    Ok(outcome)
}

fn panel(x: &Array1<f64>, y: &Array1<f64>) -> Panel {
    Panel::new("")
        .x(Axis::new("x").range(-5.0, 5.0))
        .y(Axis::new("h(x)").range(-0.1, 1.1))
        .line(Series::new("", with_a_gap(x, y)).color(Color::BLUE).width(2.4))
        .line(Series::new("", [(0.0, 1.0), (0.1, 1.0)]).color(Color::BLUE).width(2.4))
        .scatter(
            Series::new("", [(0.0, 0.0), (0.0, 1.0)]).color(Color::BLUE).marker(Marker::Circle, 1).width(4.5),
        )
        .scatter(Series::new("", [(0.0, 1.0)]).color(Color::WHITE).marker(Marker::Circle, 1).width(2.8))
        .text(0.25, 0.06, "at 0 it is 0")
        .text(0.25, 0.92, "just above 0 it is 1")
}

/// The start and end of each run of equal values, with a gap between two runs.
pub(super) fn with_a_gap(x: &Array1<f64>, y: &Array1<f64>) -> Vec<(f64, f64)> {
    let points = points(x, y);
    let runs = points.chunk_by(|a, b| a.1 == b.1);
    runs.flat_map(|run| [run[0], run[run.len() - 1], (f64::NAN, f64::NAN)]).collect()
}
