//! Why can't the step function be an activation function, for the same reason?
//!
//! The weighted sum of each hidden unit is raised by 0.01. A step function hardly ever notices, and if it does, its output
//! jumps from 0 to 1. All outputs of a sigmoid move, by a little; of the ReLUs about half do, those above 0. Then two
//! networks are trained from the same initial weights, one with steps and one with sigmoids.

use crate::derive::accuracy::accuracy;
use crate::derive::mini_batch::random_choice;
use crate::derive::numerical_diff::{H, central_difference, numerical_diff};
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::derive::two_layer_net::{Gradients, TwoLayerNet};
use crate::digits::Digits;
use chapter_kit::figure::{Axis, Bars, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Scale, Source, Table, Takes, Verdict, say};
use core_data::grouped;
use core_tensor::functions::activation::{relu, sigmoid, sigmoid_derivative, step};
use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::{matmul, single_threaded};
use ndarray::{Array2, Axis as Direction};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "step_as_activation",
    section: "4.2.5",
    question: "What does a network learn whose hidden units are step functions?",
    takes: Takes::new("1 s", "5 s", "20 s"),
    run,
};

/// An activation function and its derivative, which is 0 for the step (and undefined at 0).
#[derive(Clone, Copy)]
struct Activation {
    key: &'static str,
    name: &'static str,
    f: fn(f64) -> f64,
    derivative: fn(f64) -> f64,
}

const STEP: Activation = Activation { key: "step", name: "step", f: step, derivative: |_| 0.0 };
const SIGMOID: Activation = Activation {
    key: "sigmoid",
    name: "sigmoid",
    f: sigmoid,
    derivative: |x| sigmoid_derivative(sigmoid(x)),
};
const RELU: Activation = Activation { key: "relu", name: "ReLU", f: relu, derivative: step };
const ALL: [Activation; 3] = [STEP, SIGMOID, RELU];

/// The change of each unit's sum, as from a weight whose input is 1.
const SHAKE: f64 = 0.01;
/// Images of 14 × 14 pixels.
const SIZES: [usize; 3] = [196, 50, 10];
const FIRST_WEIGHTS: f64 = 0.1;
const LR: f64 = 0.5;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let train = Digits::shrunk(&mnist.train.first(run.scale().pick(2_000, 20_000, 60_000)), 2);
    let test = Digits::shrunk(&mnist.test.first(run.scale().pick(1_000, 10_000, 10_000)), 2);
    let first = TwoLayerNet::new(SIZES, FIRST_WEIGHTS, &mut run.rng("step weights"));
    let mut outcome = Outcome::new();
    outcome.figure(curves());
    let shaken = shake(&mut outcome, &first, &test);
    outcome.further_figure("shaken", shaken);
    let steps = run.scale().pick(100, 3_000, 10_000);
    let progress = run.progress("steps", 2 * steps);
    let trained: Vec<TrainedModel> = [STEP, SIGMOID]
        .into_par_iter()
        .map(|activation| {
            let mut rng = run.rng("step batches");
            single_threaded(|| {
                learn(activation, &first, (&train, &test), steps, |n| {
                    progress.inc(1);
                    random_choice(n, 100, &mut rng)
                })
            })
        })
        .collect();
    outcome.count("steps", steps);
    add_trained(&mut outcome, &trained, &first);
    let table = trained_table(&outcome, steps);
    outcome.table(table);
    let few = test.choose(&(0..test.len().min(5)).collect::<Vec<_>>());
    outcome.count("step.numerical_gradients_of_w1_not_0", gradients_of_w1(&first, &few));
    if run.scale() != Scale::Quick {
        judge(&mut outcome);
    }
    outcome.further_figure("training", training(&trained));
    Ok(outcome)
}

/// The weighted sums of the hidden units, `a1`.
fn sums(net: &TwoLayerNet, x: &Array2<f64>) -> Array2<f64> {
    matmul(x.view(), net.w1.view()) + &net.b1
}

