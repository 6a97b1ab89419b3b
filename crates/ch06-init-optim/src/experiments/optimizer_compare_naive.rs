//! Which paths do SGD, momentum, AdaGrad and Adam take through the same long valley?
//!
//! The book's figure 6-8: SGD zigzags, momentum overshoots and comes back, AdaGrad goes almost straight to the minimum,
//! Adam swings past it. The learning rates are the book's, chosen for the picture; what the picture doesn't show is the
//! height at which each of them ends.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};

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
    outcome.note(
        "As in the book, the figure shows the 30 points before each of the 30 steps; the table's values are those \
         after the 30th step.",
    );
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
    let panel = |(i, walker): (usize, &Walker)| valley::path_on_map(walker.name, &walker.path, STEPS, i);
    walkers
        .iter()
        .enumerate()
        .map(panel)
        .fold(Figure::new("Four paths through a long valley, f(x, y) = x²/20 + y²"), Figure::panel)
        .columns(2)
        .shared_axes()
        .caption("30 positions each, from the ring at (−7, 2). The minimum is at the +.")
}

fn heights(walkers: &[Walker]) -> Figure {
    let panel =
        Panel::new("").x(Axis::new("steps")).y(Axis::new("height f(x, y)").log10()).vline(STEPS as f64);
    let panel = walkers.iter().fold(panel, |panel, walker| {
        panel.line(Series::new(walker.name, as_points(&walker.longer.heights())))
    });
    Figure::single("How high above the valley's floor?", panel)
        .caption("The dashed line is at step 30, where the book's figure ends.")
}

fn add_claims(outcome: &mut Outcome, walkers: &[Walker; 4]) {
    let mut by_height: Vec<&Walker> = walkers.iter().collect();
    by_height.sort_by(|a, b| a.height().total_cmp(&b.height()));
    let (lowest, highest) = (by_height[0], by_height[3]);
    let straight = valley::distance(valley::START, [0.0, 0.0]);
    let sgd = &walkers[0].path;
    outcome
        .claim(
            Source::Book("6.1.7"), "SGD zigzags",
            say!(
                "y changes its sign in {} of {STEPS} steps, and SGD travels {:.1} to end up {straight:.1} away",
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
            Source::OftenSaid, "Adam is always a safe choice",
            say!(
                "Adam ends at f = {:.3}; the highest of the four after {STEPS} steps is {}. \
                 A different valley, or different learning rates, would give a different order",
                walkers[3].height(),
                highest.name,
            ),
            highest.name != "Adam",
        );
}
