//! "32 of 100 are correct": what can the accuracy say next, and what the loss?
//!
//! Training stops when the network classifies exactly 32 of 100 images correctly, then goes on in small steps until it
//! is 34. For dozens of steps in a row the accuracy reports no change at all. The second table moves every weight by
//! 1e-4, five times: the loss changes each time.

use crate::derive::accuracy::correct_predictions;
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::Digits;
use crate::half_trained::{SIZES, WEIGHT_INIT_STD, hundred_images};
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, NotEnoughData, Outcome, Run, Source, Table, Takes, say};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "accuracy_ladder",
    section: "4.2.5",
    question: "A network classifies 32 of 100 images correctly: what can the accuracy say next, and what the loss?",
    takes: Takes::always("1 s"),
    run,
};

/// Where the network is stopped.
const FIRST: usize = 32;
/// The number right at which the experiment ends.
const LAST: usize = 34;
/// A network with random weights predicts the same class for nearly all images. With fewer classes more than 32 of 100
/// may be right then, and the network skips the first rung.
const CLASSES: usize = 4;
/// The most steps that may lead to the first rung.
const STEPS_TO_FIRST: usize = 2_000;
/// The most steps on the ladder, and their learning rate.
const STEPS: usize = 600;
const SMALL: f64 = 0.005;
/// How far the weights are moved for the second table, and how often.
const NUDGE: f64 = 1e-4;
const NUDGES: usize = 5;

/// The state after a step: right predictions of 100, and the loss.
type Evaluation = (usize, f64);

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = hundred_images(run)?;
    let classes = images.t.columns().into_iter().filter(|class| class.sum() > 0.0).count();
    NotEnoughData::unless(classes, CLASSES, "classes among the first 100 test images")?;
    let mut net = TwoLayerNet::new(SIZES, WEIGHT_INIT_STD, &mut run.rng("ladder weights"));
    let steps = climb_to_first(&mut net, &images)?;
    let start = net.clone();
    let evaluations = ladder(&mut net, &images);
    let nudged = nudged(&start, &images);
    let of_one = losses_of_one_nudged_weight(&start, &images);
    let mut outcome = Outcome::new();
    outcome
        .count("steps_to_the_first_rung", steps)
        .count("start.correct", evaluations[0].0)
        .finding("start.loss", evaluations[0].1)
        .count("steps", evaluations.len() - 1)
        .count("accuracies", accuracies(&evaluations))
        .count("losses_with_5_decimals", losses(&evaluations))
        .count("nudges", NUDGES)
        .count("nudged.losses_when_one_weight_moves", of_one)
        .count("nudged.accuracies", accuracies(&nudged))
        .count("nudged.losses_with_5_decimals", losses(&nudged))
        .table(rungs(&evaluations))
        .table(nudges(&nudged))
        .claim(
            Source::Book("4.2.5"), "the accuracy can only be 32 %, 33 %, 34 %; the loss is a number like 0.92543 that responds to every change",
            say!(
                "in {} steps there are {} different accuracies and {} different losses, counted with 5 decimals",
                evaluations.len() - 1,
                accuracies(&evaluations),
                losses(&evaluations)
            ),
            losses(&evaluations) > 3 * accuracies(&evaluations),
        )
        .figure(figure(&evaluations));
    Ok(outcome)
}

fn evaluate(net: &TwoLayerNet, images: &Digits) -> Evaluation {
    let scores = net.scores_of_hidden(&net.hidden(&images.x));
    (correct_predictions(&scores, &images.t), softmax_cross_entropy(&scores, &images.t))
}

/// Descends on the loss until exactly 32 are right. A step that overshoots is undone, and the learning rate halved.
fn climb_to_first(net: &mut TwoLayerNet, images: &Digits) -> anyhow::Result<usize> {
    let mut lr = 0.5;
    for step in 0..STEPS_TO_FIRST {
        if evaluate(net, images).0 == FIRST {
            return Ok(step);
        }
        let before = net.clone();
        net.update(&before.gradient(&images.x, &images.t), lr);
        if evaluate(net, images).0 > FIRST {
            *net = before;
            lr /= 2.0;
        }
    }
    anyhow::bail!(
        "after {STEPS_TO_FIRST} steps the network never had exactly {FIRST} of 100 right; try another --seed"
    )
}

/// Small steps downhill, until two more are right.
fn ladder(net: &mut TwoLayerNet, images: &Digits) -> Vec<Evaluation> {
    let mut evaluations = vec![evaluate(net, images)];
    while evaluations.len() <= STEPS && evaluations[evaluations.len() - 1].0 < LAST {
        net.update(&net.gradient(&images.x, &images.t), SMALL);
        evaluations.push(evaluate(net, images));
    }
    evaluations
}

