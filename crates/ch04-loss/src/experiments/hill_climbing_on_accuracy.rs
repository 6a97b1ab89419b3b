//! Why not simply try changes, and keep those that make the accuracy better?
//!
//! It needs no slope, so the stairs do not matter. But it needs luck: among thousands of directions most lead nowhere,
//! and the accuracy says "no difference" to nearly all small changes. Four learners get the same number of passes over
//! the same images: chance judged by the accuracy (once taking only what is better, once also what is equal), chance
//! judged by the loss, and gradient descent, whose every step is counted as three passes (one forward, one back that
//! costs about two).

use crate::derive::accuracy::correct_answers;
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::Digits;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Table, Takes};
use core_data::grouped;
use core_tensor::StreamRng;
use core_tensor::tensor::single_threaded;
use rand::RngExt;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "hill_climbing_on_accuracy",
    section: "4.2.5",
    question: "Could a network learn by chance changes that are kept when the accuracy grows?",
    takes: Takes::new("1 s", "4 s", "60 s"),
    run,
};

/// Images of 7 × 7 pixels, 20 hidden units.
const SIZES: [usize; 3] = [49, 20, 10];
const FIRST_WEIGHTS: f64 = 0.1;
/// How far a chance change moves each weight, about.
const CHANGE: f64 = 0.05;
const LR: f64 = 1.0;
/// What a step of gradient descent costs, in forward passes.
const PASSES_A_GRADIENT: usize = 3;

#[derive(Clone, Copy, PartialEq)]
enum Learner {
    /// Chance; kept when more are right.
    Better,
    /// Chance; kept when not fewer are right.
    NotWorse,
    /// Chance; kept when the loss is lower.
    LowerLoss,
    /// Gradient descent on the loss.
    Gradient,
}

impl Learner {
    const ALL: [Self; 4] = [Self::Gradient, Self::LowerLoss, Self::NotWorse, Self::Better];

    fn key(self) -> &'static str {
        match self {
            Self::Better => "chance_better_accuracy",
            Self::NotWorse => "chance_equal_accuracy_too",
            Self::LowerLoss => "chance_lower_loss",
            Self::Gradient => "gradient",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Better => "chance, kept if the accuracy grows",
            Self::NotWorse => "chance, kept if the accuracy does not fall",
            Self::LowerLoss => "chance, kept if the loss falls",
            Self::Gradient => "gradient descent on the loss",
        }
    }

    /// Whether the change from `before` to `after` (right answers and loss) is kept.
    fn keeps(self, before: (usize, f64), after: (usize, f64)) -> bool {
        match self {
            Self::Better => after.0 > before.0,
            Self::NotWorse => after.0 >= before.0,
            Self::LowerLoss | Self::Gradient => after.1 < before.1,
        }
    }
}

/// What became of a learner.
struct Learnt {
    /// Passes, and the accuracy on the images learnt from.
    curve: Vec<(f64, f64)>,
    test: f64,
    kept: usize,
    tried: usize,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let train = Digits::shrunk(&mnist.train.first(1_000), 4);
    let test = Digits::shrunk(&mnist.test.first(run.scale().pick(1_000, 10_000, 10_000)), 4);
    let passes = run.scale().pick(400, 6_000, 90_000);
    let progress = run.progress("passes", 4 * passes);
    let learnt: Vec<Learnt> = Learner::ALL
        .into_par_iter()
        .map(|learner| single_threaded(|| learn(run, learner, (&train, &test), passes, &progress)))
        .collect();
    let mut outcome = Outcome::new();
    outcome.count("forward_passes", passes).count("parameters", network(run).parameters());
    add_learners(&mut outcome, &learnt, (passes, train.len()));
    claim(&mut outcome, &learnt);
    outcome.figure(figure(&learnt, train.len()));
    Ok(outcome)
}

fn add_learners(outcome: &mut Outcome, learnt: &[Learnt], (passes, images): (usize, usize)) {
    let mut table = Table::new(
        format!("After {passes} passes over {images} images"),
        ["learner", "changes tried", "kept", "train", "test"],
    );
    for (learner, learnt) in Learner::ALL.into_iter().zip(learnt) {
        let (key, end) = (learner.key(), learnt.curve[learnt.curve.len() - 1].1);
        outcome
            .percent(format!("{key}.train_accuracy"), end)
            .percent(format!("{key}.test_accuracy"), learnt.test)
            .count(format!("{key}.kept"), learnt.kept);
        table.row([
            learner.title().into(),
            Cell::count(learnt.tried),
            Cell::count(learnt.kept),
            Cell::percent(end),
            Cell::percent(learnt.test),
        ]);
    }
    outcome.table(table);
}

