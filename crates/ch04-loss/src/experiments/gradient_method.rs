//! What path does gradient descent take, and what does the learning rate do to it?
//!
//! The first figure is the book's path with a learning rate of 0.1. The second shows how far from the minimum each rate
//! leads. The book prints the point after 100 steps with a rate of 10, about 2.6e13. That number says nothing about
//! gradient descent: it is where the *central difference* fails. The gradient by formula goes on, along the dashed line.

use super::gradient_2d::function_2;
use crate::derive::gradient_descent::gradient_descent;
use chapter_kit::figure::{
    Axis, Color, Contour, Corner, Figure, Grid, Legend, Marker, Panel, Series, Trajectory,
};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array1, array};
use portable_math::powi;

/// The book's script, and the two learning rates of its text.
pub const EXPERIMENT: Experiment = Experiment {
    name: "gradient_method",
    section: "4.4.1",
    question: "What path does gradient descent take with a learning rate of 0.1, of 10, and of 1e-10?",
    takes: Takes::always("1 s"),
    run,
};

const START: [f64; 2] = [-3.0, 4.0];

fn path_of(lr: f64, step_num: usize) -> Vec<Array1<f64>> {
    gradient_descent(function_2, &array![START[0], START[1]], lr, step_num)
}

/// The same path with the gradient by formula, `2x`: each step multiplies the point by `1 − 2 lr`.
fn path_by_formula(lr: f64, step_num: usize) -> Vec<Array1<f64>> {
    let mut x = array![START[0], START[1]];
    let mut path = vec![x.clone()];
    for _ in 0..step_num {
        x = &x - &(lr * 2.0 * &x);
        path.push(x.clone());
    }
    path
}

fn distance(x: &Array1<f64>) -> f64 {
    x.dot(x).sqrt()
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let book = path_of(0.1, 20);
    outcome.finding("lr_0.1.after_20.x0", book[20][0]).finding("lr_0.1.after_20.x1", book[20][1]);
    let mut table =
        Table::new("After 100 steps", ["learning rate", "x0", "x1", "x0 by formula", "x1 by formula"]);
    for (lr, key) in [(0.1, "lr_0.1"), (10.0, "lr_10"), (1e-10, "lr_1e_10")] {
        let (path, by_formula) = (path_of(lr, 100), path_by_formula(lr, 100));
        outcome
            .finding(format!("{key}.after_100.x0"), path[100][0])
            .finding(format!("{key}.after_100.x1"), path[100][1])
            .finding(format!("{key}.by_formula.x0"), by_formula[100][0]);
        let rate = Cell::from(key.trim_start_matches("lr_").replace('_', "-"));
        let points = [path[100][0], path[100][1], by_formula[100][0], by_formula[100][1]].map(Cell::from);
        table.row(std::iter::once(rate).chain(points));
    }
    let far = path_of(10.0, 100);
    let stopped = far.windows(2).position(|pair| pair[0] == pair[1]).unwrap_or(100);
    outcome
        .count("lr_10.stops_after_steps", stopped)
        .table(table)
        .claim(
            Source::Book("4.4.1"),
            "a learning rate of 10 is too large: the path diverges to a large number, −2.6e13",
            say!(
                "x0 is {:.1e}, but only because the path stops after {stopped} steps: that far out, x + 1e-4 is rounded to x, or so \
                 near to it that f doesn't change, and the difference is 0. With the gradient by formula x0 is {:.1e} after 100 \
                 steps",
                far[100][0],
                path_by_formula(10.0, 100)[100][0]
            ),
            (far[100][0] / -2.6e13 - 1.0).abs() < 0.05,
        )
        .figure(path_figure(&book))
        .further_figure("learning_rates", learning_rates());
    Ok(outcome)
}

/// The book's picture (the start and the next 19 points, as its script draws them) and the path on the contour lines.
fn path_figure(path: &[Array1<f64>]) -> Figure {
    let ground = Grid::of((-4.6, 4.6, 161), (-5.6, 5.6, 161), |x0, x1| function_2(&array![x0, x1]));
    let panel = Panel::new("")
        .x(Axis::new("x0").range(-3.5, 0.7))
        .y(Axis::new("x1").range(-0.7, 4.5))
        .equal_aspect()
        .contour(Contour::new(ground, [0.5, 2.0, 5.0, 10.0, 17.0, 25.0]).grey())
        .hline(0.0)
        .vline(0.0)
        .trajectory(Trajectory::new("", path.iter().map(|x| (x[0], x[1]))).palette(0))
        .point(0.0, 0.0, Marker::Plus);
    Figure::single("Gradient descent on x0² + x1²: 20 steps with learning rate 0.1", panel)
        .caption(
            "Ring: the start; black: the end, at the minimum. Circles: equal height; dashed: the two axes.",
        )
        .panel_size(306.6, 379.6)
}

fn learning_rates() -> Figure {
    let line = |name: &'static str, path: &[Array1<f64>]| {
        Series::new(name, path.iter().enumerate().map(|(i, x)| (i as f64, distance(x))))
    };
    let powers = [(-10, "10⁻¹⁰"), (0, "1"), (13, "10¹³"), (40, "10⁴⁰"), (80, "10⁸⁰"), (120, "10¹²⁰")]
        .map(|(power, name)| (powi(10.0, power), name));
    let panel = Panel::new("")
        .x(Axis::new("steps").range(0.0, 100.0))
        .y(Axis::new("distance from the minimum").log10().range(1e-12, 1e130).named_ticks(powers))
        .line(line("10, gradient by formula", &path_by_formula(10.0, 100)).color(Color::VERMILION).dashed())
        .line(line("10, numerical gradient (the book's 2.6e13)", &path_of(10.0, 100)).color(Color::VERMILION))
        .line(line("1e-10: does not move", &path_of(1e-10, 100)).color(Color::GREEN))
        .line(line("0.1: arrives", &path_of(0.1, 100)).color(Color::BLUE))
        .legend(Legend::In(Corner::TopLeft));
    Figure::single("Three learning rates: too large, too small, and about right", panel)
}
