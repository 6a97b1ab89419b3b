//! Why not simply try random changes, and keep those that improve the accuracy?
//!
//! Four learners get the same number of passes over the same images. Three try random changes: one keeps a change if the
//! accuracy grows, one if it doesn't fall, one if the loss falls. The fourth is gradient descent, where each step counts as
//! three passes (one forward, and one backward that costs about two). Keeping ties was no help here.

use crate::derive::accuracy::correct_predictions;
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::Digits;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, say};
use core_data::grouped;
use core_tensor::StandardNormal;
use core_tensor::StreamRng;
use core_tensor::tensor::single_threaded;
use portable_math::powf;
use rand::RngExt;
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "hill_climbing_on_accuracy",
    section: "4.2.5",
    question: "Could a network learn by random changes that are kept when the accuracy grows?",
    takes: Takes::new("1 s", "4 s", "60 s"),
    run,
};

/// Images of 7 × 7 pixels, 20 hidden units.
const SIZES: [usize; 3] = [49, 20, 10];
const FIRST_WEIGHTS: f64 = 0.1;
/// The standard deviation of a random change of a weight.
const CHANGE: f64 = 0.05;
const LR: f64 = 1.0;
/// The cost of a step of gradient descent, in forward passes.
const PASSES_A_GRADIENT: usize = 3;

#[derive(Clone, Copy, PartialEq)]
enum Learner {
    /// Random changes; kept when more are right.
    Better,
    /// Random changes; kept when not fewer are right.
    NotWorse,
    /// Random changes; kept when the loss is lower.
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
            Self::Better => "kept if the accuracy grows",
            Self::NotWorse => "kept if the accuracy doesn't fall",
            Self::LowerLoss => "kept if the loss falls",
            Self::Gradient => "gradient descent",
        }
    }

    /// Whether the change from `before` to `after` (right predictions and loss) is kept.
    fn keeps(self, before: (usize, f64), after: (usize, f64)) -> bool {
        match self {
            Self::Better => after.0 > before.0,
            Self::NotWorse => after.0 >= before.0,
            Self::LowerLoss | Self::Gradient => after.1 < before.1,
        }
    }
}

/// A learner after its passes.
struct TrainedModel {
    /// Passes, and the accuracy on the training images.
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
    let trained: Vec<TrainedModel> = Learner::ALL
        .into_par_iter()
        .map(|learner| single_threaded(|| learn(run, learner, (&train, &test), passes, &progress)))
        .collect();
    let mut outcome = Outcome::new();
    outcome.count("forward_passes", passes).count("parameters", network(run).parameters());
    add_learners(&mut outcome, &trained, (passes, train.len()));
    claim(&mut outcome, &trained);
    outcome.figure(figure(&trained, train.len()));
    Ok(outcome)
}

fn add_learners(outcome: &mut Outcome, trained: &[TrainedModel], (passes, images): (usize, usize)) {
    let mut table = Table::new(
        say!("Accuracies after {} passes over {} images", grouped(passes), grouped(images)),
        ["learner", "changes tried", "kept", "training", "test"],
    );
    for (learner, trained) in Learner::ALL.into_iter().zip(trained) {
        let (key, title, end) = (learner.key(), learner.title(), trained.curve[trained.curve.len() - 1].1);
        outcome
            .percent(format!("{key}.train_accuracy"), end)
            .percent(format!("{key}.test_accuracy"), trained.test)
            .count(format!("{key}.kept"), trained.kept);
        table.row([
            if learner == Learner::Gradient { title.into() } else { say!("random, {title}").into() },
            Cell::count(trained.tried),
            Cell::count(trained.kept),
            Cell::percent(end),
            Cell::percent(trained.test),
        ]);
    }
    outcome.table(table);
}

fn claim(outcome: &mut Outcome, trained: &[TrainedModel]) {
    let test_of = |i: usize| 100.0 * trained[i].test;
    outcome.claim(
        Source::ThisPage,
        "with the same number of passes, gradient descent gets further than random changes judged by the accuracy",
        say!(
            "gradient descent classifies {:.1} % of new images correctly, random changes judged by the loss {:.1} %, by the \
             accuracy {:.1} % and {:.1} %; one training each",
            test_of(0),
            test_of(1),
            test_of(2),
            test_of(3)
        ),
        trained[2..].iter().all(|chance| chance.test < trained[0].test - 0.1),
    );
}

fn network(run: &Run) -> TwoLayerNet {
    TwoLayerNet::new(SIZES, FIRST_WEIGHTS, &mut run.rng("hill climbing weights"))
}

fn evaluate(net: &TwoLayerNet, images: &Digits) -> (usize, f64) {
    let scores = net.scores_of_hidden(&net.hidden(&images.x));
    (correct_predictions(&scores, &images.t), softmax_cross_entropy(&scores, &images.t))
}

fn learn(
    run: &Run,
    learner: Learner,
    (train, test): (&Digits, &Digits),
    passes: usize,
    progress: &Progress,
) -> TrainedModel {
    let mut net = network(run);
    let mut rng = run.rng("hill climbing changes");
    let mut now = evaluate(&net, train);
    let mut trained = TrainedModel { curve: vec![(1.0, accuracy(now, train))], test: 0.0, kept: 0, tried: 0 };
    let cost = if learner == Learner::Gradient { PASSES_A_GRADIENT } else { 1 };
    for done in (cost..=passes).step_by(cost) {
        trained.tried += 1;
        if learner == Learner::Gradient {
            net.update(&net.gradient(&train.x, &train.t), LR);
            now = evaluate(&net, train);
            trained.kept += 1;
        } else {
            let other = changed(&net, &mut rng);
            let then = evaluate(&other, train);
            if learner.keeps(now, then) {
                (net, now) = (other, then);
                trained.kept += 1;
            }
        }
        trained.curve.push((done as f64, accuracy(now, train)));
        progress.inc(cost);
    }
    trained.test = accuracy(evaluate(&net, test), test);
    trained
}

fn accuracy(seen: (usize, f64), images: &Digits) -> f64 {
    seen.0 as f64 / images.len() as f64
}

/// The same network with every parameter changed a little at random.
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

fn figure(trained: &[TrainedModel], images: usize) -> Figure {
    let mut panel = Panel::new("")
        .x(Axis::new(say!("passes over {} images", grouped(images))).log10())
        .y(Axis::new("training accuracy").range(0.0, 1.0))
        .legend(Legend::Best);
    for (i, (learner, trained)) in Learner::ALL.into_iter().zip(trained).enumerate() {
        // Equally spaced on a logarithmic axis, about 60 points per line.
        let last = trained.curve.len() - 1;
        let mut indices: Vec<usize> =
            (0..=60).map(|k| powf(last as f64, f64::from(k) / 60.0).round() as usize).collect();
        indices.dedup();
        let points = indices.into_iter().map(|index| trained.curve[index]);
        panel = panel.line(Series::new(learner.title(), points).palette(i).marker(MARKERS[i], 6));
    }
    Figure::single("Gradient descent gets further than three kinds of random search with the same number of passes", panel)
        .caption(
            "Three learners try random changes and keep some; the fourth follows the gradient of the loss, each step of which \
             counts as three passes.",
        )
        .panel_size(520.0, 320.0)
}
