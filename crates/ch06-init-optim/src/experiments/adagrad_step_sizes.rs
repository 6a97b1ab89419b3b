//! How large are AdaGrad's steps, and do they ever stop shrinking?
//!
//! In the valley the first step is as long as the learning rate along both axes, whatever the gradient is. From then
//! on the steep axis has the smaller effective learning rate, and none ever grows.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use portable_math::{ln, powi};

use crate::derive::{adagrad::AdaGrad, rmsprop::RmsProp};
use crate::valley::{self, Path, START, STEPS, X, Y};

/// Claims of 6.1.5.
pub const EXPERIMENT: Experiment = Experiment {
    name: "adagrad_step_sizes",
    section: "6.1.5",
    question: "How large are AdaGrad's steps, and do they ever stop shrinking?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's learning rate for AdaGrad in this valley.
const LR: f64 = 1.5;
/// The number of steps with a constant gradient.
const LONG_RUN: usize = 10_000;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut adagrad = AdaGrad::new(LR);
    let path = valley::walk(STEPS, |w, g| adagrad.update(w, g));
    let rates = [X, Y].map(|axis| effective_rates(&path, axis));
    let mut adagrad = AdaGrad::new(LR);
    let adagrad = steps_with_constant_gradient(|w, g| adagrad.update(w, g));
    let mut rmsprop = RmsProp::new(LR);
    let rmsprop = steps_with_constant_gradient(|w, g| rmsprop.update(w, g));

    let mut outcome = Outcome::new();
    add_path(&mut outcome, &path);
    add_rates(&mut outcome, &rates);
    add_constant_gradient(&mut outcome, &adagrad, &rmsprop);
    outcome.table(table(&rates)).table(constant_gradient_table(&adagrad, &rmsprop));
    outcome.figure(figure(&rates, &adagrad, &rmsprop));
    outcome.note(
        "RMSProp, which the book mentions in a remark (6.1.5), runs with a decay rate of 0.99, as in the book's code.",
    );
    Ok(outcome)
}

/// AdaGrad's effective learning rate at each step along an axis: `lr / √h`.
fn effective_rates(path: &Path, axis: usize) -> Vec<f64> {
    let mut h = 0.0;
    let rate = |point: &[f64; 2]| {
        h += powi(valley::gradient(*point)[axis], 2);
        LR / h.sqrt()
    };
    path.0[..STEPS].iter().map(rate).collect()
}

/// The length of each step where the gradient is 1 everywhere.
fn steps_with_constant_gradient(mut update: impl FnMut(&mut [f64], &[f64])) -> Vec<f64> {
    let mut step = || {
        let mut w = [0.0];
        update(&mut w, &[1.0]);
        -w[0]
    };
    (0..LONG_RUN).map(|_| step()).collect()
}

fn add_path(outcome: &mut Outcome, path: &Path) {
    let first = [X, Y].map(|axis| path.0[1][axis] - START[axis]);
    outcome
        .finding("first_step.x", first[X])
        .finding("first_step.y", first[Y])
        .finding("end.x", path.end()[X])
        .finding("end.y", path.end()[Y])
        .finding("end.f", valley::height(path.end()))
        .count("flips_y", path.flips(Y))
        .finding("path_length", path.length())
        .claim(
            Source::Book("6.1.5"),
            "AdaGrad doesn't zigzag",
            say!("y changes its sign {} times in {STEPS} steps", path.flips(Y)),
            path.flips(Y) == 0,
        );
}

fn add_rates(outcome: &mut Outcome, rates: &[Vec<f64>; 2]) {
    for (axis, rates) in ["x", "y"].into_iter().zip(rates) {
        outcome.finding(format!("rate.{axis}.first"), rates[0]);
        outcome.finding(format!("rate.{axis}.last"), rates[STEPS - 1]);
    }
}

fn add_constant_gradient(outcome: &mut Outcome, adagrad: &[f64], rmsprop: &[f64]) {
    let last = LONG_RUN - 1;
    // The exponent: the gradient of a straight line on two logarithmic axes.
    let exponent = ln(adagrad[last] / adagrad[0]) / ln(LONG_RUN as f64);
    outcome
        .finding("constant_gradient.adagrad.first_step", adagrad[0])
        .finding("constant_gradient.adagrad.last_step", adagrad[last])
        .finding("constant_gradient.adagrad.exponent", exponent)
        .finding("constant_gradient.rmsprop.first_step", rmsprop[0])
        .finding("constant_gradient.rmsprop.last_step", rmsprop[last])
        .claim(
            Source::Book("6.1.5"), "AdaGrad's steps shrink for ever, and those of RMSProp, which forgets, do not",
            say!(
                "with a constant gradient step {} of AdaGrad is {:.2} % of its first (it shrinks like t^{exponent:.2}); \
                 RMSProp's settles at {:.4}, the learning rate, after a first one of {:.1}",
                Cell::count(LONG_RUN).text(),
                100.0 * adagrad[last] / adagrad[0],
                rmsprop[last],
                rmsprop[0]
            ),
            exponent < -0.49 && (rmsprop[last] - LR).abs() < 1e-3 * LR,
        );
}

fn figure(rates: &[Vec<f64>; 2], adagrad: &[f64], rmsprop: &[f64]) -> Figure {
    let from_one = |values: &[f64]| -> Vec<(f64, f64)> {
        (1..=values.len())
            .filter(|&step| is_round(step))
            .map(|step| (step as f64, values[step - 1]))
            .collect()
    };
    let valley = Panel::new("In the valley: the effective learning rate of each axis")
        .x(Axis::new("step"))
        .y(Axis::new("effective learning rate").range(0.0, 2.4))
        .hline(LR)
        .line(Series::new("along x", from_one(&rates[X])))
        .line(Series::new("along y", from_one(&rates[Y])));
    let even = Panel::new("With a constant gradient: how long is each step?")
        .x(Axis::new("step").log10())
        .y(Axis::new("length of the step").log10())
        .hline(LR)
        .line(Series::new("AdaGrad", from_one(adagrad)).palette(2))
        .line(Series::new("RMSProp", from_one(rmsprop)).palette(4));
    Figure::new("AdaGrad never forgets, so its learning rates only fall")
        .panel(valley)
        .panel(even)
        .columns(2)
        .caption(say!(
            "The dashed lines are the learning rate, {LR}. On the right both axes are logarithmic."
        ))
}

/// Whether a step has at most two significant digits: enough steps for a curve on a logarithmic axis.
pub(super) fn is_round(step: usize) -> bool {
    step.is_multiple_of(10usize.pow(step.ilog10().saturating_sub(1)))
}

fn constant_gradient_table(adagrad: &[f64], rmsprop: &[f64]) -> Table {
    let mut table =
        Table::new("The length of a step where the gradient is 1 everywhere", ["step", "AdaGrad", "RMSProp"]);
    for step in [1, 10, 100, 1_000, LONG_RUN] {
        table.row([Cell::count(step), adagrad[step - 1].into(), rmsprop[step - 1].into()]);
    }
    table
}

fn table(rates: &[Vec<f64>; 2]) -> Table {
    let mut table = Table::new("The effective learning rate", ["step", "along x", "along y"]);
    for step in [1, 2, 5, 10, 20, STEPS] {
        table.row([Cell::count(step), rates[X][step - 1].into(), rates[Y][step - 1].into()]);
    }
    table
}
