//! Why does a slope of 0 stop all learning?
//!
//! One weight, moved by minus the learning rate times the slope. On the smooth curve both paths end near the bottom, and
//! the steps get smaller by themselves, since the slope does. On the staircase the weight never leaves its stair: 0 times
//! any learning rate is 0. A smooth function has a slope of 0 at its bottom, a staircase has it nearly everywhere.

use crate::derive::numerical_diff::numerical_diff;
use chapter_kit::figure::{Axis, Color, Figure, Legend, Marker, Panel, Series, Trajectory};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sign_of_the_slope",
    section: "4.2.5",
    question: "Which way does a weight move when the slope is negative, positive, or 0?",
    takes: Takes::always("1 s"),
    run,
};

const LR: f64 = 0.3;
const STEPS: usize = 12;
/// The learning rates tried on the stair.
const LEARNING_RATES: [f64; 4] = [0.1, 1.0, 10.0, 1e6];

/// A function of one variable: the height at each point.
type Land = fn(f64) -> f64;

/// The smooth function.
fn hill(w: f64) -> f64 {
    0.25 * w * w
}

/// The same function, cut into stairs of height ½.
fn stairs(w: f64) -> f64 {
    0.5 * (hill(w) / 0.5).floor()
}

/// The position `w` before each step and after the last.
fn walk(f: Land, start: f64, lr: f64) -> Vec<f64> {
    let mut w = start;
    let mut path = vec![w];
    for _ in 0..STEPS {
        w -= lr * numerical_diff(f, w);
        path.push(w);
    }
    path
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new("The first step", ["curve", "w", "slope", "w moves by", "so w"]);
    let walkers: [(&str, Land, f64); 4] =
        [("left", hill, -3.0), ("right", hill, 2.6), ("bottom", hill, 0.0), ("stair", stairs, 2.3)];
    for (name, f, start) in walkers {
        let path = walk(f, start, LR);
        let (slope, moved) = (numerical_diff(f, start), path[1] - start);
        outcome
            .finding(format!("{name}.slope"), slope)
            .finding(format!("{name}.first_move"), moved)
            .finding(format!("{name}.end"), path[STEPS]);
        let ground = if name == "stair" { "staircase" } else { "smooth" };
        let so = ["shrinks", "stays", "grows"][(moved.partial_cmp(&0.0).map_or(0, |o| o as i8) + 1) as usize];
        table.row([ground.into(), Cell::from(start), slope.into(), moved.into(), so.into()]);
    }
    let moved = LEARNING_RATES.iter().filter(|&&lr| walk(stairs, 2.3, lr).iter().any(|&w| w != 2.3)).count();
    let first = |name: &str| outcome.get(&format!("{name}.first_move")).unwrap_or(f64::NAN);
    let (left, right, stair) = (first("left"), first("right"), first("stair"));
    outcome
        .count("stair.learning_rates_tried", LEARNING_RATES.len())
        .count("stair.learning_rates_that_moved_it", moved)
        .table(table)
        .claim(
            Source::Book("4.2.5"),
            "where the derivative is negative the weight grows, where it is positive it shrinks, and where it is 0 learning \
             stops",
            say!(
                "the first moves are {left:+.2}, {right:+.2} and {stair}; of {} learning rates up to 1e6, {moved} moved the \
                 weight on the stair",
                LEARNING_RATES.len()
            ),
            moved == 0,
        )
        .figure(figure());
    Ok(outcome)
}

fn figure() -> Figure {
    let ws = |n: usize| (0..=n).map(move |i| -3.5 + 7.0 * i as f64 / n as f64);
    let w = || Axis::new("weight w").range(-3.5, 3.5);
    let height = || Axis::new("loss").range(-0.2, 3.2);
    let on = |f: Land, path: Vec<f64>| path.into_iter().map(move |w| (w, f(w)));
    let smooth = Panel::new("smooth: against the slope is downhill")
        .x(w())
        .y(height())
        .line(Series::new("loss", ws(200).map(|w| (w, hill(w)))).color(Color::GREY))
        .trajectory(Trajectory::new("slope below 0: w grows", on(hill, walk(hill, -3.0, LR))).palette(0))
        .trajectory(Trajectory::new("slope above 0: w shrinks", on(hill, walk(hill, 2.6, LR))).palette(1))
        .legend(Legend::OutsideTop);
    let steps = Panel::new("staircase: the weight never leaves its stair")
        .x(w())
        .y(height())
        .line(Series::new("", stair_points()).color(Color::GREY))
        .scatter(
            Series::new("slope 0: w stays", [(2.3, stairs(2.3))])
                .palette(3)
                .marker(Marker::Circle, 1)
                .width(3.5),
        );
    Figure::new("A slope leads down from both sides; on a stair there is none to follow")
        .caption(
            "Ring: the start; coloured marks: the steps; black: the end. On the stair the first point is the last.",
        )
        .panel(smooth)
        .panel(steps)
        .columns(2)
        .legend(Legend::OutsideTop)
}

/// The stairs with vertical risers, from left to right.
fn stair_points() -> Vec<(f64, f64)> {
    let mut points = vec![(-3.5, stairs(-3.5))];
    let edges =
        (-6..=6).filter(|&k| k != 0).map(|k: i32| f64::from(k.signum()) * (2.0 * f64::from(k.abs())).sqrt());
    for edge in edges.filter(|edge| edge.abs() < 3.5) {
        points.push((edge, stairs(edge - 1e-6)));
        points.push((edge, stairs(edge + 1e-6)));
    }
    points.push((3.5, stairs(3.5)));
    points
}
