//! Can we rescue the step function by making it "nearly" a step?
//!
//! `σ(kx)` approaches the step as k grows. The table shows both sides of the bargain: the steepest slope is `k / 4`, and the
//! width of the climb is 2 ln 3 / k. Their product doesn't depend on k, so there is nothing to gain.

use crate::derive::numerical_diff::central_difference;
use chapter_kit::figure::{Axis, Color, Corner, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use core_tensor::StandardNormal;
use core_tensor::functions::activation::{sigmoid, step};
use rand::RngExt;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "steep_sigmoid",
    section: "4.2.5",
    question: "What happens to the slope as a sigmoid becomes a step?",
    takes: Takes::always("1 s"),
    run,
};

const STEEPNESSES: [f64; 3] = [1.0, 10.0, 100.0];
/// A slope below this counts as none.
const NONE: f64 = 1e-3;
/// Inputs drawn from the normal distribution.
const INPUTS: usize = 100_000;

fn steep(k: f64) -> impl Fn(f64) -> f64 {
    move |x| sigmoid(k * x)
}

/// The slope of `σ(kx)` at x, by a central difference whose step suits k.
fn slope(k: f64, x: f64) -> f64 {
    central_difference(steep(k), x, 1e-4 / k)
}

/// The length of the interval on which `σ(kx)` climbs from 0.25 to 0.75, by bisection.
fn width(k: f64) -> f64 {
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if sigmoid(k * middle) < 0.75 { low = middle } else { high = middle }
    }
    2.0 * low
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let heads = ["k", "steepest slope", "k / 4", "width of the climb", "inputs without slope"];
    let mut table = Table::new("σ(kx)", heads);
    for k in STEEPNESSES {
        let steepest = slope(k, 0.0);
        let mut rng = run.rng("inputs");
        let flat = (0..INPUTS).filter(|_| slope(k, rng.sample(StandardNormal)) < NONE).count();
        let share = flat as f64 / INPUTS as f64;
        outcome
            .finding(format!("k_{k}.steepest_slope"), steepest)
            .finding(format!("k_{k}.width"), width(k))
            .finding(format!("k_{k}.width_times_k"), k * width(k))
            .percent(format!("k_{k}.inputs_without_slope"), share);
        table.row([k.into(), steepest.into(), (k / 4.0).into(), width(k).into(), Cell::percent(share)]);
    }
    outcome.table(table).figure(figure()).note(say!(
        "\"Width\" is the interval on which the output climbs from 0.25 to 0.75; by formula 2 ln 3 / k. Inputs are drawn from \
         the normal distribution; \"without slope\" means a slope below {NONE}."
    ));
    Ok(outcome)
}

fn figure() -> Figure {
    let xs = || (0..=2_000).map(|i| -2.0 + 0.002 * f64::from(i));
    let x = || Axis::new("x").range(-2.0, 2.0);
    let mut curves = Panel::new("the curve").x(x()).y(Axis::new("σ(kx)").range(-0.05, 1.05));
    let mut slopes = Panel::new("its slope").x(x()).y(Axis::new("slope").log10().range(1e-6, 100.0));
    for (i, k) in STEEPNESSES.into_iter().enumerate() {
        let name = say!("k = {k}");
        curves = curves.line(Series::new(&name, xs().map(|x| (x, steep(k)(x)))).palette(i));
        slopes = slopes.line(Series::new(&name, xs().map(|x| (x, slope(k, x)))).palette(i));
    }
    curves = curves.line(Series::new("step", xs().map(|x| (x, step(x)))).color(Color::BLACK).dotted());
    Figure::new("The nearer to a step, the fewer inputs have a noticeable slope")
        .panel(curves.legend(Legend::In(Corner::TopLeft)))
        .panel(slopes.legend(Legend::None).hline(NONE))
        .columns(2)
        .panel_size(360.0, 260.0)
        .caption(say!(
            "Left: k = 100 and the step nearly coincide. Right, on a logarithmic axis: below the dashed line, a slope of {NONE}, \
             an input counts as without slope."
        ))
}
