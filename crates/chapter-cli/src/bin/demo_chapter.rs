//! A chapter in miniature, on which the tests try what every chapter shares: `cargo run -p chapter-cli -- --list`.

use chapter_kit::{Source, say};
use std::process::ExitCode;

use anyhow::Context;
use chapter_kit::{
    Cell, Chapter, Experiment, Outcome, Run, Table, Takes,
    figure::{Axis, Figure, Panel, Series},
};
use rand::RngExt;

const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        name: "fair_coin",
        section: "1.1",
        question: "How often does a fair coin show heads?",
        takes: Takes::new("1 s", "1 s", "5 s"),
        run: fair_coin,
    },
    Experiment {
        name: "random_walk",
        section: "1.2",
        question: "How far does a walker come who throws a coin before every step?",
        takes: Takes::always("1 s"),
        run: random_walk,
    },
    Experiment {
        name: "first_digit",
        section: "1.10",
        question: "What is the first digit of the training set?",
        takes: Takes::always("1 s"),
        run: first_digit,
    },
    Experiment {
        name: "not_a_number",
        section: "2.1",
        question: "What is zero divided by zero?",
        takes: Takes::always("1 s"),
        run: not_a_number,
    },
    Experiment {
        name: "lost_coin",
        section: "2.2",
        question: "What happens when an experiment fails?",
        takes: Takes::always("1 s"),
        run: lost_coin,
    },
    Experiment {
        name: "wrong_index",
        section: "2.3",
        question: "What happens when the code of an experiment is wrong?",
        takes: Takes::always("1 s"),
        run: wrong_index,
    },
];

fn main() -> ExitCode {
    chapter_cli::main(Chapter {
        name: "demo-chapter",
        title: "what every chapter shares",
        experiments: EXPERIMENTS,
    })
}

fn fair_coin(run: &Run) -> anyhow::Result<Outcome> {
    let throws = run.scale().pick(100, 10_000, 1_000_000);
    let progress = run.progress("throwing", throws);
    let mut rng = run.rng("coin");
    let mut heads = 0;
    for _ in 0..throws {
        heads += usize::from(rng.random_bool(0.5));
        progress.inc(1);
    }
    let share = heads as f64 / throws as f64;

    let mut outcome = Outcome::new();
    outcome.count("throws", throws).percent("heads.share", share);
    outcome.claim(
        Source::OftenSaid,
        "A fair coin shows heads in exactly half of all throws.",
        say!("It showed heads in {heads} of {throws} throws."),
        2 * heads == throws,
    );
    Ok(outcome)
}

fn random_walk(run: &Run) -> anyhow::Result<Outcome> {
    let steps = run.scale().pick(16, 64, 256);
    let mut rng = run.rng("coin");
    let mut table = Table::new("On the way", ["after", "at"]);
    let mut place = 0.0;
    let mut path = vec![(0.0, place)];
    for step in 1..=steps {
        place += if rng.random_bool(0.5) { 1.0 } else { -1.0 };
        path.push((step as f64, place));
        if step % (steps / 4) == 0 {
            table.row([Cell::count(step), place.into()]);
        }
    }

    let mut outcome = Outcome::new();
    outcome.table(table).unit("end", place, "steps");
    outcome.figure(drawn(&path)).further_figure("first_half", drawn(&path[..=steps / 2]));
    outcome.note("The distance grows as the square root of the number of steps.");
    Ok(outcome)
}

fn drawn(path: &[(f64, f64)]) -> Figure {
    let panel = Panel::new("").x(Axis::new("step")).y(Axis::new("place"));
    Figure::single("A random walk", panel.line(Series::new("walker", path.iter().copied())))
}

fn first_digit(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    outcome.count("label", usize::from(run.mnist()?.train.labels[0]));
    Ok(outcome)
}

fn not_a_number(_run: &Run) -> anyhow::Result<Outcome> {
    let (nothing, zero) = (0.0, 0.0);
    let mut outcome = Outcome::new();
    outcome.finding("zero_by_zero", nothing / zero).finding("one_by_zero", 1.0 / zero);
    Ok(outcome)
}

fn lost_coin(_run: &Run) -> anyhow::Result<Outcome> {
    Err(anyhow::anyhow!("it rolled under the table")).context("there is no coin to throw")
}

fn wrong_index(_run: &Run) -> anyhow::Result<Outcome> {
    let nothing: [f64; 0] = [];
    let mut outcome = Outcome::new();
    outcome.finding("first", nothing[outcome.findings().len()]);
    Ok(outcome)
}