/// Moves every unit's sum by 0.01, as a weight does whose input is 1, and compares the outputs.
fn shake(outcome: &mut Outcome, net: &TwoLayerNet, images: &Digits) -> Figure {
    let a1 = sums(net, &images.x);
    let heads = ["activation", "outputs that change", "mean change", "largest change"];
    let mut table = Table::new(say!("Each unit's sum grows by {SHAKE}"), heads);
    let mut changed = Vec::new();
    for Activation { key, name, f, .. } in ALL {
        let changes = a1.mapv(|a| (f(a + SHAKE) - f(a)).abs());
        let share = changes.iter().filter(|&&change| change != 0.0).count() as f64 / changes.len() as f64;
        let largest = changes.iter().copied().fold(0.0, f64::max);
        let mean = changes.mean().unwrap_or(f64::NAN);
        outcome
            .percent(format!("{key}.outputs_that_change"), share)
            .finding(format!("{key}.largest_change"), largest);
        table.row([name.into(), Cell::percent(share), mean.into(), largest.into()]);
        changed.push((name, share, largest));
    }
    // The share of sums per unit of length around 0, counted over a stretch of 0.5.
    let near = a1.iter().filter(|a| a.abs() < 0.25).count() as f64 / a1.len() as f64 / 0.5;
    outcome.percent("step.outputs_expected_to_change", SHAKE * near).table(table);
    let share = changed.iter().map(|&(name, share, _)| (name, 100.0 * share));
    let largest = changed.iter().map(|&(name, _, largest)| (name, largest));
    Figure::new(say!("Every sum grows by {SHAKE}: few steps notice, and those jump from 0 to 1"))
        .columns(2)
        .panel(
            Panel::new("outputs that change at all")
                .y(Axis::new("share (%)").range(0.0, 110.0))
                .bars(Bars::new(share).colored().decimals(1)),
        )
        .panel(
            Panel::new("the largest change of an output")
                .y(Axis::new("change").range(0.0, 1.1))
                .bars(Bars::new(largest).colored().decimals(4)),
        )
        .panel_size(320.0, 200.0)
}

/// A network trained with some activation function.
struct TrainedModel {
    key: &'static str,
    net: TwoLayerNet,
    /// Steps and test accuracy.
    curve: Vec<(f64, f64)>,
}

/// The gradient of the network with this activation, as [`TwoLayerNet::gradient`] has it for the sigmoid.
fn gradient(net: &TwoLayerNet, activation: Activation, batch: &Digits) -> Gradients {
    let a1 = sums(net, &batch.x);
    let z1 = a1.mapv(activation.f);
    let y = softmax(net.scores_of_hidden(&z1).view());
    let dy = (y - &batch.t) / batch.len() as f64;
    let da1 = matmul(dy.view(), net.w2.t()) * a1.mapv(activation.derivative);
    Gradients {
        w1: matmul(batch.x.t(), da1.view()),
        b1: da1.sum_axis(Direction(0)),
        w2: matmul(z1.t(), dy.view()),
        b2: dy.sum_axis(Direction(0)),
    }
}

fn learn(
    activation: Activation,
    first: &TwoLayerNet,
    (train, test): (&Digits, &Digits),
    steps: usize,
    mut choose: impl FnMut(usize) -> Vec<usize>,
) -> TrainedModel {
    let mut trained = TrainedModel { key: activation.key, net: first.clone(), curve: Vec::new() };
    for done in 0..=steps {
        if done % (steps / 20) == 0 {
            let scores = trained.net.scores_of_hidden(&sums(&trained.net, &test.x).mapv(activation.f));
            trained.curve.push((done as f64, accuracy(&scores, &test.t)));
        }
        if done < steps {
            let grads = gradient(&trained.net, activation, &train.choose(&choose(train.len())));
            trained.net.update(&grads, LR);
        }
    }
    trained
}

fn add_trained(outcome: &mut Outcome, trained: &[TrainedModel], first: &TwoLayerNet) {
    for TrainedModel { key, net, curve } in trained {
        let moved =
            |now: &Array2<f64>, then: &Array2<f64>| now.iter().zip(then).filter(|(a, b)| a != b).count();
        outcome
            .count(format!("{key}.weights_of_w1_that_moved"), moved(&net.w1, &first.w1))
            .count(format!("{key}.weights_of_w2_that_moved"), moved(&net.w2, &first.w2))
            .percent(format!("{key}.test_accuracy"), curve[curve.len() - 1].1);
    }
}