fn claim(outcome: &mut Outcome, learnt: &[Learnt]) {
    let test_of = |i: usize| 100.0 * learnt[i].test;
    outcome.claim(
        "the accuracy is what we want, so it could be what we learn by",
        format!(
            "with the same number of passes: gradient descent {:.1} % right on new images, chance judged by the loss \
             {:.1} %, by the accuracy {:.1} % and {:.1} %",
            test_of(0),
            test_of(1),
            test_of(2),
            test_of(3)
        ),
        learnt[2..].iter().any(|chance| chance.test >= learnt[0].test),
    );
}

fn network(run: &Run) -> TwoLayerNet {
    TwoLayerNet::new(SIZES, FIRST_WEIGHTS, &mut run.rng("hill climbing weights"))
}

fn look(net: &TwoLayerNet, images: &Digits) -> (usize, f64) {
    let scores = net.scores_of_hidden(&net.hidden(&images.x));
    (correct_answers(&scores, &images.t), softmax_cross_entropy(&scores, &images.t))
}

fn learn(
    run: &Run,
    learner: Learner,
    (train, test): (&Digits, &Digits),
    passes: usize,
    progress: &Progress,
) -> Learnt {
    let mut net = network(run);
    let mut rng = run.rng("hill climbing changes");
    let mut now = look(&net, train);
    let mut learnt = Learnt { curve: vec![(1.0, accuracy(now, train))], test: 0.0, kept: 0, tried: 0 };
    let cost = if learner == Learner::Gradient { PASSES_A_GRADIENT } else { 1 };
    for done in (cost..=passes).step_by(cost) {
        learnt.tried += 1;
        if learner == Learner::Gradient {
            net.update(&net.gradient(&train.x, &train.t), LR);
            now = look(&net, train);
            learnt.kept += 1;
        } else {
            let other = changed(&net, &mut rng);
            let then = look(&other, train);
            if learner.keeps(now, then) {
                (net, now) = (other, then);
                learnt.kept += 1;
            }
        }
        learnt.curve.push((done as f64, accuracy(now, train)));
        progress.inc(cost);
    }
    learnt.test = accuracy(look(&net, test), test);
    learnt
}

fn accuracy(seen: (usize, f64), images: &Digits) -> f64 {
    seen.0 as f64 / images.len() as f64
}

/// The same network with every number moved a little, by chance.
fn changed(net: &TwoLayerNet, rng: &mut StreamRng) -> TwoLayerNet {
    let mut net = net.clone();
    let mut shake = |w: &mut f64| *w += CHANGE * rng.sample::<f64, _>(StandardNormal);
    net.w1.iter_mut().for_each(&mut shake);
    net.b1.iter_mut().for_each(&mut shake);
    net.w2.iter_mut().for_each(&mut shake);
    net.b2.iter_mut().for_each(&mut shake);
    net
}

const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];

fn figure(learnt: &[Learnt], images: usize) -> Figure {
    let mut panel = Panel::new("")
        .x(Axis::new(format!("passes over {} images", grouped(images))).log10())
        .y(Axis::new("accuracy on the images learnt from").range(0.0, 1.0))
        .legend(Legend::OutsideTop);
    for (i, (learner, learnt)) in Learner::ALL.into_iter().zip(learnt).enumerate() {
        // Evenly spread over a logarithmic axis, about 60 points a line.
        let last = learnt.curve.len() - 1;
        let mut places: Vec<usize> =
            (0..=60).map(|k| (last as f64).powf(f64::from(k) / 60.0).round() as usize).collect();
        places.dedup();
        let points = places.into_iter().map(|place| learnt.curve[place]);
        panel = panel.line(Series::new(learner.title(), points).palette(i).marker(MARKERS[i], 6));
    }
    Figure::single("The same number of passes: the slope of the loss, or luck", panel)
        .legend(Legend::OutsideTop)
        .panel_size(620.0, 340.0)
}
