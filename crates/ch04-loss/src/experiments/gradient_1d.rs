//! What does the derivative look like? It is the slope of the tangent.
//!
//! The tangent touches the curve at one point and has the slope of the curve there. At 5 it rises by 0.2 for each step of 1
//! to the right, at 10 by 0.3: the curve gets steeper. By formula the derivative is `0.02 x + 0.1`, and the numerical one
//! agrees with it to all the digits shown.

use crate::derive::numerical_diff::numerical_diff;
use crate::slope_error::function_1;
use chapter_kit::figure::{Axis, Color, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Table, Takes, say};

/// The book's script, with the text's second tangent.
pub const EXPERIMENT: Experiment = Experiment {
    name: "gradient_1d",
    section: "4.3.2",
    question: "What does the derivative of 0.01 x² + 0.1 x look like at 5 and at 10?",
    takes: Takes::always("1 s"),
    run,
};

/// The line that touches `f` at `x`: its slope, and its height at 0.
fn tangent_line(f: fn(f64) -> f64, x: f64) -> (f64, f64) {
    let slope = numerical_diff(f, x);
    (slope, f(x) - slope * x)
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table =
        Table::new("The tangents", ["at x", "slope, numerical", "slope, exact", "height at x = 0"]);
    let x = || (0..200).map(|i| 0.1 * f64::from(i));
    let mut panel = Panel::new("")
        .x(Axis::new("x").range(0.0, 20.0))
        .y(Axis::new("f(x)"))
        .line(Series::new("f(x) = 0.01 x² + 0.1 x", x().map(|x| (x, function_1(x)))).palette(0));
    for (i, at) in [5.0, 10.0].into_iter().enumerate() {
        let (slope, intercept) = tangent_line(function_1, at);
        outcome
            .finding(format!("at_{at}.slope"), slope)
            .finding(format!("at_{at}.intercept"), intercept)
            .finding(format!("at_{at}.error"), (slope - (0.02 * at + 0.1)).abs());
        table.row([at.into(), slope.into(), (0.02 * at + 0.1).into(), intercept.into()]);
        let name = say!("tangent at {at}: slope {slope:.4}");
        panel = panel
            .line(Series::new(name, x().map(|x| (x, slope * x + intercept))).palette(1 + i).dashed())
            .scatter(
                Series::new("", [(at, function_1(at))])
                    .color(Color::BLACK)
                    .marker(Marker::Circle, 1)
                    .width(4.0),
            );
    }
    outcome.table(table).figure(
        Figure::single(
            "The derivative is the slope of the tangent",
            panel.legend(Legend::In(Corner::TopLeft)),
        )
        .caption("The dots are where the tangents touch, at x = 5 and at x = 10."),
    );
    Ok(outcome)
}
