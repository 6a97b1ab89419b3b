//! How many points does a line need to look like a curve?
//!
//! The book's script draws the sine of `simple_graph` a second time. Here a coarse curve is drawn over it, with a point
//! at every integer, so that you can see the straight pieces.

use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Table, Takes};
use ndarray::Array1;
use portable_math::sin;

use super::simple_graph::{RANGE, points, xs};
use crate::derive::arange::arange;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sin_graph",
    section: "1.6.1",
    question: "How many points does a line need to look like a curve?",
    takes: Takes::always("1 s"),
    run,
};

/// The steps to compare; the second is the book's.
const STEPS: [f64; 3] = [1.0, 0.1, 0.01];
/// The number of points between two points at which the line is compared with the curve.
const BETWEEN: usize = 100;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "How far are the lines from the sine?",
        ["step", "points", "largest distance", "step² / 8"],
    );
    for step in STEPS {
        let x = arange(RANGE.0, RANGE.1, step);
        let error = largest_error(&x);
        outcome.finding(format!("step_{step}.largest_error"), error);
        outcome.count(format!("step_{step}.points"), x.len());
        table.row([step.into(), x.len().into(), error.into(), (step * step / 8.0).into()]);
    }
    let (fine, coarse) = (xs(), arange(RANGE.0, RANGE.1, STEPS[0]));
    let panel = Panel::new("")
        .x(Axis::new("x"))
        .y(Axis::new("sin(x)"))
        .line(Series::new("step 0.1", points(&fine, &fine.mapv(sin))))
        .line(Series::new("step 1", points(&coarse, &coarse.mapv(sin))).marker(Marker::Circle, 1));
    outcome.table(table).figure(
        Figure::single("A curve is many short lines", panel)
            .caption("Step 1 ends at x = 5, step 0.1 at 5.9: the end of the range, 6, is not included."),
    );
    Ok(outcome)
}

/// The largest distance between the sine and the line through its points at `x`.
fn largest_error(x: &Array1<f64>) -> f64 {
    let mut largest: f64 = 0.0;
    for i in 1..x.len() {
        for part in 0..=BETWEEN {
            let share = part as f64 / BETWEEN as f64;
            let on_line = (1.0 - share) * sin(x[i - 1]) + share * sin(x[i]);
            let on_curve = sin((1.0 - share) * x[i - 1] + share * x[i]);
            largest = largest.max((on_line - on_curve).abs());
        }
    }
    largest
}
