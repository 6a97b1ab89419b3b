//! What does momentum change, and how much of it is good?
//!
//! Four balls roll with the same learning rate and with more and more momentum. The second figure shows their speed
//! along the valley, where the pushes add up; with too much momentum the ball rolls past the minimum again and again.
//!
//! The last figure compares the best settings for this valley. With the best learning rate and the best α each step
//! multiplies the distance to the minimum by `√α`; the best SGD comes nowhere near that.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use portable_math::powi;

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
/// The values of α to compare, with their names in the findings; 0.9 is the book's.
const ALPHAS: [(f64, &str); 4] = [(0.0, "beta_0"), (0.5, "beta_0_5"), (0.9, "beta_0_9"), (0.99, "beta_0_99")];

/// The colours of their balls: without momentum SGD's, the book's that of momentum, and two that no optimiser has.
const COLORS: [usize; 4] = [0, 5, 1, 6];

/// The path of a ball with momentum α.
struct Ball {
    alpha: f64,
    key: &'static str,
    path: Path,
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let balls = ALPHAS.map(|(alpha, key)| Ball { alpha, key, path: roll(LR, alpha) });
    let mut outcome = Outcome::new();
    for ball in &balls {
        add_findings(&mut outcome, ball);
    }
    outcome.table(table(&balls)).table(tuned_table());
    add_claims(&mut outcome, &balls);
    add_tuned(&mut outcome);
    outcome
        .figure(paths(&balls))
        .further_figure("velocity", velocity(&balls))
        .further_figure("tuned", heights());
    Ok(outcome)
}

