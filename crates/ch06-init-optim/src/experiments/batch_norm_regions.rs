//! 6.3.2 Where does batch normalisation *not* win?
//!
//! The same two networks, but from several seeds and only at the end: the training accuracy after 19 epochs, against
//! the standard deviation of the initial weights and, for He's weights, against the learning rate. The range in which
//! the plain network is ahead is bounded on both sides. With He's weights, whose standard deviation is smaller in the
//! first layer with its many inputs, batch normalisation is ahead at the book's learning rate; at larger ones both
//! learn everything, until the plain network diverges and only the normalised one still trains.

use super::batch_norm_test::{
    Duel, EPOCHS, IMAGES, LR, batches_an_epoch, final_accuracy, first_stds, plan, rounded,
};
use crate::min_median_max::MinMedianMax;
use crate::overfitting::as_numbers;
use chapter_kit::figure::{Axis, Band, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Words, claims_unless_quick, say,
};
use core_tensor::training::Evaluate;
use core_tensor::{Init, Samples};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "batch_norm_regions",
    section: "6.3.2",
    question: "For which initial weights and learning rates does batch normalisation not win?",
    takes: Takes::new("1 s", "10 s", "80 s"),
    run,
};

/// Ticks on both logarithmic axes.
const TICKS: [(f64, &str); 7] = [
    (1e-4, "0.0001"),
    (1e-3, "0.001"),
    (0.01, "0.01"),
    (0.03, "0.03"),
    (0.1, "0.1"),
    (0.3, "0.3"),
    (1.0, "1"),
];
/// Learning rates to try with He's weights.
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
    let results = run_all(run, &settings, (seeds, epochs), &images, &progress);
    let (by_std, by_rate) = results.split_at(stds.len());
    let mut outcome = Outcome::new();
    outcome.count("seeds", seeds);
    findings(&mut outcome, by_std, by_rate);
    outcome.figure(figure(by_std, by_rate, (seeds, epochs)));
    outcome.table(table("Learning rate 0.01: median (lowest to highest)", "initial std", by_std));
    outcome.table(table("He's initial weights: median (lowest to highest)", "learning rate", by_rate));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, by_std, by_rate));
    Ok(outcome)
}

/// The results of all seeds' duels for one setting.
struct SettingResult {
    at: f64,
    plain: MinMedianMax,
    normalised: MinMedianMax,
    /// The number of duels in which the plain network was ahead.
    plain_ahead: usize,
    /// The number of duels in which the plain network overflowed.
    overflows: usize,
}

