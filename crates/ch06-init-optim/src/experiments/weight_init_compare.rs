//! 6.2.4 How well does a network learn, depending on its initial weights? And is 0.01 really better than 0?
//!
//! Five layers, ReLU, plain SGD, real digits. The network learns fastest from He's weights, then from Xavier's. After
//! five layers with weights of standard deviation 0.01 nothing of the input is left, so that curve is practically the
//! curve of zero weights; the second figure shows how little they differ. With standard deviation 1 the loss becomes
//! NaN before it can be drawn.

use crate::comparison::{Contender, Finish, Plan, as_points, block_means, compare, mean_of_last};
use crate::smooth_curve::smooth_curve;
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Run, Scale, Source, Table, Takes, Verdict, Words, claims_unless_quick, say,
};
use core_tensor::optimizers::Sgd;
use core_tensor::training::{Evaluate, Length};
use core_tensor::{Init, MultiLayerNet, Samples};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "weight_init_compare",
    section: "6.2.4",
    question: "How well does a network learn from weights of 0.01, Xavier's, He's, zero, or 1?",
    takes: Takes::new("1 s", "16 s", "16 s"),
    run,
};

/// Key, legend, rule, marker. The first three are the book's.
const STARTS: [(&str, &str, Init, Marker); 5] = [
    ("std_0.01", "std 0.01", Init::Normal(0.01), Marker::Circle),
    ("xavier", "Xavier", Init::Xavier, Marker::Square),
    ("he", "He", Init::He, Marker::Diamond),
    ("zero", "zero", Init::Constant(0.0), Marker::Triangle),
    ("std_1", "std 1", Init::Normal(1.0), Marker::Cross),
];
const BOOKS: usize = 3;
const BATCH_SIZE: usize = 128;
const MARKER_EVERY: usize = 100;
/// The iterations shown in the table.
const ITERATIONS: [usize; 4] = [100, 500, 1000, 2000];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let (train, test) = (mnist.train.samples(), mnist.test.samples());
    let max_iterations = run.scale().pick(60, 2000, 2000);
    let contenders = STARTS.map(|(key, _, init, _)| {
        let network = MultiLayerNet::new(784, &[100; 4], 10).init(init).build(run.streams());
        Contender::new(key, network, Sgd::new(0.01))
    });
    let plan = Plan {
        length: Length::Iterations(max_iterations),
        batch_size: BATCH_SIZE,
        evaluate: Evaluate::Never,
    };
    let progress = run.progress("training from five starts", STARTS.len() * max_iterations);
    let finished = compare(contenders.into(), (&train, &test), plan, run.streams(), &progress);
    let mut outcome = Outcome::new();
    let table = record(&mut outcome, &finished, &test);
    outcome.table(table);
    outcome.figure(figure(&finished[..BOOKS], max_iterations));
    outcome.further_figure("with_zero", beside_zero(&finished[0], &finished[BOOKS], max_iterations));
    let he_ahead = he_ahead_by(run, (&train, &test), plan, max_iterations);
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &he_ahead));
    notes(&mut outcome, &finished);
    Ok(outcome)
}

fn record(outcome: &mut Outcome, finished: &[Finish], test: &Samples<f32>) -> Table {
    let mut table = Table::new(
        "Smoothed loss by iteration, and final test accuracy",
        ["weights", "100", "500", "1000", "2000", "accuracy"],
    );
    for (Finish { name, network, history }, (_, title, _, _)) in finished.iter().zip(STARTS) {
        let smooth = smooth_curve(&history.losses);
        let accuracy =
            if history.divergence.is_some() { f64::NAN } else { network.evaluate(test).accuracy() };
        let reached =
            if history.divergence.is_some() { f64::NAN } else { mean_of_last(&history.losses, 100) };
        outcome
            .finding(format!("{name}.loss_of_last_100"), reached)
            .percent(format!("{name}.test_accuracy"), accuracy)
            .count(format!("{name}.iterations"), history.losses.len());
        let mut row = vec![Cell::from(title)];
        row.extend(ITERATIONS.map(|iteration| {
            Cell::from(smooth.get(iteration - 1).map_or("–".to_owned(), |l| format!("{l:.3}")))
        }));
        row.push(if accuracy.is_nan() { Cell::from("–") } else { Cell::percent(accuracy) });
        table.row(row);
    }
    table
}

