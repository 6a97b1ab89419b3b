//! What do the step function and the sigmoid have in common, and what not?
//!
//! Both are between 0 and 1, never fall, and say "no" to small inputs and "yes" to large ones: far from 0 they are nearly
//! the same curve. Near 0 the sigmoid says how much, which the step function can't. That smoothness is what lets a network
//! learn: a small change of a weight changes the output a little, not all or nothing. Chapter 4 shows what happens without it.

use super::step_function::with_a_gap;
use crate::derive::{sigmoid::sigmoid, step_function::step_function};
use crate::number_line::{SHOWN, largest_jump, never_falls, points, x};
use chapter_kit::figure::{Axis, Color, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::Array1;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sig_step_compare",
    section: "3.2.5",
    question: "What do the step function and the sigmoid have in common, and what not?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = x();
    let (smooth, step) = (sigmoid(&x), step_function(&x));
    let mut outcome = Outcome::new();
    for (name, y) in [("sigmoid", &smooth), ("step", &step)] {
        outcome.finding(format!("{name}.largest_jump"), largest_jump(y));
        outcome.count(format!("{name}.different_values"), different(y));
    }
    outcome.finding("difference.at_minus_5", (smooth[0] - step[0]).abs());
    outcome.finding("difference.largest", largest_difference(&smooth, &step));
    outcome.claim(
        Source::Book("3.2.5"),
        "Both are between 0 and 1 and never fall",
        "true at all hundred points",
        [&smooth, &step].iter().all(|y| never_falls(y) && y.iter().all(|y| (0.0..=1.0).contains(y))),
    );
    outcome.claim(
        Source::Book("3.2.5"),
        "The step function only gives 0 or 1; the sigmoid gives all values between, and is smooth",
        say!(
            "at a hundred points the step function takes {} values, the sigmoid {}; from one point to the next they change by at most \
             {} and {:.4}",
            different(&step),
            different(&smooth),
            largest_jump(&step),
            largest_jump(&smooth)
        ),
        different(&step) == 2 && different(&smooth) == x.len() && largest_jump(&smooth) < 0.03,
    );
    outcome.table(table(&x, &smooth, &step));
    outcome.figure(Figure::single(
        "Far from 0 the sigmoid is nearly the step function",
        panel(&x, &smooth, &step),
    ));
    Ok(outcome)
}

/// The number of different values of a curve, to the last bit.
fn different(y: &Array1<f64>) -> usize {
    let mut bits: Vec<u64> = y.iter().map(|y| y.to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    bits.len()
}

fn largest_difference(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn table(x: &Array1<f64>, smooth: &Array1<f64>, step: &Array1<f64>) -> Table {
    let mut table = Table::new("Side by side", ["x", "sigmoid", "step function"]);
    for index in SHOWN {
        table.row([Cell::from(x[index]), smooth[index].into(), step[index].into()]);
    }
    table
}

fn panel(x: &Array1<f64>, smooth: &Array1<f64>, step: &Array1<f64>) -> Panel {
    Panel::new("")
        .x(Axis::new("x").range(-5.0, 5.0))
        .y(Axis::new("h(x)").range(-0.1, 1.1))
        .line(Series::new("sigmoid", points(x, smooth)).color(Color::BLUE).width(2.4))
        .line(Series::new("step function", with_a_gap(x, step)).color(Color::BLACK).dashed())
}
