//! Where does the gradient point? Uphill. The book's figure draws the arrows the other way round.
//!
//! The function is a bowl. Its gradient points straight uphill, away from the minimum; the arrows of the book's figure
//! point to the minimum, because its script draws *minus* the gradient. They hit it only because this bowl is round. In
//! general minus the gradient points downhill, and not at the minimum: chapter 6 has a valley where it misses by far.

use crate::derive::numerical_diff::numerical_diff;
use crate::derive::numerical_gradient::numerical_gradient;
use chapter_kit::figure::{Axis, Color, Contour, Figure, Grid, Marker, Panel, VectorField};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array1, array};

/// The book's script, with both signs of the arrows.
pub const EXPERIMENT: Experiment = Experiment {
    name: "gradient_2d",
    section: "4.4",
    question: "Where does the gradient of a function of two variables point?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's bowl `x₀² + x₁²`.
pub fn function_2(x: &Array1<f64>) -> f64 {
    x[0] * x[0] + x[1] * x[1]
}

/// The book's grid: from −2 in steps of ¼, 18 numbers to each side.
fn grid() -> impl Iterator<Item = Array1<f64>> {
    (0..18 * 18).map(|i| array![-2.0 + 0.25 * f64::from(i % 18), -2.0 + 0.25 * f64::from(i / 18)])
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    outcome
        .finding("partial.x0_at_3_4", numerical_diff(|x0| x0 * x0 + 4.0 * 4.0, 3.0))
        .finding("partial.x1_at_3_4", numerical_diff(|x1| 3.0 * 3.0 + x1 * x1, 4.0));
    let mut table = Table::new("The book's three points", ["x0", "x1", "∂f/∂x0", "∂f/∂x1"]);
    for [x0, x1] in [[3.0, 4.0], [0.0, 2.0], [3.0, 0.0]] {
        let grad = numerical_gradient(function_2, &array![x0, x1]);
        outcome.finding(format!("at_{x0}_{x1}.x0"), grad[0]).finding(format!("at_{x0}_{x1}.x1"), grad[1]);
        table.row([x0, x1, grad[0], grad[1]].map(Cell::from));
    }
    let arrows: Vec<(Array1<f64>, Array1<f64>)> =
        grid().map(|x| (x.clone(), numerical_gradient(function_2, &x))).collect();
    // Seen from the tail of the arrow, the minimum (0, 0) is in direction −x.
    let uphill = arrows.iter().filter(|(x, grad)| x.dot(grad) > 0.0).count();
    let error = arrows.iter().map(|(x, grad)| (grad - &(2.0 * x)).mapv(f64::abs).sum()).fold(0.0, f64::max);
    outcome
        .count("arrows", arrows.len())
        .count("gradients_that_point_uphill", uphill)
        .finding("largest_error", error)
        .table(table)
        .claim(
            Source::Book("4.4"),
            "the gradient points where the function falls most",
            say!(
                "minus the gradient does, and that is what the book's script draws; the gradient itself points away from the \
                 minimum at {uphill} of {} points, and at the minimum it is 0",
                arrows.len()
            ),
            uphill == 0,
        )
        .note(
            "A trap of the book's code that you can't fall into here: given integers, NumPy keeps the array an integer array, \
             so 3 + 0.0001 becomes 3 again and the gradient is wrong. These functions take f64; an array of integers does \
             not compile.",
        )
        .figure(figure(&arrows));
    Ok(outcome)
}

fn figure(arrows: &[(Array1<f64>, Array1<f64>)]) -> Figure {
    let panel = |title: &'static str, sign: f64, color: Color| {
        let ground = Grid::of((-2.6, 2.6, 105), (-2.6, 2.6, 105), |x0, x1| function_2(&array![x0, x1]));
        let field = arrows.iter().map(|(x, grad)| (x[0], x[1], sign * grad[0], sign * grad[1]));
        Panel::new(title)
            .x(Axis::new("x0").range(-2.6, 2.6))
            .y(Axis::new("x1").range(-2.6, 2.6))
            .equal_aspect()
            .contour(Contour::new(ground, [0.25, 1.0, 2.25, 4.0, 6.25]).grey())
            .vector_field(VectorField::new(field).color(color))
            .point(0.0, 0.0, Marker::Plus)
    };
    Figure::new("The gradient of x0² + x1² points uphill, minus the gradient downhill")
        .panel(panel("minus the gradient (the book's figure)", -1.0, Color::BLUE))
        .panel(panel("the gradient", 1.0, Color::VERMILION))
        .columns(2)
        .panel_size(360.0, 360.0)
        .caption("An arrow is as long as the gradient is large. Circles: equal height; +: the minimum.")
}