pub(super) fn roll(lr: f64, alpha: f64) -> Path {
    let mut ball = Momentum::new(lr);
    ball.momentum = alpha;
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
    let heads = ["α", "x", "y", "f", "path length", "y changes sign", "largest step along x"];
    let mut table = Table::new(say!("After {STEPS} steps with learning rate {LR}"), heads);
    for ball in balls {
        let [x, y] = ball.path.end();
        table.row([
            ball.alpha.into(),
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
        |(color, ball): (usize, &Ball)| valley::path_on_map(say!("α = {}", ball.alpha), &ball.path, color);
    let (width, height) = valley::map_size(380.0);
    COLORS
        .into_iter()
        .zip(balls)
        .map(panel)
        .fold(Figure::new("With too little momentum the path stops short, with too much it rolls past the minimum"), Figure::panel)
        .columns(2)
        .shared_axes()
        .panel_size(width, height)
        .caption(Words::list(
            [
                say!(
                    "{STEPS} steps with learning rate {LR}, from the ring at (−7, 2); the share α of the velocity is \
                     kept. The minimum is at the +."
                ),
                valley::BOOKS_MAP.into(),
            ],
            " ",
        ))
}

fn velocity(balls: &[Ball]) -> Figure {
    let panel = Panel::new("").x(Axis::new("step")).y(Axis::new("velocity along x").range(0.0, 0.7));
    let panel = COLORS.into_iter().zip(balls).fold(panel, |panel, (color, ball)| {
        let velocities = (1..).zip(velocities(&ball.path, X)).map(|(step, v)| (f64::from(step), v));
        panel.line(Series::new(say!("α = {}", ball.alpha), velocities).palette(color))
    });
    let top_speed = |ball: &Ball| largest(&velocities(&ball.path, X));
    Figure::single("Along the valley the pushes add up", panel).caption(say!(
        "The length of each step along x. With α = {} the ball reaches {:.1} times the speed of α = {}.",
        balls[2].alpha,
        top_speed(&balls[2]) / top_speed(&balls[0]),
        balls[0].alpha
    ))
}

/// Down to the minimum: the best SGD, the book's ball and the best ball.
fn heights() -> Figure {
    let (lr, alpha) = tuned();
    let best_sgd = best_sgd_lr();
    let line = |label: Words, path: Path| Series::new(label, as_points(&path.heights()));
    let panel = Panel::new("")
        .x(Axis::new("steps"))
        .y(Axis::new("height f(x, y)").log10())
        .line(line(say!("the best SGD: learning rate {best_sgd:.3}"), roll(best_sgd, 0.0)).palette(0))
        .line(line(say!("the book's ball: learning rate {LR}, α = 0.9"), roll(LR, 0.9)).palette(1))
        .line(line(say!("the best ball: learning rate {lr:.3}, α = {alpha:.3}"), roll(lr, alpha)).palette(4));
    Figure::single("Well-chosen momentum is far faster than the best SGD, badly chosen momentum slower", panel).caption(say!(
        "In the end each step multiplies the distance by {:.3} (best SGD), {:.3} (the book's ball), {:.3} (best ball).",
        slowest_rate(best_sgd, 0.0),
        slowest_rate(LR, 0.9),
        slowest_rate(lr, alpha)
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
            Source::ThisPage,
            "too much momentum rolls past the minimum",
            say!(
                "after {STEPS} steps α = {} is at x = {:.1} and f = {:.3}, α = {} at x = {:.1} and f = {:.3}",
                book.alpha,
                book.path.end()[X],
                height(book),
                most.alpha,
                most.path.end()[X],
                height(most)
            ),
            most.path.end()[X] > 0.0 && height(most) > height(book),
        );
}

/// The learning rate and α that converge fastest here (B. Polyak, 1964), from the smallest and the largest curvature.
pub(super) fn tuned() -> (f64, f64) {
    let (flat, steep) = (CURVATURES[X].sqrt(), CURVATURES[Y].sqrt());
    (powi(2.0 / (steep + flat), 2), powi((steep - flat) / (steep + flat), 2))
}

/// The asymptotic factor by which each step multiplies the distance to the minimum along an axis of this curvature: the
/// root of `z² − (1 + α − lr · curvature) z + α = 0` with the larger absolute value.
fn rate(lr: f64, alpha: f64, curvature: f64) -> f64 {
    let half = (1.0 + alpha - lr * curvature) / 2.0;
    let discriminant = half * half - alpha;
    if discriminant <= 0.0 { alpha.sqrt() } else { half.abs() + discriminant.sqrt() }
}

fn slowest_rate(lr: f64, alpha: f64) -> f64 {
    CURVATURES.map(|curvature| rate(lr, alpha, curvature)).into_iter().fold(0.0, f64::max)
}

fn add_tuned(outcome: &mut Outcome) {
    let (lr, alpha) = tuned();
    let best_sgd = best_sgd_lr();
    outcome
        .finding("tuned.lr", lr)
        .finding("tuned.beta", alpha)
        .finding("tuned.f", valley::height(roll(lr, alpha).end()))
        .finding("tuned.rate", slowest_rate(lr, alpha))
        .finding("best_sgd.lr", best_sgd)
        .finding("best_sgd.f", valley::height(roll(best_sgd, 0.0).end()))
        .finding("best_sgd.rate", slowest_rate(best_sgd, 0.0))
        .finding("book.rate", slowest_rate(LR, 0.9));
}

/// The book's ball, the best one, and the best SGD.
fn tuned_table() -> Table {
    let heads = ["", "learning rate", "α", "a step multiplies the distance by", "f"];
    let mut table = Table::new(say!("The best settings for this valley, after {STEPS} steps"), heads);
    let (lr, alpha) = tuned();
    for (name, lr, alpha) in
        [("the best SGD", best_sgd_lr(), 0.0), ("the book's ball", LR, 0.9), ("the best ball", lr, alpha)]
    {
        let height = valley::height(roll(lr, alpha).end());
        table.row([name.into(), lr.into(), alpha.into(), slowest_rate(lr, alpha).into(), height.into()]);
    }
    table
}

/// The best constant learning rate without momentum.
fn best_sgd_lr() -> f64 {
    2.0 / (CURVATURES[X] + CURVATURES[Y])
}
