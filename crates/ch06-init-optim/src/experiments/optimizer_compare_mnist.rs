//! Which optimiser learns the digits fastest?
//!
//! The book's figure 6-9: SGD comes last by far; momentum, AdaGrad and Adam are close together. Unlike in the book's
//! script, all four start from the same weights, so only the optimisers differ. The curves show each batch's loss
//! before the step, as training does everywhere here; the table gives the losses at the end both ways.

use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Verdict, say};
use core_tensor::optimizers::{AdaGrad, Adam, Momentum, Sgd};
use core_tensor::tensor::single_threaded;
use core_tensor::training::{Evaluate, Sets, Trainer};
use core_tensor::{MultiLayerNet, Samples, Streams};
use rayon::prelude::*;

use crate::comparison::{Contender, block_means, mean_of_last};

/// The book's script and figure.
pub const EXPERIMENT: Experiment = Experiment {
    name: "optimizer_compare_mnist",
    section: "6.1.8",
    question: "Which optimiser learns the digits fastest?",
    takes: Takes::new("1 s", "8 s", "8 s"),
    run,
};

/// The four in the book's order: the name in legends and the one in findings.
pub(super) const NAMES: [(&str, &str); 4] =
    [("SGD", "sgd"), ("Momentum", "momentum"), ("AdaGrad", "adagrad"), ("Adam", "adam")];

/// Images in a batch.
pub(super) const BATCH: usize = 128;

/// So many losses at the end are averaged.
pub(super) const LAST: usize = 100;

/// Iterations of the book's script.
const BOOK_ITERATIONS: usize = 2_000;
/// Where the book's script ends, over three seeds: the mean of the last 100 losses after the step, from and to.
const BOOK: [(f64, f64); 4] = [(0.197, 0.200), (0.062, 0.063), (0.026, 0.032), (0.036, 0.042)];
/// The points of a curve in the figure.
const POINTS: usize = 40;

/// How one of the four learned.
struct Learned {
    /// The loss of each batch before the step.
    losses: Vec<f64>,
    /// The mean of the last of them.
    before_step: f64,
    /// The mean of the same batches' losses after the step, as the book takes it.
    after_step: f64,
    accuracy: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let iterations = run.scale().pick(60, BOOK_ITERATIONS, BOOK_ITERATIONS);
    let learned = learn_all(run, iterations)?;
    let mut outcome = Outcome::new();
    add_start(&mut outcome, &learned);
    for ((_, key), learned) in NAMES.into_iter().zip(&learned) {
        outcome
            .finding(format!("{key}.loss_before_step"), learned.before_step)
            .finding(format!("{key}.loss_after_step"), learned.after_step)
            .percent(format!("{key}.test_accuracy"), learned.accuracy);
    }
    outcome.table(table(&learned, iterations)).figure(figure(&learned));
    if iterations == BOOK_ITERATIONS {
        add_claims(&mut outcome, &learned);
    }
    outcome.note(
        "All four start from the same weights and see the same batches; the book's script gives each its own random \
         weights. Batches come from real epochs (every image once), and the curves show the loss before the step; the \
         book draws with replacement and takes the loss after the step. Its script was run with three seeds.",
    );
    Ok(outcome)
}

/// Networks that start equal, each with its optimiser; the learning rates are the book's.
pub(super) fn contenders(streams: &Streams) -> Vec<Contender> {
    let network = || MultiLayerNet::new(784, &[100; 4], 10).build(streams);
    vec![
        Contender::new(NAMES[0].0, network(), Sgd::new(0.01)),
        Contender::new(NAMES[1].0, network(), Momentum::new(0.01)),
        Contender::new(NAMES[2].0, network(), AdaGrad::new(0.01)),
        Contender::new(NAMES[3].0, network(), Adam::new(0.001)),
    ]
}

fn learn_all(run: &Run, iterations: usize) -> anyhow::Result<Vec<Learned>> {
    let mnist = run.mnist()?;
    let sets = (mnist.train.samples(), mnist.test.samples());
    let progress = run.progress("four optimisers", NAMES.len() * iterations);
    let contenders = contenders(run.streams()).into_par_iter();
    let learn = |runner| single_threaded(|| learn(runner, &sets, iterations, run.streams(), &progress));
    contenders.map(learn).collect()
}

