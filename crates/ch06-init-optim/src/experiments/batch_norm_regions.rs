//! 6.3.2 Where does batch normalisation *not* win?
//!
//! The same two networks as in `batch_norm_test`, but from several seeds, and only the end is looked at: the training
//! accuracy after 19 epochs, against the spread of the first weights, and, for He's weights, against the learning rate.
//!
//! What to see: a narrow region of spreads where the plain network is ahead after these few steps. It is bounded on both
//! sides: above it numbers overflow, below it the signal dies out. With He's weights, whose spread is smaller in the
//! first layer with its many inputs, batch normalisation is ahead at the book's learning rate; at larger ones both learn
//! everything, until the plain network breaks down and the normalised one does not mind. So batch normalisation buys
//! safety in the first place, and speed where the first weights or the learning rate are not the right ones.

use super::batch_norm_test::{
    Duel, EPOCHS, IMAGES, LR, batches_an_epoch, final_accuracy, first_stds, plan, rounded,
};
use crate::overfitting::as_numbers;
use crate::spread::Spread;
use chapter_kit::figure::{Axis, Band, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Table, Takes, claims_unless_quick};
use core_tensor::training::Evaluate;
use core_tensor::{Init, Samples};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "batch_norm_regions",
    section: "6.3.2",
    question: "For which first weights and learning rates does batch normalisation not win?",
    takes: Takes::new("1 s", "10 s", "80 s"),
    run,
};

/// Marks on both logarithmic axes.
const TICKS: [(f64, &str); 7] = [
    (1e-4, "0.0001"),
    (1e-3, "0.001"),
    (0.01, "0.01"),
    (0.03, "0.03"),
    (0.1, "0.1"),
    (0.3, "0.3"),
    (1.0, "1"),
];
/// Learning rates tried with He's weights.
const RATES: [f64; 5] = [0.01, 0.03, 0.1, 0.3, 1.0];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = as_numbers(&run.mnist()?.train.first(IMAGES).samples());
    let stds: Vec<f64> = match run.scale().pick(3, 10, 16) {
        3 => vec![1.0, first_stds(1)[3], 0.01],
        n => first_stds(1).into_iter().take(n).collect(),
    };
    let rates = &RATES[..run.scale().pick(1, 5, 5)];
    let by_std = stds.iter().map(|&std| (std, Init::Normal(std), LR));
    let by_rate = rates.iter().map(|&lr| (lr, Init::He, lr));
    let settings: Vec<(f64, Init, f64)> = by_std.chain(by_rate).collect();
    let seeds = run.scale().pick(1, 3, 10);
    let epochs = run.scale().pick(5, EPOCHS, EPOCHS);
    let progress =
        run.progress("iterations", 2 * settings.len() * seeds * epochs * batches_an_epoch(&images));
    let places = places(run, &settings, (seeds, epochs), &images, &progress);
    let (by_std, by_rate) = places.split_at(stds.len());
    let mut outcome = Outcome::new();
    outcome.count("seeds", seeds);
    findings(&mut outcome, by_std, by_rate);
    outcome.figure(figure(by_std, by_rate, seeds));
    outcome.table(table("First std, learning rate 0.01", "std", by_std));
    outcome.table(table("Learning rate, He's weights", "learning rate", by_rate));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, by_std, by_rate));
    Ok(outcome)
}

/// The ends of all seeds' duels at one place of the axis.
struct Place {
    at: f64,
    plain: Spread,
    normalised: Spread,
    /// Duels in which the plain network was ahead.
    plain_ahead: usize,
    /// Duels in which the plain network overflowed.
    overflows: usize,
}

impl Place {
    fn of(at: f64, duels: &[Duel]) -> Self {
        let ends = |history: fn(&Duel) -> f64| Spread::of(duels.iter().map(history));
        Self {
            at,
            plain: ends(|duel| final_accuracy(&duel.plain)),
            normalised: ends(|duel| final_accuracy(&duel.normalised)),
            plain_ahead: duels.iter().filter(|duel| duel.plain_ahead_by() > 0.0).count(),
            overflows: duels.iter().filter(|duel| duel.plain.divergence.is_some()).count(),
        }
    }

    fn plain_ahead_by(&self) -> f64 {
        self.plain.median - self.normalised.median
    }
}

