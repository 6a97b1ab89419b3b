//! Why does SGD zigzag through a long valley, and would a different learning rate help?
//!
//! The arrows show what the blindfolded explorer feels: the gradient underfoot. Nearly everywhere they point across
//! the valley, not along it. The curves below draw the size of the two multipliers: a learning rate that is good for
//! one axis is bad for the other.

use chapter_kit::figure::{Axis, Corner, Figure, Legend, Marker, Panel, Series, VectorField};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use portable_math::hypot;

use crate::derive::sgd::Sgd;
use crate::valley::{self, CURVATURES, Path, START, STEPS, X, Y};

/// Claims of 6.1.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "sgd_zigzag",
    section: "6.1.3",
    question: "Why does SGD zigzag through a long valley, and would a different learning rate help?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's learning rate in this valley.
const LR: f64 = 0.95;
/// The learning rates to try go from 0 in steps of 1 / this …
const TRIES_PER_UNIT: usize = 200;
/// … up to and including 1.05.
const TRIES: usize = 210;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let path = sgd(LR);
    let sweep = sweep();
    let mut outcome = Outcome::new();
    outcome.unit("angle_to_minimum", angle_to_minimum(), "°");
    outcome.finding("curvature_ratio", CURVATURES[Y] / CURVATURES[X]);
    add_zigzag(&mut outcome, &path);
    add_learning_rates(&mut outcome, &sweep);
    outcome.table(table());
    outcome.figure(zigzag(&path)).further_figure("learning_rates", learning_rates(&sweep));
    Ok(outcome)
}

fn sgd(lr: f64) -> Path {
    let sgd = Sgd { lr };
    valley::walk(STEPS, |w, g| sgd.update(w, g))
}

/// The angle between "downhill" and "towards the minimum" at the start, in degrees.
fn angle_to_minimum() -> f64 {
    let uphill = valley::gradient(START);
    valley::angle_between(uphill.map(|g| -g), START.map(|w| -w))
}

/// The factors by which one step with this learning rate multiplies x and y.
fn multipliers(lr: f64) -> [f64; 2] {
    CURVATURES.map(|curvature| 1.0 - lr * curvature)
}

/// The learning rate whose slower axis converges fastest: it makes both multipliers equally large.
fn best_lr() -> f64 {
    2.0 / (CURVATURES[X] + CURVATURES[Y])
}

/// The largest learning rate at which no coordinate changes its sign.
fn straight_lr() -> f64 {
    1.0 / CURVATURES[Y]
}

/// The height after 30 steps for each learning rate.
fn sweep() -> Vec<(f64, f64)> {
    let height = |lr: f64| (lr, valley::height(sgd(lr).end()));
    (0..=TRIES).map(|k| height(k as f64 / TRIES_PER_UNIT as f64)).collect()
}

/// The book's figures 6-2 and 6-3, and why the second follows from the first.
fn zigzag(path: &Path) -> Figure {
    let downhill = valley::gradient(START).map(|g| -g);
    let length = hypot(downhill[X], downhill[Y]);
    let end = [X, Y].map(|axis| START[axis] + 4.5 * downhill[axis] / length);
    let line =
        |label: Words, to: [f64; 2]| Series::new(label, [(START[X], START[Y]), (to[X], to[Y])]).width(2.4);
    let apart = say!("towards the minimum, {:.1}° apart", angle_to_minimum());
    let field = valley::map("Downhill, and towards the minimum")
        .vector_field(field())
        .line(line("downhill at (−7, 2)".into(), end).palette(1))
        .line(line(apart, [0.0, 0.0]).palette(6).dashed())
        .point(0.0, 0.0, Marker::Plus);
    let title = say!("{STEPS} steps of SGD with learning rate {LR}");
    let walk = valley::path_on_map(title, path, 0);
    let (width, height) = valley::map_size(660.0);
    Figure::new("SGD zigzags, since downhill is not the direction of the minimum")
        .panel(field)
        .panel(walk)
        .columns(1)
        .panel_size(width, height)
        .legend(Legend::OutsideTop)
        .caption(Words::list(
            [
                "Small arrows: minus the gradient. The gradient itself points uphill. The minimum is at the +.".into(),
                valley::BOOKS_MAP.into(),
            ],
            " ",
        ))
}

/// An arrow downhill at each grid point.
fn field() -> VectorField {
    let arrow = |i: usize| {
        let (x, y) = ((i % 17) as f64 - 8.0, (i / 17) as f64 - 3.0);
        let [gx, gy] = valley::gradient([x, y]);
        (x, y, -gx, -gy)
    };
    VectorField::new((0..17 * 7).map(arrow))
}