/// One training. Of the last batches it computes the loss a second time, after the step.
fn learn(
    Contender { mut network, optimizer, .. }: Contender,
    (train, test): &(Samples<f32>, Samples<f32>),
    iterations: usize,
    streams: &Streams,
    progress: &Progress,
) -> anyhow::Result<Learned> {
    let trainer = Trainer::new(optimizer).iterations(iterations).batch_size(BATCH).streams(streams);
    let mut after = Vec::new();
    let sets = Sets::new(train, test);
    let history = trainer.evaluate(Evaluate::Never).fit_with(&mut network, &sets, |training, _| {
        if training.done() + LAST > iterations {
            let (x, t) = train.batch(training.last_batch());
            after.push(f64::from(training.network().loss(&x, &t)));
        }
        progress.inc(1);
    })?;
    Ok(Learned {
        before_step: mean_of_last(&history.losses, LAST),
        after_step: mean_of_last(&after, LAST),
        accuracy: network.evaluate(test).accuracy(),
        losses: history.losses,
    })
}

/// The same weights on the same batch: the first losses must not differ in a single bit.
fn add_start(outcome: &mut Outcome, learned: &[Learned]) {
    let first = |learned: &Learned| learned.losses.first().copied().unwrap_or(f64::NAN);
    let (low, high) = learned
        .iter()
        .map(first)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), loss| (low.min(loss), high.max(loss)));
    outcome.finding("first_loss", high).finding("first_loss_spread", high - low);
}

fn table(learned: &[Learned], iterations: usize) -> Table {
    let heads = [
        "optimiser",
        "loss before the step",
        "loss after it",
        "the book's script, after it",
        "test accuracy",
    ];
    let title = say!("After {iterations} iterations: mean of the last {LAST} losses");
    let mut table = Table::new(title, heads);
    for (((name, _), learned), (from, to)) in NAMES.into_iter().zip(learned).zip(BOOK) {
        let book = if iterations == BOOK_ITERATIONS { say!("{from:.3} to {to:.3}") } else { "–".into() };
        table.row([
            name.into(),
            learned.before_step.into(),
            learned.after_step.into(),
            Cell::from(book),
            Cell::percent(learned.accuracy),
        ]);
    }
    table
}

/// The book's figure 6-9, on a logarithmic axis, where the three lowest curves can be told apart.
fn figure(learned: &[Learned]) -> Figure {
    let iterations = learned.iter().map(|learned| learned.losses.len()).max().unwrap_or(0);
    let block = (iterations / POINTS).max(1);
    let panel = Panel::new("").x(Axis::new("iterations")).y(Axis::new("loss of a batch").log10());
    let panel = NAMES.into_iter().zip(learned).fold(panel, |panel, ((name, _), learned)| {
        panel.line(Series::new(name, block_means(&learned.losses, block)))
    });
    Figure::single("Of four optimisers on MNIST, SGD learns slowest", panel).caption(say!(
        "The loss before the step; each point is the mean of {block} batches. All four start from the same weights."
    ))
}

fn add_claims(outcome: &mut Outcome, learned: &[Learned]) {
    let lowest = |loss: fn(&Learned) -> f64| {
        (1..NAMES.len()).fold(0, |best, i| if loss(&learned[i]) < loss(&learned[best]) { i } else { best })
    };
    let (before, after) = (lowest(|learned| learned.before_step), lowest(|learned| learned.after_step));
    let next = learned[1..].iter().map(|other| other.before_step).fold(0.0, f64::max);
    outcome
        .claim(
            Source::Book("6.1.8"),
            "SGD learns slowest",
            say!(
                "its last losses have a mean of {:.3} before the step, those of the next slowest {next:.3}",
                learned[0].before_step
            ),
            next < learned[0].before_step,
        )
        .claim(
            Source::Book("6.1.8"), "AdaGrad learns a little faster than the others",
            say!(
                "one training each: the lowest loss after the step, on the batch just learned, is {}'s, before the \
                 step it is {}'s",
                NAMES[after].0, NAMES[before].0
            ),
            Verdict::NotTested,
        );
}