/// Fights every setting with every seed, and gathers the ends by setting.
fn places(
    run: &Run,
    settings: &[(f64, Init, f64)],
    (seeds, epochs): (usize, usize),
    images: &Samples<f32>,
    progress: &Progress,
) -> Vec<Place> {
    let plan = plan(epochs, Evaluate::Every(epochs * batches_an_epoch(images)));
    let all: Vec<Duel> = (0..settings.len() * seeds)
        .into_par_iter()
        .map(|job| {
            let (_, init, lr) = settings[job / seeds];
            let streams = run.streams().fork(&format!("seed {}", job % seeds));
            Duel::fight(init, lr, images, plan, &streams, progress)
        })
        .collect();
    settings.iter().zip(all.chunks(seeds)).map(|(&(at, ..), duels)| Place::of(at, duels)).collect()
}

fn findings(outcome: &mut Outcome, by_std: &[Place], by_rate: &[Place]) {
    for (axis, places) in [("std", by_std), ("lr", by_rate)] {
        for place in places {
            let name = format!("{axis}_{}", rounded(place.at));
            outcome.percent(format!("{name}.batch_norm"), place.normalised.median);
            outcome.percent(format!("{name}.plain"), place.plain.median);
            outcome.count(format!("{name}.seeds_with_plain_ahead"), place.plain_ahead);
        }
    }
    let winning = by_std.iter().filter(|place| place.plain_ahead_by() > 0.0);
    let (least, greatest, by) =
        winning.fold((f64::INFINITY, 0.0f64, 0.0f64), |(least, greatest, by), place| {
            (least.min(place.at), greatest.max(place.at), by.max(place.plain_ahead_by()))
        });
    if greatest > 0.0 {
        outcome.finding("plain_ahead.from_std", least);
        outcome.finding("plain_ahead.to_std", greatest);
        outcome.finding("plain_ahead.by_at_most", by);
    }
}

fn figure(by_std: &[Place], by_rate: &[Place], seeds: usize) -> Figure {
    Figure::new(format!("Training accuracy at the end: median and range of {seeds} seeds"))
        .columns(2)
        .panel_size(400.0, 280.0)
        .legend(Legend::OutsideTop)
        .panel(panel("Learning rate 0.01", "standard deviation of the first weights", by_std))
        .panel(panel("He's first weights", "learning rate", by_rate))
}

fn panel(title: &str, axis: &str, places: &[Place]) -> Panel {
    let normalised = |place: &Place| (place.at, place.normalised);
    let plain = |place: &Place| (place.at, place.plain);
    let curves: [(&str, Vec<(f64, Spread)>); 2] = [
        ("batch normalisation", places.iter().map(normalised).collect()),
        ("plain", places.iter().map(plain).collect()),
    ];
    let mut panel = Panel::new(title)
        .x(Axis::new(axis).log10().named_ticks(TICKS))
        .y(Axis::new("accuracy").range(0.0, 1.02));
    for (i, (name, curve)) in curves.into_iter().enumerate() {
        let range = curve.iter().map(|(at, spread)| (*at, spread.min, spread.max));
        let median = Series::new(name, curve.iter().map(|(at, spread)| (*at, spread.median))).palette(i);
        let median =
            if i == 0 { median.marker(Marker::Circle, 1) } else { median.dashed().marker(Marker::Square, 1) };
        panel = panel.band(Band::new(range).palette(i)).line(median);
    }
    panel
}

fn table(title: &str, axis: &str, places: &[Place]) -> Table {
    let heads =
        [axis, "batch norm: least", "median", "greatest", "plain: least", "median", "greatest", "overflows"];
    let mut table = Table::new(title, heads);
    for place in places {
        let mut cells = vec![Cell::from(rounded(place.at))];
        for Spread { min, median, max } in [place.normalised, place.plain] {
            cells.extend([min, median, max].map(Cell::percent));
        }
        cells.push(Cell::count(place.overflows));
        table.row(cells);
    }
    table
}

fn claims(outcome: &mut Outcome, by_std: &[Place], by_rate: &[Place]) {
    for (says, axis, places) in [
        ("batch normalisation frees us from the first weights: it is ahead for every spread", "std", by_std),
        (
            "batch normalisation allows larger learning rates: it is ahead for each of them",
            "learning rate",
            by_rate,
        ),
    ] {
        let lost: Vec<String> = places
            .iter()
            .filter(|place| place.plain_ahead_by() > 0.0)
            .map(|place| {
                format!(
                    "{} ({:.3} against {:.3})",
                    rounded(place.at),
                    place.plain.median,
                    place.normalised.median
                )
            })
            .collect();
        let numbers = match lost.as_slice() {
            [] => format!("ahead or equal at all {} places (medians)", places.len()),
            lost => format!("the plain network is ahead at {axis} {} (medians)", lost.join(", ")),
        };
        outcome.claim(says, numbers, lost.is_empty());
    }
}