/// The effect of each learning rate on the two axes, and the result.
fn learning_rates(sweep: &[(f64, f64)]) -> Figure {
    let multiplier = |axis: usize| sweep.iter().map(move |&(lr, _)| (lr, multipliers(lr)[axis].abs()));
    let rate = || Axis::new("learning rate").range(0.0, TRIES as f64 / TRIES_PER_UNIT as f64);
    let speed = Panel::new("Each step multiplies the distance by")
        .x(rate())
        .y(Axis::new("size of the multiplier").range(0.0, 1.15))
        .vline(best_lr())
        .hline(1.0)
        .line(Series::new("along x", multiplier(X)))
        .line(Series::new("along y", multiplier(Y)))
        .legend(Legend::In(Corner::BottomLeft));
    let height = Panel::new(say!("Height after {STEPS} steps"))
        .x(rate())
        .y(Axis::new("height f(x, y)").log10())
        .vline(best_lr())
        .line(Series::new("", sweep.iter().copied()));
    Figure::new("No learning rate is good for both axes").panel(speed).panel(height).columns(2).caption(say!(
        "Vertical dashes: {:.3}, where x and y shrink equally fast. Horizontal dashes: a multiplier of 1; from a \
         learning rate of 1 on y no longer shrinks.",
        best_lr()
    ))
}

/// What each of some learning rates makes of both axes.
fn table() -> Table {
    let heads =
        ["learning rate", "x is multiplied by", "y is multiplied by", "y changes sign", "f at the end"];
    let mut table = Table::new(say!("{STEPS} steps of SGD"), heads);
    for (lr, name) in [
        (straight_lr(), say!("{}: the largest without a zigzag", straight_lr())),
        (LR, say!("{LR}: the book's")),
        (best_lr(), say!("{:.3}: the best in the long run", best_lr())),
        (1.0, "1: y no longer shrinks".into()),
        (1.05, "1.05".into()),
    ] {
        let (path, [x, y]) = (sgd(lr), multipliers(lr));
        let flips = Cell::count(path.flips(Y));
        table.row([Cell::from(name), x.into(), y.into(), flips, valley::height(path.end()).into()]);
    }
    table
}

fn add_zigzag(outcome: &mut Outcome, path: &Path) {
    let [x, y] = path.end();
    // Measured on the path, not taken from the formula.
    let measured = |axis: usize| path.0[1][axis] / path.0[0][axis];
    outcome
        .finding("multiplier.x", measured(X))
        .finding("multiplier.y", measured(Y))
        .finding("end.x", x)
        .finding("end.y", y)
        .finding("end.f", valley::height(path.end()))
        .count("flips_y", path.flips(Y))
        .finding("path_length", path.length())
        .claim(
            Source::Book("6.1.3"),
            "SGD zigzags because downhill isn't the direction of the minimum",
            say!(
                "at the start they are {:.1}° apart; each step multiplies x by {:.3} and y by {:.3}",
                angle_to_minimum(),
                measured(X),
                measured(Y)
            ),
            angle_to_minimum() > 45.0 && path.flips(Y) == STEPS,
        );
}

fn add_learning_rates(outcome: &mut Outcome, sweep: &[(f64, f64)]) {
    let (best_tried, lowest) = sweep
        .iter()
        .copied()
        .fold((0.0, f64::INFINITY), |best: (f64, f64), tried| if tried.1 < best.1 { tried } else { best });
    let stuck = sweep.iter().map(|tried| tried.0).find(|&lr| multipliers(lr)[Y] <= -1.0).unwrap_or(f64::NAN);
    let at_best = multipliers(best_lr());
    outcome
        .finding("best_lr.formula", best_lr())
        .finding("best_lr.slowest_multiplier", at_best[X].abs().max(at_best[Y].abs()))
        .finding("best_lr.tried", best_tried)
        .finding("best_lr.f", lowest)
        .finding("no_convergence_from_lr", stuck)
        .finding("no_zigzag.lr", straight_lr())
        .finding("no_zigzag.f", valley::height(sgd(straight_lr()).end()))
        .finding("f_at_lr_1", valley::height(sgd(1.0).end()))
        .finding("f_at_lr_1_05", valley::height(sgd(1.05).end()))
        .claim(
            Source::OftenSaid, "a zigzag shows that the learning rate is too large",
            say!(
                "rates of up to {} do not zigzag, and end at f = {:.3} or higher after {STEPS} steps; the best of \
                 those tried, {best_tried}, zigzags and ends at {lowest:.3}",
                straight_lr(),
                valley::height(sgd(straight_lr()).end()),
            ),
            valley::height(sgd(straight_lr()).end()) <= lowest,
        );
}