fn trained_table(outcome: &Outcome, steps: usize) -> Table {
    let heads = ["activation", "weights of W1 that moved", "of W2", "test accuracy"];
    let mut table = Table::new(say!("After {} steps", grouped(steps)), heads);
    for Activation { key, name, .. } in [STEP, SIGMOID] {
        let found = |what: &str| outcome.get(&format!("{key}.{what}")).unwrap_or(f64::NAN);
        let moved = ["weights_of_w1_that_moved", "weights_of_w2_that_moved"];
        let [w1, w2] = moved.map(|what| Cell::count(found(what) as usize));
        table.row([name.into(), w1, w2, Cell::percent(found("test_accuracy"))]);
    }
    table
}

/// The same question, numerically: for how many of every tenth weight of `W1` is the central difference not 0?
fn gradients_of_w1(net: &TwoLayerNet, images: &Digits) -> usize {
    let loss = |net: &TwoLayerNet| {
        softmax_cross_entropy(&net.scores_of_hidden(&sums(net, &images.x).mapv(step)), &images.t)
    };
    let has_a_gradient = |index: &(usize, usize)| {
        let moved = |w: f64| {
            let mut net = net.clone();
            net.w1[*index] = w;
            loss(&net)
        };
        central_difference(moved, net.w1[*index], H) != 0.0
    };
    ndarray::indices(net.w1.dim()).into_iter().step_by(10).filter(has_a_gradient).count()
}

fn judge(outcome: &mut Outcome) {
    let found = |name: &str| outcome.get(name).unwrap_or(f64::NAN);
    let moved_by_sigmoid = found("sigmoid.weights_of_w1_that_moved");
    let (moved, with_step, with_sigmoid) =
        (found("step.weights_of_w1_that_moved"), found("step.test_accuracy"), found("sigmoid.test_accuracy"));
    outcome
        .claim(
            Source::Book("4.2.5"),
            "with the step function as activation, learning does not go well",
            say!(
                "{:.1} % of the test images are right, with the sigmoid {:.1} %; one training each. The second layer still \
                 learns, on the random features of the first",
                100.0 * with_step,
                100.0 * with_sigmoid
            ),
            // Far more than trainings of this size differ from seed to seed.
            if with_step < with_sigmoid - 0.05 { Verdict::Agrees } else { Verdict::NotTested },
        )
        .claim(
            Source::Book("4.2.5"),
            "the derivative of the step function is 0 nearly everywhere, so no gradient reaches the layers before it",
            say!("{moved} of {} weights of W1 moved, with the sigmoid {moved_by_sigmoid}", SIZES[0] * SIZES[1]),
            moved == 0.0,
        );
}

fn curves() -> Figure {
    let xs = || (0..=600).map(|i| -3.0 + 0.01 * f64::from(i));
    let at = 0.6;
    let figure = Figure::new("At 0.6 the slope of the step is 0; those of sigmoid and ReLU are not")
        .columns(3)
        .panel_size(230.0, 190.0)
        .caption("The dot is at x = 0.6; dashed: the tangent there, which lies on the curve of the step and of ReLU.");
    ALL.into_iter().fold(figure, |figure, Activation { name, f, .. }| {
        let slope = numerical_diff(f, at);
        let title = say!("{name}: slope {slope:.2}");
        let tangent = [-1.2, 1.2].map(|dx| (at + dx, f(at) + slope * dx));
        let panel = Panel::new(title)
            .x(Axis::new("x").range(-3.0, 3.0))
            .y(Axis::new("h(x)").range(-0.6, 2.0))
            .line(Series::new("activation", xs().map(|x| (x, f(x)))).palette(0))
            .line(Series::new("tangent", tangent).palette(1).dashed().width(2.4))
            .scatter(Series::new("", [(at, f(at))]).color(Color::BLACK).marker(Marker::Circle, 1).width(3.5));
        figure.panel(panel).legend(Legend::OutsideTop)
    })
}

fn training(trained: &[TrainedModel]) -> Figure {
    let name = |key: &str| if key == "step" { "step: only W2 learns" } else { "sigmoid: both layers learn" };
    let panel = Panel::new("").x(Axis::new("steps")).y(Axis::new("test accuracy").range(0.0, 1.0));
    let panel = trained.iter().enumerate().fold(panel, |panel, (i, trained)| {
        let marker = [Marker::Square, Marker::Circle][i % 2];
        panel.line(Series::new(name(trained.key), trained.curve.iter().copied()).palette(i).marker(marker, 2))
    });
    Figure::single("With steps the first layer cannot learn; the second still does", panel)
}
