//! Can you train a network with numerical gradients alone? Yes. What does it cost?
//!
//! A small network (7 × 7 pixels, 10 hidden units) is trained twice from the same weights on the same batches: once with
//! numerical gradients, and once with the gradient by formula. The two losses agree at every step, so the numerical
//! gradient is as good as the other. It is only slower, by a factor that grows with the number of parameters. In the
//! last table "small" is this network, and "by difference" means with numerical gradients; for the book's network the
//! training time is estimated from that of one forward pass.

use crate::derive::mini_batch::random_choice;
use crate::derive::two_layer_net::{Gradients, TwoLayerNet};
use crate::digits::Digits;
use crate::half_trained::{SIZES, WEIGHT_INIT_STD};
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, Words, say};
use core_data::grouped;
use core_tensor::Samples;
use core_tensor::tensor::single_threaded;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "numerical_training_cost",
    section: "4.5.2",
    question: "What does it cost to train a network with numerical gradients alone?",
    takes: Takes::new("1 s", "6 s", "30 s"),
    run,
};

/// 7 × 7 pixels, 10 hidden units, 10 classes.
const SMALL: [usize; 3] = [49, 10, 10];
const BATCH: usize = 50;
const LR: f64 = 2.0;
/// The book's number of steps.
const BOOK_STEPS: usize = 10_000;

/// A training run: the loss of each batch before its step, and the time of all steps.
struct Training {
    net: TwoLayerNet,
    losses: Vec<f64>,
    seconds: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let train = Digits::shrunk(&mnist.train.first(5_000), 4);
    let test = Digits::shrunk(&mnist.test.first(run.scale().pick(1_000, 10_000, 10_000)), 4);
    let steps = run.scale().pick(6, 150, 1_000);
    let progress = run.progress("steps by differences", steps);
    let numeric = single_threaded(|| {
        learn(run, &train, steps, |net, batch| {
            progress.inc(1);
            net.numerical_gradient(&batch.x, &batch.t)
        })
    });
    let formula =
        single_threaded(|| learn(run, &train, steps, |net, batch| net.gradient(&batch.x, &batch.t)));
    let parameters = numeric.net.parameters();
    let mut outcome = Outcome::new();
    outcome
        .count("small.parameters", parameters)
        .count("small.passes_a_step", 2 * parameters)
        .count("small.steps", steps)
        .count("small.passes", 2 * parameters * steps)
        .finding("by_difference.loss_of_last_step", numeric.losses[steps - 1])
        .finding("by_formula.loss_of_last_step", formula.losses[steps - 1])
        .percent("by_difference.test_accuracy", numeric.net.accuracy(&test.x, &test.t))
        .percent("by_formula.test_accuracy", formula.net.accuracy(&test.x, &test.t))
        .finding("largest_difference_of_the_losses", largest_difference(&numeric.losses, &formula.losses));
    add_book(run, &mut outcome, (&numeric, &formula))?;
    let trained = trained_table(&outcome, steps);
    outcome.table(trained).figure(figure(&numeric, &formula));
    Ok(outcome)
}

