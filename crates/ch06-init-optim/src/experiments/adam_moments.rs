//! What does Adam remember, and why is its first step always as long as the learning rate?
//!
//! Both means start too small, and the corrected ones, `m̂` and `v̂`, are right from the first step on. Multiply f by
//! a million, and Adam's first step stays the same; only where the gradient is as small as the `1e-7` that prevents a
//! division by 0 does it shrink.

use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use portable_math::powi;

use crate::derive::adam::Adam;
use crate::valley::{self, Path, START, STEPS, X, Y};

/// Claims of 6.1.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "adam_moments",
    section: "6.1.6",
    question: "What does Adam remember, and why is its first step always as long as the learning rate?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's learning rate for Adam in this valley.
const LR: f64 = 0.3;
/// f is multiplied by 10 to the power of each of these.
const POWERS: std::ops::RangeInclusive<i32> = -9..=6;
/// The range in which ε is too small to matter.
const LARGE_POWERS: std::ops::RangeInclusive<i32> = -2..=6;

/// Adam's state at one step.
#[derive(Clone, Copy)]
struct Moments {
    g: [f64; 2],
    m: [f64; 2],
    v: [f64; 2],
    m_hat: [f64; 2],
    v_hat: [f64; 2],
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (path, moments) = walk();
    let first_steps: Vec<(i32, [f64; 2])> = POWERS.map(|k| (k, first_step(powi(10.0, k)))).collect();
    let mut outcome = Outcome::new();
    add_first_steps(&mut outcome, &first_steps);
    add_moments(&mut outcome, &moments);
    add_plain_mean(&mut outcome, &moments);
    outcome.finding("end.x", path.end()[X]).finding("end.y", path.end()[Y]);
    outcome.finding("end.f", valley::height(path.end()));
    outcome.table(first_steps_table()).table(moments_table(&moments));
    outcome.figure(moments_figure(&moments)).further_figure("first_step", first_step_figure(&first_steps));
    Ok(outcome)
}

/// Adam's path, and its state at each step.
fn walk() -> (Path, Vec<Moments>) {
    let mut adam = Adam::new(LR);
    let mut moments = Vec::new();
    let path = valley::walk(STEPS, |w, g| {
        adam.update(w, g);
        moments.push(moments_of(&adam, [g[X], g[Y]]));
    });
    (path, moments)
}

fn moments_of(adam: &Adam, g: [f64; 2]) -> Moments {
    let (m, v) = ([adam.m[X], adam.m[Y]], [adam.v[X], adam.v[Y]]);
    let m_hat = m.map(|m| m / (1.0 - powi(adam.beta1, adam.iter)));
    let v_hat = v.map(|v| v / (1.0 - powi(adam.beta2, adam.iter)));
    Moments { g, m, v, m_hat, v_hat }
}

/// The first step for f multiplied by `scale`.
fn first_step(scale: f64) -> [f64; 2] {
    let mut w = START;
    Adam::new(LR).update(&mut w, &valley::gradient(START).map(|g| scale * g));
    [w[X] - START[X], w[Y] - START[Y]]
}

fn add_first_steps(outcome: &mut Outcome, first_steps: &[(i32, [f64; 2])]) {
    let [x, y] = first_step(1.0);
    let large = first_steps.iter().filter(|(k, _)| LARGE_POWERS.contains(k));
    let deviation = large.map(|(_, step)| (step[X].abs() - LR).abs().max((step[Y].abs() - LR).abs()));
    let deviation = deviation.fold(0.0, f64::max);
    let [tiny_x, tiny_y] = first_step(1e-6);
    outcome
        .finding("first_step.x", x)
        .finding("first_step.y", y)
        .finding("first_step.largest_deviation", deviation)
        .finding("first_step.x_if_f_is_a_millionth", tiny_x)
        .finding("first_step.y_if_f_is_a_millionth", tiny_y)
        .claim(
            Source::ThisPage, "Adam's first step is as long as the learning rate, whatever the size of the gradient",
            say!(
                "it is ({x:+.3}, {y:+.3}); f multiplied by {:.0e} to {:.0e} changes it by at most {deviation:.1e}. Only \
                 where √v is not much larger than ε does it shrink: ({tiny_x:+.3}, {tiny_y:+.3}) for f / 1,000,000",
                powi(10.0, *LARGE_POWERS.start()),
                powi(10.0, *LARGE_POWERS.end()),
            ),
            deviation < 1e-3 * LR,
        );
}

fn first_steps_table() -> Table {
    let heads = ["f is multiplied by", "first step along x", "along y"];
    let mut table = Table::new("Adam's first step", heads);
    for (name, scale) in [("a millionth", 1e-6), ("a thousandth", 1e-3), ("1", 1.0), ("a million", 1e6)] {
        let [x, y] = first_step(scale);
        table.row([name.into(), x.into(), y.into()]);
    }
    table
}