/// The book's figure 6-15.
fn figure(finished: &[Finish], max_iterations: usize) -> Figure {
    let panel = Panel::new("")
        .x(Axis::new("iterations").range(0.0, max_iterations as f64))
        .y(Axis::new("loss of a batch").range(0.0, 2.5));
    let panel = finished.iter().zip(STARTS).enumerate().fold(panel, |panel, (i, (finished, start))| {
        let line = Series::new(start.1, as_points(&smooth_curve(&finished.history.losses)));
        panel.line(line.palette(i).marker(start.3, MARKER_EVERY))
    });
    Figure::single("From He's weights ReLU learns first, from weights of std 0.01 not at all", panel).caption(
        "Smoothed over eleven batches, as in the book's figure 6-15. From weights of standard deviation 1 the loss is \
         NaN after a few iterations.",
    )
}

/// The losses of both starts enlarged, and how far they are apart.
fn beside_zero(small: &Finish, zero: &Finish, max_iterations: usize) -> Figure {
    let [small, zero] = [small, zero].map(|finish| finish.history.losses.as_slice());
    let iterations = || Axis::new("iterations").range(0.0, max_iterations as f64);
    let block = (max_iterations / 40).max(1);
    let curve = |losses: &[f64]| block_means(losses, block);
    let losses = Panel::new("The losses, enlarged")
        .x(iterations())
        .y(Axis::new("loss of a batch").range(2.28, 2.32))
        .line(Series::new("std 0.01", curve(small)).palette(0))
        .line(Series::new("zero", curve(zero)).palette(3));
    let apart: Vec<f64> = small.iter().zip(zero).map(|(a, b)| (a - b).abs()).collect();
    let apart = Panel::new("How far they are apart")
        .x(iterations())
        .y(Axis::new("difference of the losses").log10().range(1e-8, 1.0))
        .line(Series::new("", curve(&apart)).palette(0));
    Figure::new("After five layers, weights of std 0.01 are no better than zero")
        .columns(2)
        .panel(losses)
        .panel(apart)
        .caption(say!("Each point is the mean of {block} batches. On the left both lines lie on each other."))
}

/// By how much He's losses end below Xavier's: for this seed, and for two further ones. A quick run has only this one.
fn he_ahead_by(
    run: &Run,
    sets: (&Samples<f32>, &Samples<f32>),
    plan: Plan,
    max_iterations: usize,
) -> Vec<f64> {
    if run.scale() == Scale::Quick {
        return Vec::new();
    }
    let seeds = ["seed 1", "seed 2"];
    let progress = run.progress("Xavier and He, two further seeds", 2 * seeds.len() * max_iterations);
    let ahead = |seed: &&str| {
        let streams = run.streams().fork(seed);
        let contenders = [Init::Xavier, Init::He].map(|init| {
            let network = MultiLayerNet::new(784, &[100; 4], 10).init(init).build(&streams);
            Contender::new("", network, Sgd::new(0.01))
        });
        let finished = compare(contenders.into(), sets, plan, &streams, &progress);
        let [xavier, he] = [0, 1].map(|i: usize| mean_of_last(&finished[i].history.losses, 100));
        xavier - he
    };
    seeds.iter().map(ahead).collect()
}

fn last(outcome: &Outcome, key: &str) -> f64 {
    outcome.get(&format!("{key}.loss_of_last_100")).unwrap_or(f64::NAN)
}

fn claims(outcome: &mut Outcome, further: &[f64]) {
    let [small, xavier, he] = ["std_0.01", "xavier", "he"].map(|key| last(outcome, key));
    let ahead: Vec<f64> = [xavier - he].into_iter().chain(further.iter().copied()).collect();
    let listed = Words::list(ahead.iter().map(|ahead| say!("{ahead:.3}")), ", ");
    outcome
        .claim(
            Source::Book("6.2.4"),
            "with a standard deviation of 0.01 nothing is learnt, with Xavier's and He's weights it is",
            say!("mean of the last 100 losses: std 0.01 {small:.3}, Xavier {xavier:.3}, He {he:.3}"),
            small > 2.29 && he < 1.0 && xavier < 1.0,
        )
        .claim(
            Source::Book("6.2.4"),
            "He's weights learn faster than Xavier's",
            say!("in {} trainings of each, He's last losses are lower by {listed}", ahead.len()),
            Verdict::ahead(&ahead),
        );
}

fn notes(outcome: &mut Outcome, finished: &[Finish]) {
    let (small, zero) = (last(outcome, "std_0.01"), last(outcome, "zero"));
    outcome.note(say!(
        "Zero weights end at {zero:.4}, those of standard deviation 0.01 at {small:.4}: after five layers, too small is \
         as bad as zero."
    ));
    let broken = finished.iter().find(|finished| finished.name == "std_1");
    if let Some(divergence) = broken.and_then(|finished| finished.history.divergence.as_ref()) {
        outcome.note(say!("Standard deviation 1: {divergence}."));
    }
}
