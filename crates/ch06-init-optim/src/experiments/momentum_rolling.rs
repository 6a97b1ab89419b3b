//! What does momentum change, and how much of it is good?
//!
//! A ball keeps a share β of its velocity at each step (the book's α). Along the valley the pushes add up to `1 / (1 −
//! β)` times one push; across it they cancel. With too much momentum the ball rolls past the minimum again and again.
//! With the best learning rate and β for this valley, each step multiplies the distance by `√β`; the best SGD reaches
//! only 0.905.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};

use crate::comparison::as_points;
use crate::derive::{momentum::Momentum, sgd::Sgd};
use crate::valley::{self, CURVATURES, Path, STEPS, X, Y};

/// Claims of 6.1.4.
pub const EXPERIMENT: Experiment = Experiment {
    name: "momentum_rolling",
    section: "6.1.4",
    question: "What does momentum change, and how much of it is good?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's learning rate for momentum in this valley.
const LR: f64 = 0.1;
/// The values of β to compare, with their names in the findings; 0.9 is the book's.
const BETAS: [(f64, &str); 4] = [(0.0, "beta_0"), (0.5, "beta_0_5"), (0.9, "beta_0_9"), (0.99, "beta_0_99")];

/// The path of a ball with momentum β.
struct Ball {
    beta: f64,
    key: &'static str,
    path: Path,
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let balls = BETAS.map(|(beta, key)| Ball { beta, key, path: roll(LR, beta) });
    let mut outcome = Outcome::new();
    for ball in &balls {
        add_findings(&mut outcome, ball);
    }
    outcome.table(table(&balls));
    add_claims(&mut outcome, &balls);
    add_tuned(&mut outcome);
    outcome
        .figure(paths(&balls))
        .further_figure("velocity", velocity(&balls))
        .further_figure("tuned", heights());
    Ok(outcome)
}

fn roll(lr: f64, beta: f64) -> Path {
    let mut ball = Momentum::new(lr);
    ball.momentum = beta;
    valley::walk(STEPS, |w, g| ball.update(w, g))
}

/// The velocity at each step along an axis: the length of the step.
fn velocities(path: &Path, axis: usize) -> Vec<f64> {
    path.0.windows(2).map(|step| step[1][axis] - step[0][axis]).collect()
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |largest, number| number.abs().max(largest))
}

fn add_findings(outcome: &mut Outcome, ball: &Ball) {
    let key = ball.key;
    outcome
        .finding(format!("{key}.x"), ball.path.end()[X])
        .finding(format!("{key}.y"), ball.path.end()[Y])
        .finding(format!("{key}.f"), valley::height(ball.path.end()))
        .finding(format!("{key}.path_length"), ball.path.length())
        .count(format!("{key}.flips_y"), ball.path.flips(Y))
        .finding(format!("{key}.top_speed_x"), largest(&velocities(&ball.path, X)));
}

fn table(balls: &[Ball]) -> Table {
    let heads = ["β", "x", "y", "f", "path length", "y changes sign", "top speed along x"];
    let mut table = Table::new(say!("After {STEPS} steps with learning rate {LR}"), heads);
    for ball in balls {
        let [x, y] = ball.path.end();
        table.row([
            ball.beta.into(),
            x.into(),
            y.into(),
            valley::height(ball.path.end()).into(),
            ball.path.length().into(),
            Cell::count(ball.path.flips(Y)),
            largest(&velocities(&ball.path, X)).into(),
        ]);
    }
    table
}

fn paths(balls: &[Ball]) -> Figure {
    let panel =
        |(i, ball): (usize, &Ball)| valley::path_on_map(say!("β = {}", ball.beta), &ball.path, STEPS + 1, i);
    balls
        .iter()
        .enumerate()
        .map(panel)
        .fold(Figure::new("A ball that keeps the share β of its velocity"), Figure::panel)
        .columns(2)
        .shared_axes()
        .caption(say!("{STEPS} steps with learning rate {LR}, from the ring at (−7, 2)."))
}

fn velocity(balls: &[Ball]) -> Figure {
    let panel = Panel::new("").x(Axis::new("step")).y(Axis::new("velocity along x"));
    let panel = balls.iter().fold(panel, |panel, ball| {
        let velocities = (1..).zip(velocities(&ball.path, X)).map(|(step, v)| (f64::from(step), v));
        panel.line(Series::new(say!("β = {}", ball.beta), velocities))
    });
    let top_speed = |ball: &Ball| largest(&velocities(&ball.path, X));
    Figure::single("Along the valley the pushes add up", panel).caption(say!(
        "With β = {} the ball reaches {:.1} times the speed of β = {}.",
        balls[2].beta,
        top_speed(&balls[2]) / top_speed(&balls[0]),
        balls[0].beta
    ))
}