fn moments_table(moments: &[Moments]) -> Table {
    let mut table = Table::new(
        "Adam's moments in the valley",
        ["step", "along", "m", "m, corrected", "v", "v, corrected"],
    );
    for step in [1, STEPS] {
        let Moments { m, v, m_hat, v_hat, .. } = moments[step - 1];
        for (axis, letter) in [(X, "x"), (Y, "y")] {
            let numbers = [m[axis], m_hat[axis], v[axis], v_hat[axis]].map(Cell::from);
            table.row([Cell::count(step), letter.into()].into_iter().chain(numbers));
        }
    }
    table
}

/// Averages of gradients above, of squares below; x on the left, y on the right.
fn moments_figure(moments: &[Moments]) -> Figure {
    let line = |label: &'static str, of: &dyn Fn(&Moments) -> f64| {
        Series::new(label, (1..).zip(moments).map(|(step, moments)| (f64::from(step), of(moments))))
    };
    let gradients = |axis: usize| {
        Panel::new("")
            .x(Axis::new("step"))
            .y(Axis::new("average of gradients"))
            .hline(0.0)
            .line(line("gradient g", &|moments| moments.g[axis]).palette(6).dotted())
            .line(line("m", &|moments| moments.m[axis]).palette(0))
            .line(line("m, corrected", &|moments| moments.m_hat[axis]).palette(1))
    };
    let squares = |axis: usize| {
        Panel::new("")
            .x(Axis::new("step"))
            .y(Axis::new("average of squares").log10())
            .line(line("v", &|moments| moments.v[axis]).palette(0))
            .line(line("v, corrected", &|moments| moments.v_hat[axis]).palette(1))
    };
    Figure::new("Both of Adam's averages start too small, that of the squares for longer")
        .panel(gradients(X))
        .panel(gradients(Y))
        .panel(squares(X))
        .panel(squares(Y))
        .columns(2)
        .column_labels(["along x", "along y"])
        .caption(
            "Above: the gradient (dotted) and the average of gradients. Below: the average of their squares.",
        )
}

/// The first step for gradients of very different sizes.
fn first_step_figure(first_steps: &[(i32, [f64; 2])]) -> Figure {
    let line = |label: &'static str, axis: usize, marker: Marker| {
        let points = first_steps.iter().map(move |&(k, step)| (powi(10.0, k), step[axis].abs()));
        Series::new(label, points).marker(marker, 1)
    };
    let panel = Panel::new("")
        .x(Axis::new("f is multiplied by").log10())
        .y(Axis::new("length of the first step").range(0.0, 0.35))
        .hline(LR)
        .line(line("along x", X, Marker::Circle))
        .line(line("along y", Y, Marker::Square));
    Figure::single("Adam's first step is as long as the learning rate, unless the gradient is tiny", panel).caption(
        "The dashed line is the learning rate. On the left √v is not much larger than ε = 1e-7, which prevents a \
         division by 0.",
    )
}

fn add_moments(outcome: &mut Outcome, moments: &[Moments]) {
    for (step, name) in [(0, "step_1"), (STEPS - 1, "step_30")] {
        let Moments { m, v, m_hat, v_hat, .. } = moments[step];
        for (axis, letter) in [(X, "x"), (Y, "y")] {
            outcome
                .finding(format!("{name}.{letter}.m"), m[axis])
                .finding(format!("{name}.{letter}.m_hat"), m_hat[axis])
                .finding(format!("{name}.{letter}.v"), v[axis])
                .finding(format!("{name}.{letter}.v_hat"), v_hat[axis]);
        }
    }
}

/// Is v̂ already a moving average, or still the plain mean of all squares, which is AdaGrad's `h / t`?
fn add_plain_mean(outcome: &mut Outcome, moments: &[Moments]) {
    let ratio = |axis: usize| {
        let sum: f64 = moments.iter().map(|moments| powi(moments.g[axis], 2)).sum();
        moments[STEPS - 1].v_hat[axis] / (sum / STEPS as f64)
    };
    let (x, y) = (ratio(X), ratio(Y));
    outcome.finding("v_hat_to_plain_mean.x", x).finding("v_hat_to_plain_mean.y", y).claim(
        Source::Book("6.1.6"), "Adam combines momentum and AdaGrad",
        say!(
            "after {STEPS} steps v̂ is {x:.3} and {y:.3} times the plain mean of all squares, AdaGrad's h / t; only \
             after many more steps does it forget like RMSProp"
        ),
        (x - 1.0).abs() < 0.05 && (y - 1.0).abs() < 0.05,
    );
}
