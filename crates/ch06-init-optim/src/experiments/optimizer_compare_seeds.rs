//! Is the order of the optimisers the same for other seeds?
//!
//! One run of the comparison is one random draw of weights and batches. Here it is repeated: for each seed all four
//! start from the same weights and see the same batches. Where a band is as wide as the gap between two curves, their
//! order is chance.

use chapter_kit::figure::{Axis, Band, Figure, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Scale, Source, Table, Takes, Verdict, Words, say,
};
use core_tensor::training::{Evaluate, Length};
use core_tensor::{Samples, Streams};
use rayon::prelude::*;

use super::optimizer_compare_mnist::{BATCH, LAST, NAMES, contenders};
use crate::comparison::{Finish, Plan, block_means, compare, mean_of_last};
use crate::min_median_max::MinMedianMax;

/// The book's comparison with bands.
pub const EXPERIMENT: Experiment = Experiment {
    name: "optimizer_compare_seeds",
    section: "6.1.8",
    question: "Is the order of the optimisers the same for other seeds?",
    takes: Takes::new("1 s", "20 s", "40 s"),
    run,
};

/// The points of a curve in the figure.
const POINTS: usize = 40;

/// The result of one optimiser for one seed.
struct End {
    losses: Vec<f64>,
    loss: f64,
    accuracy: f64,
}

/// The results of the four, for each seed.
type Ends = Vec<Vec<End>>;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let seeds = run.scale().pick(2, 5, 5);
    let iterations = run.scale().pick(30, 600, 2_000);
    let ends = ends(run, seeds, iterations)?;
    let mut outcome = Outcome::new();
    outcome.count("seeds", seeds).count("iterations", iterations);
    let (halfway, wins) = (wins(&ends, iterations / 2), wins(&ends, iterations));
    for (optimiser, (_, key)) in NAMES.into_iter().enumerate() {
        add_findings(&mut outcome, &ends, optimiser);
        outcome.count(format!("{key}.wins"), wins[optimiser]);
        outcome.count(format!("{key}.wins_halfway"), halfway[optimiser]);
    }
    outcome.table(table(&ends, &wins, iterations)).figure(figure(&ends, iterations));
    if run.scale() != Scale::Quick {
        add_claims(&mut outcome, &ends, &halfway, &wins);
    }
    outcome.note(say!(
        "Seeds {} to {}; for each, all four start from the same weights and see the same batches.",
        run.seed(),
        run.seed().wrapping_add(seeds as u64 - 1)
    ));
    Ok(outcome)
}

/// All training runs, in parallel; the results come back in the seeds' order.
fn ends(run: &Run, seeds: usize, iterations: usize) -> anyhow::Result<Ends> {
    let mnist = run.mnist()?;
    let sets = (mnist.train.samples(), mnist.test.samples());
    let progress = run.progress("seeds × optimisers", seeds * NAMES.len() * iterations);
    let seeds: Vec<u64> = (0..seeds as u64).map(|i| run.seed().wrapping_add(i)).collect();
    seeds.into_par_iter().map(|seed| ends_of(&Streams::new(seed), &sets, iterations, &progress)).collect()
}

fn ends_of(
    streams: &Streams,
    (train, test): &(Samples<f32>, Samples<f32>),
    iterations: usize,
    progress: &Progress,
) -> anyhow::Result<Vec<End>> {
    let plan = Plan { length: Length::Iterations(iterations), batch_size: BATCH, evaluate: Evaluate::Never };
    let finished = compare(contenders(streams), (train, test), plan, streams, progress);
    let end = |contender: Finish| {
        let accuracy = contender.network.evaluate(test).accuracy();
        let losses = contender.history.losses;
        Ok(End { loss: mean_of_last(&losses, LAST), losses, accuracy })
    };
    finished.into_iter().map(end).collect()
}

/// The number of seeds for which each optimiser has the lowest loss after `iterations` iterations.
fn wins(ends: &Ends, iterations: usize) -> [usize; 4] {
    let mut wins = [0; 4];
    for ends in ends {
        let losses: Vec<f64> = ends.iter().map(|end| mean_of_last(&end.losses[..iterations], LAST)).collect();
        let winner = (1..losses.len()).fold(0, |best, i| if losses[i] < losses[best] { i } else { best });
        wins[winner] += 1;
    }
    wins
}

fn range(ends: &Ends, optimiser: usize, of: impl Fn(&End) -> f64) -> MinMedianMax {
    MinMedianMax::of(ends.iter().map(|ends| of(&ends[optimiser])))
}

fn add_findings(outcome: &mut Outcome, ends: &Ends, optimiser: usize) {
    let key = NAMES[optimiser].1;
    let loss = range(ends, optimiser, |end| end.loss);
    let accuracy = range(ends, optimiser, |end| end.accuracy);
    outcome
        .finding(format!("{key}.loss_last_100.median"), loss.median)
        .finding(format!("{key}.loss_last_100.min"), loss.min)
        .finding(format!("{key}.loss_last_100.max"), loss.max)
        .percent(format!("{key}.test_accuracy.median"), accuracy.median)
        .percent(format!("{key}.test_accuracy.min"), accuracy.min)
        .percent(format!("{key}.test_accuracy.max"), accuracy.max);
}

