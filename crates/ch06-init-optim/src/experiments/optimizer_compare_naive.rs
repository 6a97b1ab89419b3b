//! Which paths do SGD, momentum, AdaGrad and Adam take through the same long valley?
//!
//! The book's figure 6-8: SGD zigzags, momentum overshoots and comes back, AdaGrad goes almost straight to the
//! minimum, Adam swings past it. The learning rates are the book's, chosen so that the four pictures look different.
//! What the pictures don't show is the height at which each path ends; the second figure does, and goes on to step
//! 100.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};

use super::momentum_rolling::{roll, tuned};
use crate::comparison::as_points;
use crate::derive::{adagrad::AdaGrad, adam::Adam, momentum::Momentum, sgd::Sgd};
use crate::valley::{self, Path, STEPS, X, Y};

/// The book's script and figure.
pub const EXPERIMENT: Experiment = Experiment {
    name: "optimizer_compare_naive",
    section: "6.1.7",
    question: "Which paths do SGD, momentum, AdaGrad and Adam take through the same long valley?",
    takes: Takes::always("1 s"),
    run,
};

/// The number of steps in the second figure, which goes on after the book's thirty.
const LONGER: usize = 100;

/// One of the four optimisers with its path.
struct Walker {
    name: &'static str,
    key: &'static str,
    path: Path,
    longer: Path,
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let walkers = walkers();
    let mut outcome = Outcome::new();
    for walker in &walkers {
        add_findings(&mut outcome, walker);
    }
    outcome.table(table(&walkers));
    add_claims(&mut outcome, &walkers);
    outcome.figure(paths(&walkers)).further_figure("heights", heights(&walkers));
    Ok(outcome)
}

/// The four, with the book's learning rates.
fn walkers() -> [Walker; 4] {
    [
        Walker::new("SGD", "sgd", || {
            let sgd = Sgd { lr: 0.95 };
            move |w: &mut [f64], g: &[f64]| sgd.update(w, g)
        }),
        Walker::new("Momentum", "momentum", || {
            let mut momentum = Momentum::new(0.1);
            move |w: &mut [f64], g: &[f64]| momentum.update(w, g)
        }),
        Walker::new("AdaGrad", "adagrad", || {
            let mut adagrad = AdaGrad::new(1.5);
            move |w: &mut [f64], g: &[f64]| adagrad.update(w, g)
        }),
        Walker::new("Adam", "adam", || {
            let mut adam = Adam::new(0.3);
            move |w: &mut [f64], g: &[f64]| adam.update(w, g)
        }),
    ]
}

impl Walker {
    /// An optimiser that takes the book's thirty steps, and then goes on.
    fn new<U: FnMut(&mut [f64], &[f64])>(
        name: &'static str,
        key: &'static str,
        fresh: impl Fn() -> U,
    ) -> Self {
        Self { name, key, path: valley::walk(STEPS, fresh()), longer: valley::walk(LONGER, fresh()) }
    }

    fn height(&self) -> f64 {
        valley::height(self.path.end())
    }
}

fn add_findings(outcome: &mut Outcome, walker: &Walker) {
    let key = walker.key;
    let [x, y] = walker.path.end();
    outcome
        .finding(format!("{key}.x"), x)
        .finding(format!("{key}.y"), y)
        .finding(format!("{key}.f"), walker.height())
        .finding(format!("{key}.path_length"), walker.path.length())
        .count(format!("{key}.flips_y"), walker.path.flips(Y))
        .count(format!("{key}.flips_x"), walker.path.flips(X))
        .finding(format!("{key}.f_after_100"), valley::height(walker.longer.end()));
}

fn table(walkers: &[Walker]) -> Table {
    let heads = ["optimiser", "x", "y", "f", "path length", "y changes sign", "x changes sign"];
    let mut table = Table::new(say!("After {STEPS} steps"), heads);
    for walker in walkers {
        let [x, y] = walker.path.end();
        table.row([
            walker.name.into(),
            x.into(),
            y.into(),
            walker.height().into(),
            walker.path.length().into(),
            Cell::count(walker.path.flips(Y)),
            Cell::count(walker.path.flips(X)),
        ]);
    }
    table
}

/// The book's figure 6-8.
fn paths(walkers: &[Walker]) -> Figure {
    let panel = |(i, walker): (usize, &Walker)| valley::path_on_map(walker.name, &walker.path, i);
    let (width, height) = valley::map_size(380.0);
    walkers
        .iter()
        .enumerate()
        .map(panel)
        .fold(Figure::new("Four paths through a long valley, f(x, y) = x²/20 + y²"), Figure::panel)
        .columns(2)
        .shared_axes()
        .panel_size(width, height)
        .caption(Words::list(
            [
                say!("{STEPS} steps each, from the ring at (−7, 2). The minimum is at the +."),
                valley::BOOKS_MAP.into(),
            ],
            " ",
        ))
}

fn heights(walkers: &[Walker]) -> Figure {
    let panel =
        Panel::new("").x(Axis::new("steps")).y(Axis::new("height f(x, y)").log10()).vline(STEPS as f64);
    let panel = walkers.iter().fold(panel, |panel, walker| {
        panel.line(Series::new(walker.name, as_points(&walker.longer.heights())))
    });
    Figure::single("AdaGrad and SGD come down steadily, momentum and Adam in waves", panel)
        .caption("The dashed line is at step 30, where the book's figure ends.")
}

fn add_claims(outcome: &mut Outcome, walkers: &[Walker; 4]) {
    let mut by_height: Vec<&Walker> = walkers.iter().collect();
    by_height.sort_by(|a, b| a.height().total_cmp(&b.height()));
    let (lowest, highest) = (by_height[0], by_height[3]);
    let (lr, alpha) = tuned();
    let tuned = valley::height(roll(lr, alpha).end());
    let straight = valley::distance(valley::START, [0.0, 0.0]);
    let sgd = &walkers[0].path;
    outcome
        .claim(
            Source::Book("6.1.7"), "SGD zigzags",
            say!(
                "y changes its sign in {} of {STEPS} steps, and the path is {:.1} long; the minimum is {straight:.1} away",
                sgd.flips(Y),
                sgd.length()
            ),
            sgd.flips(Y) == STEPS,
        )
        .claim(
            Source::Book("6.1.7"), "judging by this figure AdaGrad seems the best",
            say!("the lowest after {STEPS} steps is {}, f = {:.5}", lowest.name, lowest.height()),
            lowest.name == "AdaGrad",
        )
        .claim(
            Source::Book("6.1.7"), "which optimiser is best depends on the problem and on the settings",
            say!(
                "the highest of the four is {}, f = {:.3}; with a learning rate of {lr:.3} and α = {alpha:.3} \
                 momentum ends at {tuned:.0e}, lower than all of them",
                highest.name,
                highest.height(),
            ),
            tuned < lowest.height(),
        );
}