fn learn(
    run: &Run,
    train: &Digits,
    steps: usize,
    mut gradient: impl FnMut(&TwoLayerNet, &Digits) -> Gradients,
) -> Training {
    let mut net = TwoLayerNet::new(SMALL, 0.1, &mut run.rng("small weights"));
    let mut rng = run.rng("small batches");
    let batches: Vec<Digits> =
        (0..steps).map(|_| train.choose(&random_choice(train.len(), BATCH, &mut rng))).collect();
    let mut losses = Vec::new();
    let start = run.seconds();
    for batch in &batches {
        let grads = gradient(&net, batch);
        losses.push(net.loss(&batch.x, &batch.t));
        net.update(&grads, LR);
    }
    Training { net, losses, seconds: run.seconds() - start }
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The count for the book's network, and the time of one of its forward passes on this machine.
fn add_book(
    run: &Run,
    outcome: &mut Outcome,
    (numeric, formula): (&Training, &Training),
) -> anyhow::Result<()> {
    let train: Samples<f64> = run.mnist()?.train.samples();
    let net = TwoLayerNet::new(SIZES, WEIGHT_INIT_STD, &mut run.rng("init"));
    let batch = Digits::at(&train, &(0..train.len().min(100)).collect::<Vec<_>>());
    let passes = run.scale().pick(10, 200, 200);
    let pass = seconds_of(run, passes, || {
        net.loss(&batch.x, &batch.t);
    });
    let gradient = seconds_of(run, passes, || {
        net.gradient(&batch.x, &batch.t);
    });
    let passes_a_step = 2 * net.parameters();
    let step = pass * passes_a_step as f64;
    let ratio = numeric.seconds / formula.seconds;
    outcome
        .count("book.parameters", net.parameters())
        .count("book.passes_a_step", passes_a_step)
        .count("book.passes", passes_a_step * BOOK_STEPS)
        .measured("small.seconds_by_difference", numeric.seconds, "s")
        .measured("small.seconds_by_formula", formula.seconds, "s")
        .measured("small.times_slower", ratio, "×")
        .measured("book.milliseconds_of_a_pass", 1e3 * pass, "ms")
        .measured("book.milliseconds_of_a_gradient", 1e3 * gradient, "ms")
        .measured("book.seconds_of_a_step_by_difference", step, "s")
        .measured("book.times_slower", step / gradient, "×")
        .measured("book.hours_of_a_training_by_difference", step * BOOK_STEPS as f64 / 3600.0, "h");
    outcome.table(passes_table(&numeric.net, numeric.losses.len(), &net));
    Ok(())
}

fn trained_table(outcome: &Outcome, steps: usize) -> Table {
    let found = |key: &str, name: &str| outcome.get(&format!("{key}.{name}")).unwrap_or(f64::NAN);
    let heads = ["gradient", "loss of the last step", "test accuracy"];
    let mut table = Table::new(say!("49-10-10 after {steps} steps"), heads);
    for (name, key) in [("numerical", "by_difference"), ("by formula", "by_formula")] {
        let accuracy = Cell::percent(found(key, "test_accuracy"));
        table.row([name.into(), found(key, "loss_of_last_step").into(), accuracy]);
    }
    table
}

fn passes_table(small: &TwoLayerNet, steps: usize, book: &TwoLayerNet) -> Table {
    let heads = ["network", "parameters", "passes per step", "steps", "passes in all"];
    let mut table = Table::new("Forward passes when training with numerical gradients", heads);
    for (name, net, steps) in [("49-10-10", small, steps), ("784-50-10", book, BOOK_STEPS)] {
        let a_step = 2 * net.parameters();
        table.row([
            name.into(),
            Cell::count(net.parameters()),
            a_step.into(),
            steps.into(),
            (a_step * steps).into(),
        ]);
    }
    table
}

/// The mean time of one call over `times`.
fn seconds_of(run: &Run, times: usize, mut work: impl FnMut()) -> f64 {
    run.timed(|| (0..times).for_each(|_| work())).1 / times as f64
}

fn figure(numeric: &Training, formula: &Training) -> Figure {
    let line = |name: Words, losses: &[f64]| {
        Series::new(name, losses.iter().enumerate().map(|(i, &loss)| (i as f64, loss)))
    };
    let passes = 2 * numeric.net.parameters();
    let panel = Panel::new("")
        .x(Axis::new("steps"))
        .y(Axis::new("loss of the batch").range(0.0, 2.6))
        .line(
            line(say!("numerical: {} forward passes per step", grouped(passes)), &numeric.losses)
                .palette(0)
                .width(3.2),
        )
        .line(line("by formula: one forward pass, one backward".into(), &formula.losses).palette(4).dashed())
        .legend(Legend::Best);
    Figure::single("A small network learns the same from both gradients", panel).caption(say!(
        "The two lines lie on each other: the losses differ by at most {:.0e}.",
        largest_difference(&numeric.losses, &formula.losses)
    ))
}
