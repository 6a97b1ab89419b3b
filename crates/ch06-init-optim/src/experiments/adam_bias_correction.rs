//! Without bias correction, would Adam start too slowly or too fast?
//!
//! The curve shows how much longer a step is without the correction, where the gradient is 1 everywhere. The excess
//! grows for some steps, because m averages over about ten steps and soon catches up, and then fades slowly, because v
//! averages over about a thousand. In the valley the same excess carries Adam past the minimum.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::optimizers::{Adam, Optimizer};
use core_tensor::{Param, Role, Vector};

use super::adagrad_step_sizes::is_round;
use crate::valley::{self, Path, STEPS, X, Y};

/// A claim of 6.1.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "adam_bias_correction",
    section: "6.1.6",
    question: "Without bias correction, would Adam start too slowly or too fast?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's learning rate for Adam in this valley.
const LR: f64 = 0.3;
/// The number of steps with a constant gradient.
const LONG_RUN: usize = 10_000;
/// The steps whose factors are reported.
const STEPS_IN_THE_TABLE: [usize; 5] = [1, 10, 100, 1_000, LONG_RUN];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let factors = factors();
    let (with, without) = (walk(true), walk(false));
    let mut outcome = Outcome::new();
    add_factors(&mut outcome, &factors);
    outcome.table(table(&factors)).table(path_table(&with, &without));
    for (name, path) in [("with", &with), ("without", &without)] {
        add_path(&mut outcome, name, path);
    }
    outcome.figure(factor_figure(&factors)).further_figure("paths", paths(&with, &without));
    Ok(outcome)
}

/// Adam for a few single values: the core's, which can leave out the correction.
fn adam(bias_correction: bool, count: usize) -> impl FnMut(&mut [f64], &[f64]) {
    let mut adam = Adam::<f64>::new(LR);
    adam.bias_correction = bias_correction;
    let mut param = Param::new("w", Vector::zeros(count), Role::Weight);
    move |w, g| {
        for i in 0..count {
            (param.value[[i]], param.grad[[i]]) = (w[i], g[i]);
        }
        adam.step(&mut [&mut param]);
        for (w, &value) in w.iter_mut().zip(&param.value) {
            *w = value;
        }
    }
}

fn walk(bias_correction: bool) -> Path {
    valley::walk(STEPS, adam(bias_correction, 2))
}

/// How many times longer each step is without the correction, measured where the gradient is 1 everywhere.
fn factors() -> Vec<f64> {
    let (mut with, mut without) = (adam(true, 1), adam(false, 1));
    let step = |update: &mut dyn FnMut(&mut [f64], &[f64])| {
        let mut w = [0.0];
        update(&mut w, &[1.0]);
        -w[0]
    };
    (0..LONG_RUN).map(|_| step(&mut without) / step(&mut with)).collect()
}

/// The step (from 1) with the largest factor, and that factor.
fn peak(factors: &[f64]) -> (usize, f64) {
    let larger = |best: (usize, f64), (t, &factor): (usize, &f64)| {
        if factor > best.1 { (t, factor) } else { best }
    };
    (1..).zip(factors).fold((0, 0.0), larger)
}

fn add_factors(outcome: &mut Outcome, factors: &[f64]) {
    for t in STEPS_IN_THE_TABLE {
        outcome.finding(format!("factor.step_{t}"), factors[t - 1]);
    }
    let (t, factor) = peak(factors);
    outcome.count("factor.peak_at_step", t).finding("factor.peak", factor).claim(
        Source::OftenSaid, "without bias correction Adam's first steps are too short, since both moments start at 0",
        say!(
            "its first step is {:.2} times too long, step {t} {factor:.1} times, step 1,000 still {:.2} times",
            factors[0], factors[999]
        ),
        factors[0] < 1.0,
    );
}

fn table(factors: &[f64]) -> Table {
    let mut table = Table::new("How many times longer a step is without the correction", ["step", "factor"]);
    for t in STEPS_IN_THE_TABLE {
        table.row([Cell::count(t), factors[t - 1].into()]);
    }
    table
}

fn path_table(with: &Path, without: &Path) -> Table {
    let heads = ["", "first step along x", "path length", "x changes sign", "y changes sign", "f"];
    let mut table = Table::new(say!("{STEPS} steps through the valley"), heads);
    for (name, path) in [("with bias correction", with), ("without", without)] {
        table.row([
            name.into(),
            (path.0[1][X] - path.0[0][X]).into(),
            path.length().into(),
            Cell::count(path.flips(X)),
            Cell::count(path.flips(Y)),
            valley::height(path.end()).into(),
        ]);
    }
    table
}

fn factor_figure(factors: &[f64]) -> Figure {
    let (t, factor) = peak(factors);
    let at = |t: usize| (t as f64, factors[t - 1]);
    let steps = (1..=factors.len()).filter(|&t| is_round(t)).map(at);
    let panel = Panel::new("")
        .x(Axis::new("step").log10())
        .y(Axis::new("length relative to the corrected step").range(0.0, 7.5))
        .hline(1.0)
        .line(Series::new("", steps).palette(3))
        .scatter(Series::new("", [1, t, 100, 1_000].map(at)).palette(3).width(3.0))
        .text(1.15, factors[0] - 0.35, say!("step 1: {:.2} times", factors[0]))
        .text(t as f64, factor + 0.25, say!("step {t}: {factor:.2} times"))
        .text(115.0, factors[99] + 0.15, say!("step 100: {:.2} times", factors[99]))
        .text(1_150.0, factors[999] + 0.15, say!("step 1,000: {:.2} times", factors[999]));
    Figure::single("Without bias correction Adam's first thousand steps are too long", panel)
        .caption("The dashed line is the length of the corrected step. The gradient is 1 everywhere.")
}

fn paths(with: &Path, without: &Path) -> Figure {
    let (width, height) = valley::map_size(380.0);
    Figure::new("Without bias correction Adam rushes past the minimum")
        .panel(valley::path_on_map("with bias correction", with, 3))
        .panel(valley::path_on_map("without", without, 5))
        .columns(2)
        .shared_axes()
        .panel_size(width, height)
        .caption(Words::list(
            [
                say!("{STEPS} steps with learning rate {LR}, from the ring at (−7, 2). The minimum is at the +."),
                valley::BOOKS_MAP.into(),
            ],
            " ",
        ))
}

fn add_path(outcome: &mut Outcome, name: &str, path: &Path) {
    let first = [X, Y].map(|axis| path.0[1][axis] - path.0[0][axis]);
    outcome
        .finding(format!("{name}.first_step.x"), first[X])
        .finding(format!("{name}.first_step.y"), first[Y])
        .finding(format!("{name}.f"), valley::height(path.end()))
        .finding(format!("{name}.path_length"), path.length())
        .count(format!("{name}.flips_y"), path.flips(Y))
        .count(format!("{name}.flips_x"), path.flips(X));
}