fn figure(ends: &Ends, iterations: usize) -> Figure {
    let block = (iterations / POINTS).max(1);
    let losses =
        Panel::new("Loss of a batch").x(Axis::new("iterations")).y(Axis::new("loss of a batch").log10());
    let losses = (0..NAMES.len()).fold(losses, |panel, optimiser| {
        let ranges = loss_ranges(ends, optimiser, block);
        let band = ranges.iter().map(|(at, range)| (*at, range.min, range.max));
        let median = ranges.iter().map(|(at, range)| (*at, range.median));
        panel
            .band(Band::new(band).palette(optimiser))
            .line(Series::new(NAMES[optimiser].0, median).palette(optimiser))
    });
    let names = NAMES.into_iter().enumerate().map(|(i, (name, _))| (i as f64, name));
    let accuracies = Panel::new("Test accuracy at the end")
        .x(Axis::new("").named_ticks(names).range(-0.5, NAMES.len() as f64 - 0.5))
        .y(Axis::new("test accuracy (%)"));
    let count = ends.len();
    let accuracies = (0..NAMES.len()).fold(accuracies, |panel, optimiser| {
        let points = ends
            .iter()
            .enumerate()
            .map(move |(seed, ends)| (beside(optimiser, seed, count), 100.0 * ends[optimiser].accuracy));
        panel.scatter(Series::new("", points).palette(optimiser).width(3.0))
    });
    Figure::new("Whatever the seed, SGD learns slowest").panel(losses).panel(accuracies).columns(2).caption(say!(
        "Left: median of {count} seeds, and bands from the lowest to the highest; each point is the mean of {block} \
         batches. Right: a point for each seed."
    ))
}

/// The position of a seed's point, next to those of the other seeds of this optimiser.
fn beside(optimiser: usize, seed: usize, seeds: usize) -> f64 {
    optimiser as f64 + 0.08 * (seed as f64 - (seeds as f64 - 1.0) / 2.0)
}

/// Minimum, median and maximum over the seeds of one optimiser's losses, averaged over blocks of batches.
fn loss_ranges(ends: &Ends, optimiser: usize, block: usize) -> Vec<(f64, MinMedianMax)> {
    let curves: Vec<Vec<(f64, f64)>> =
        ends.iter().map(|ends| block_means(&ends[optimiser].losses, block)).collect();
    let points = curves.iter().map(Vec::len).min().unwrap_or(0);
    let range = |i: usize| (curves[0][i].0, MinMedianMax::of(curves.iter().map(|curve| curve[i].1)));
    (0..points).map(range).collect()
}

/// For each seed, by how much this optimiser's last losses are lower than `than` of the others'.
fn lower_by(ends: &Ends, optimiser: usize, than: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let difference = |ends: &Vec<End>| {
        let others: Vec<f64> =
            ends.iter().enumerate().filter(|(i, _)| *i != optimiser).map(|(_, end)| end.loss).collect();
        than(&others) - ends[optimiser].loss
    };
    ends.iter().map(difference).collect()
}

fn add_claims(outcome: &mut Outcome, ends: &Ends, halfway: &[usize; 4], wins: &[usize; 4]) {
    let accuracy = |optimiser: usize| range(ends, optimiser, |end| end.accuracy);
    let (sgd, momentum, adagrad, adam) = (accuracy(0), accuracy(1), accuracy(2), accuracy(3));
    let [.., adagrad_wins, adam_wins] = *wins;
    let highest = |losses: &[f64]| losses.iter().copied().fold(0.0, f64::max);
    let lowest = |losses: &[f64]| losses.iter().copied().fold(f64::INFINITY, f64::min);
    let behind: Vec<f64> = lower_by(ends, 0, highest).into_iter().map(|lower| -lower).collect();
    outcome
        .claim(
            Source::Book("6.1.8"),
            "SGD learns slowest",
            say!(
                "its best test accuracy is {:.2} %, the worst of momentum {:.2} %",
                100.0 * sgd.max,
                100.0 * momentum.min
            ),
            Verdict::ahead(&behind),
        )
        .claim(
            Source::Book("6.1.8"), "AdaGrad learns a little faster than the others",
            say!(
                "AdaGrad has the lowest loss for {adagrad_wins} of {} seeds, Adam for {adam_wins} (halfway for {} and \
                 {}); their test accuracies go from {:.2} to {:.2} % and from {:.2} to {:.2} %",
                ends.len(),
                halfway[2],
                halfway[3],
                100.0 * adagrad.min,
                100.0 * adagrad.max,
                100.0 * adam.min,
                100.0 * adam.max
            ),
            Verdict::ahead(&lower_by(ends, 2, lowest)),
        );
}

fn table(ends: &Ends, wins: &[usize; 4], iterations: usize) -> Table {
    let heads =
        ["optimiser", "mean of the last 100 losses", "test accuracy, %", "seeds with the lowest loss"];
    let title = say!("{} seeds, {iterations} iterations each: median (lowest to highest)", ends.len());
    let mut table = Table::new(title, heads);
    for (i, (name, _)) in NAMES.into_iter().enumerate() {
        let (loss, accuracy) = (range(ends, i, |end| end.loss), range(ends, i, |end| end.accuracy));
        table.row([
            name.into(),
            Cell::from(median_and_range(loss, 1.0, 3)),
            Cell::from(median_and_range(accuracy, 100.0, 2)),
            Cell::count(wins[i]),
        ]);
    }
    table
}

fn median_and_range(range: MinMedianMax, times: f64, decimals: usize) -> Words {
    let [min, median, max] = [range.min, range.median, range.max].map(|value| times * value);
    say!("{median:.decimals$} ({min:.decimals$} to {max:.decimals$})")
}