/// Down to the minimum: the best SGD, the book's ball and the best ball.
fn heights() -> Figure {
    let (lr, beta) = tuned();
    let best_sgd = best_sgd_lr();
    let line = |label: Words, path: Path| Series::new(label, as_points(&path.heights()));
    let panel = Panel::new("")
        .x(Axis::new("steps"))
        .y(Axis::new("height f(x, y)").log10())
        .line(line(say!("the best SGD: learning rate {best_sgd:.3}"), roll(best_sgd, 0.0)))
        .line(line(say!("the book's ball: learning rate {LR}, β = 0.9"), roll(LR, 0.9)))
        .line(line(say!("the best ball: learning rate {lr:.3}, β = {beta:.3}"), roll(lr, beta)));
    Figure::single("What well-chosen momentum is worth", panel).caption(say!(
        "In the end each step multiplies the distance by {:.3} (best SGD), {:.3} (the book's ball), {:.3} (best ball).",
        slowest_rate(best_sgd, 0.0),
        slowest_rate(LR, 0.9),
        slowest_rate(lr, beta)
    ))
}

fn add_claims(outcome: &mut Outcome, balls: &[Ball]) {
    let (book, most) = (&balls[2], &balls[3]);
    let zigzag = Sgd { lr: 0.95 };
    let zigzag = valley::walk(STEPS, |w, g| zigzag.update(w, g));
    let height = |ball: &Ball| valley::height(ball.path.end());
    outcome
        .claim(
            Source::Book("6.1.4"),
            "momentum zigzags less than SGD",
            say!(
                "y changes its sign {} times instead of {}, and the path is {:.1} long instead of {:.1}",
                book.path.flips(Y),
                zigzag.flips(Y),
                book.path.length(),
                zigzag.length()
            ),
            book.path.flips(Y) < zigzag.flips(Y),
        )
        .claim(
            Source::OftenSaid,
            "the more momentum, the faster",
            say!(
                "after {STEPS} steps β = {} is at f = {:.3}, β = {} at f = {:.3}",
                book.beta,
                height(book),
                most.beta,
                height(most)
            ),
            height(most) < height(book),
        );
}

/// The learning rate and β that converge fastest here (B. Polyak, 1964), from the smallest and the largest curvature.
fn tuned() -> (f64, f64) {
    let (flat, steep) = (CURVATURES[X].sqrt(), CURVATURES[Y].sqrt());
    ((2.0 / (steep + flat)).powi(2), ((steep - flat) / (steep + flat)).powi(2))
}

/// The asymptotic factor by which each step multiplies the distance to the minimum along an axis of this curvature: the
/// root of `z² − (1 + β − lr · curvature) z + β = 0` with the larger absolute value.
fn rate(lr: f64, beta: f64, curvature: f64) -> f64 {
    let half = (1.0 + beta - lr * curvature) / 2.0;
    let discriminant = half * half - beta;
    if discriminant <= 0.0 { beta.sqrt() } else { half.abs() + discriminant.sqrt() }
}

fn slowest_rate(lr: f64, beta: f64) -> f64 {
    CURVATURES.map(|curvature| rate(lr, beta, curvature)).into_iter().fold(0.0, f64::max)
}

fn add_tuned(outcome: &mut Outcome) {
    let (lr, beta) = tuned();
    let best_sgd = best_sgd_lr();
    outcome
        .finding("tuned.lr", lr)
        .finding("tuned.beta", beta)
        .finding("tuned.f", valley::height(roll(lr, beta).end()))
        .finding("tuned.rate", slowest_rate(lr, beta))
        .finding("best_sgd.lr", best_sgd)
        .finding("best_sgd.f", valley::height(roll(best_sgd, 0.0).end()))
        .finding("best_sgd.rate", slowest_rate(best_sgd, 0.0))
        .finding("book.rate", slowest_rate(LR, 0.9));
}

/// The best constant learning rate without momentum.
fn best_sgd_lr() -> f64 {
    2.0 / (CURVATURES[X] + CURVATURES[Y])
}