/// The states while every parameter moves downhill by 1e-4, five times.
fn nudged(net: &TwoLayerNet, images: &Digits) -> Vec<Evaluation> {
    let mut direction = net.gradient(&images.x, &images.t);
    direction.w1.mapv_inplace(f64::signum);
    direction.b1.mapv_inplace(f64::signum);
    direction.w2.mapv_inplace(f64::signum);
    direction.b2.mapv_inplace(f64::signum);
    let mut net = net.clone();
    let mut evaluations = vec![evaluate(&net, images)];
    for _ in 0..NUDGES {
        net.update(&direction, NUDGE);
        evaluations.push(evaluate(&net, images));
    }
    evaluations
}

/// The number of different losses, to the last bit, while one weight (the first of `b2`) moves in the same way.
fn losses_of_one_nudged_weight(net: &TwoLayerNet, images: &Digits) -> usize {
    let mut net = net.clone();
    let nudge = |_| {
        net.b2[0] += NUDGE;
        evaluate(&net, images).1.to_bits().to_string()
    };
    distinct((0..NUDGES).map(nudge))
}

/// The number of different accuracies.
fn accuracies(evaluations: &[Evaluation]) -> usize {
    distinct(evaluations.iter().map(|evaluation| evaluation.0.to_string()))
}

/// The number of different losses when printed with 5 decimals.
fn losses(evaluations: &[Evaluation]) -> usize {
    distinct(evaluations.iter().map(|evaluation| format!("{:.5}", evaluation.1)))
}

fn distinct(words: impl Iterator<Item = String>) -> usize {
    words.collect::<std::collections::BTreeSet<_>>().len()
}

/// One row each time the accuracy changes.
fn rungs(evaluations: &[Evaluation]) -> Table {
    let mut table = Table::new(
        "The ladder: one row per change of the accuracy",
        ["step", "correct of 100", "loss", "steps until the next change"],
    );
    let mut step = 0;
    for rung in evaluations.chunk_by(|a, b| a.0 == b.0) {
        let next = step + rung.len();
        // With the last change the experiment ends, so the length of that rung is not known.
        let until = if next < evaluations.len() { Cell::count(rung.len()) } else { "–".into() };
        table.row([Cell::count(step), Cell::count(rung[0].0), say!("{:.5}", rung[0].1).into(), until]);
        step = next;
    }
    table
}

fn nudges(evaluations: &[Evaluation]) -> Table {
    let mut table = Table::new(
        "Every weight is moved by 1e-4 downhill, again and again",
        ["moved by", "accuracy", "loss"],
    );
    for (i, (correct, loss)) in evaluations.iter().enumerate() {
        let accuracy = *correct as f64 / 100.0;
        table.row([
            (if i == 0 { "0".into() } else { say!("{i}e-4").into() }),
            say!("{accuracy:.2}").into(),
            say!("{loss:.5}").into(),
        ]);
    }
    table
}

fn figure(evaluations: &[Evaluation]) -> Figure {
    let last = evaluations.len() - 1;
    let ends = |step: usize| std::iter::once((step as f64, evaluations[step].0 as f64));
    let risers = evaluations.windows(2).enumerate().flat_map(|(i, pair)| {
        let x = i as f64 + 0.5;
        [(x, pair[0].0 as f64), (x, pair[1].0 as f64)]
    });
    let (least, most) = evaluations
        .iter()
        .fold((100, 0), |(least, most), evaluation| (evaluation.0.min(least), evaluation.0.max(most)));
    let steps = || Axis::new("small steps").range(0.0, last as f64 + 1.0);
    let rungs = (least..=most).map(|n| (n as f64, say!("{n} %")));
    let accuracy = Panel::new("accuracy: no change, then a jump")
        .x(steps())
        .y(Axis::new("accuracy on 100 images")
            .range(least as f64 - 0.5, most as f64 + 0.5)
            .named_ticks(rungs))
        .line(Series::new("", ends(0).chain(risers).chain(ends(last))).palette(1));
    let loss = Panel::new("loss: every step changes it").x(steps()).y(Axis::new("loss")).line(
        Series::new("", evaluations.iter().enumerate().map(|(i, evaluation)| (i as f64, evaluation.1)))
            .palette(0),
    );
    Figure::new("The accuracy stays the same and jumps; the loss changes with every step")
        .panel(accuracy)
        .panel(loss)
        .columns(2)
        .panel_size(360.0, 250.0)
        .caption(say!(
            "The same {last} small steps of one network, judged by the accuracy and by the loss, on the same 100 images."
        ))
}