impl SettingResult {
    fn of(at: f64, duels: &[Duel]) -> Self {
        let ends = |history: fn(&Duel) -> f64| MinMedianMax::of(duels.iter().map(history));
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

/// Runs every setting with every seed, and groups the results by setting.
fn run_all(
    run: &Run,
    settings: &[(f64, Init, f64)],
    (seeds, epochs): (usize, usize),
    images: &Samples<f32>,
    progress: &Progress,
) -> Vec<SettingResult> {
    let plan = plan(epochs, Evaluate::Every(epochs * batches_an_epoch(images)));
    let all: Vec<Duel> = (0..settings.len() * seeds)
        .into_par_iter()
        .map(|job| {
            let (_, init, lr) = settings[job / seeds];
            let streams = run.streams().fork(&format!("seed {}", job % seeds));
            Duel::fight(init, lr, images, plan, &streams, progress)
        })
        .collect();
    settings.iter().zip(all.chunks(seeds)).map(|(&(at, ..), duels)| SettingResult::of(at, duels)).collect()
}

fn findings(outcome: &mut Outcome, by_std: &[SettingResult], by_rate: &[SettingResult]) {
    for (axis, results) in [("std", by_std), ("lr", by_rate)] {
        for result in results {
            let name = format!("{axis}_{}", rounded(result.at));
            outcome.percent(format!("{name}.batch_norm"), result.normalised.median);
            outcome.percent(format!("{name}.plain"), result.plain.median);
            outcome.count(format!("{name}.seeds_with_plain_ahead"), result.plain_ahead);
        }
    }
    let winning = by_std.iter().filter(|result| result.plain_ahead_by() > 0.0);
    let (least, greatest, by) =
        winning.fold((f64::INFINITY, 0.0f64, 0.0f64), |(least, greatest, by), result| {
            (least.min(result.at), greatest.max(result.at), by.max(result.plain_ahead_by()))
        });
    if greatest > 0.0 {
        outcome.finding("plain_ahead.from_std", least);
        outcome.finding("plain_ahead.to_std", greatest);
        outcome.finding("plain_ahead.by_at_most", by);
    }
}

fn figure(by_std: &[SettingResult], by_rate: &[SettingResult], (seeds, epochs): (usize, usize)) -> Figure {
    Figure::new("From some initial weights the plain network is ahead of batch normalisation")
        .columns(2)
        .panel_size(400.0, 280.0)
        .legend(Legend::OutsideTop)
        .caption(say!(
            "Training accuracy after {epochs} epochs: medians of {seeds} seeds, and bands from the lowest to the highest."
        ))
        .panel(panel("Learning rate 0.01", "standard deviation of the initial weights", by_std))
        .panel(panel("He's initial weights", "learning rate", by_rate))
}

fn panel(title: &'static str, axis: &'static str, results: &[SettingResult]) -> Panel {
    let normalised = |result: &SettingResult| (result.at, result.normalised);
    let plain = |result: &SettingResult| (result.at, result.plain);
    let curves: [(&str, Vec<(f64, MinMedianMax)>); 2] = [
        ("batch normalisation", results.iter().map(normalised).collect()),
        ("plain", results.iter().map(plain).collect()),
    ];
    let mut panel = Panel::new(title)
        .x(Axis::new(axis).log10().named_ticks(TICKS))
        .y(Axis::new("training accuracy").range(0.0, 1.02));
    for (i, (name, curve)) in curves.into_iter().enumerate() {
        let range = curve.iter().map(|(at, range)| (*at, range.min, range.max));
        let median = Series::new(name, curve.iter().map(|(at, range)| (*at, range.median))).palette(i);
        let median =
            if i == 0 { median.marker(Marker::Circle, 1) } else { median.dashed().marker(Marker::Square, 1) };
        panel = panel.band(Band::new(range).palette(i)).line(median);
    }
    panel
}

fn table(title: &'static str, axis: &'static str, results: &[SettingResult]) -> Table {
    let heads = [axis, "batch normalisation, %", "plain, %", "overflows"];
    let mut table = Table::new(title, heads);
    for result in results {
        let mut cells = vec![Cell::from(rounded(result.at))];
        for range in [result.normalised, result.plain] {
            let [min, median, max] = [range.min, range.median, range.max].map(|share| 100.0 * share);
            cells.push(Cell::from(say!("{median:.1} ({min:.1} to {max:.1})")));
        }
        cells.push(Cell::count(result.overflows));
        table.row(cells);
    }
    table
}

fn claims(outcome: &mut Outcome, by_std: &[SettingResult], by_rate: &[SettingResult]) {
    let (worst, best) = (by_normalised(by_std, f64::min), by_normalised(by_std, f64::max));
    outcome.claim(
        Source::OftenSaid,
        "with batch normalisation the initial weights hardly matter",
        say!(
            "with it the training accuracy goes from {:.1} to {:.1} %, depending on their standard deviation (medians)",
            100.0 * worst,
            100.0 * best
        ),
        best - worst < 0.1,
    );
    // Ahead for every seed, by more than the seeds differ.
    let lost: Vec<&SettingResult> =
        by_std.iter().filter(|result| result.plain.min > result.normalised.max).collect();
    let words = lost.iter().map(|result| {
        say!(
            "{} ({:.1} % against {:.1} %)",
            rounded(result.at),
            100.0 * result.plain.median,
            100.0 * result.normalised.median
        )
    });
    outcome.claim(
        Source::OftenSaid,
        "whatever its initial weights, a network learns faster with batch normalisation than without",
        say!(
            "so it is for {} of {} standard deviations; every seed of the plain network is ahead at {}",
            by_std.iter().filter(|result| result.normalised.min > result.plain.max).count(),
            by_std.len(),
            if lost.is_empty() { "none".into() } else { Words::list(words, ", ") }
        ),
        lost.is_empty(),
    );
    if let Some(largest) = by_rate.last() {
        outcome.claim(
            Source::OftenSaid,
            "batch normalisation allows larger learning rates",
            say!(
                "with a learning rate of {} the network ends at {:.1} % with it, at {:.1} % without it (medians)",
                largest.at,
                100.0 * largest.normalised.median,
                100.0 * largest.plain.median
            ),
            largest.normalised.min > largest.plain.max,
        );
    }
}

/// The worst or the best median with batch normalisation.
fn by_normalised(results: &[SettingResult], of: fn(f64, f64) -> f64) -> f64 {
    results.iter().map(|result| result.normalised.median).reduce(of).unwrap_or(f64::NAN)
}
