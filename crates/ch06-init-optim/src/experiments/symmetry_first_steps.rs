//! 6.2.1 What exactly happens in the first two steps when every weight is 0?
//!
//! One batch of digits, followed value by value. With sigmoid, all hidden units output 0.5, all scores are equal, and
//! each digit gets probability 0.1. In the backward pass, `dW1` is exactly 0 because it goes through `W2 = 0`, and all
//! rows of `dW2` are equal. In the second step `W1` moves too, but all its columns move alike. With ReLU nothing ever
//! moves except the last bias.

use crate::symmetry::{BATCH, HIDDEN, LR, Start, activation_name, spread, two_layer_net};
use chapter_kit::figure::{Axis, Figure, HeatMap, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::optimizers::Sgd;
use core_tensor::{Activation, Matrix, Network, Samples};
use ndarray::{ArrayView2, Axis as Along, Ix2, s};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "symmetry_first_steps",
    section: "6.2.1",
    question: "What do the first two steps do to weights that are all 0?",
    takes: Takes::always("1 s"),
    run,
};

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let train = run.mnist()?.train.first(BATCH).samples::<f32>();
    let mut outcome = Outcome::new();
    let mut figure = Figure::new("Gradients of the first two steps, all weights 0: every unit gets the same")
        .columns(2)
        .caption("dW2: one row per hidden unit (first 10), one column per digit. All rows are equal.");
    for activation in [Activation::Sigmoid, Activation::Relu] {
        let mut network = two_layer_net::<f32>(run, HIDDEN, activation, Start::Equal(0.0));
        forward_trace(&mut outcome, &network, activation, &train);
        for step in 1..=2 {
            one_step(&mut outcome, &mut network, activation, &train, step);
            figure = figure.panel(gradients_panel(&network, activation, step));
        }
    }
    let equal = ["sigmoid", "relu"].iter().all(|name| {
        (1..=2).all(|step| {
            let difference = |dw: &str| outcome.get(&format!("{name}.step_{step}.{dw}_unit_difference"));
            difference("dw1") == Some(0.0) && difference("dw2") == Some(0.0)
        })
    });
    outcome.figure(figure).claim(
        Source::Book("6.2.1"), "all weights get the same update, so a network with initial weights of 0 doesn't learn properly",
        "to the last bit: in both steps all columns of dW1 and all rows of dW2 are equal; in step 1 dW1 is exactly 0",
        equal,
    );
    Ok(outcome)
}

/// The untrained network's values for the batch.
fn forward_trace(
    outcome: &mut Outcome,
    network: &Network<f32>,
    activation: Activation,
    train: &Samples<f32>,
) {
    let (x, t) = train.all();
    let outputs = network.activations(&x);
    let hidden = &outputs[1].1;
    let name = activation_name(activation);
    let extremes = |values: &core_tensor::Tensor<f32>| {
        values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
    };
    let (low, high) = extremes(hidden);
    outcome
        .finding(format!("{name}.hidden_lowest"), f64::from(low))
        .finding(format!("{name}.hidden_highest"), f64::from(high))
        .finding(format!("{name}.loss"), f64::from(network.loss(&x, &t)))
        .finding(format!("{name}.loss_minus_ln_10"), f64::from(network.loss(&x, &t)) - 10f64.ln());
}

fn one_step(
    outcome: &mut Outcome,
    network: &mut Network<f32>,
    activation: Activation,
    train: &Samples<f32>,
    step: usize,
) {
    let (x, t) = train.all();
    network.train_step(x, &t, &mut Sgd::new(LR));
    let (dw1, dw2) = (gradients(network, "W1"), gradients(network, "W2"));
    let largest = |dw: &Matrix<f32>| f64::from(dw.iter().fold(0.0f32, |m, d| m.max(d.abs())));
    let key = format!("{}.step_{step}", activation_name(activation));
    outcome
        .finding(format!("{key}.dw1_largest"), largest(&dw1))
        .finding(format!("{key}.dw1_unit_difference"), spread(dw1.view()))
        .finding(format!("{key}.dw2_largest"), largest(&dw2))
        .finding(format!("{key}.dw2_unit_difference"), spread(dw2.t()));
    outcome.table(units_table(dw1.view(), dw2.view(), activation, step));
}

/// The gradient of a weight matrix from the last backward pass.
fn gradients(network: &Network<f32>, name: &str) -> Matrix<f32> {
    let grad = network.param(name).map(|param| param.grad.clone());
    match grad.map(ndarray::ArrayBase::into_dimensionality::<Ix2>) {
        Some(Ok(grad)) => grad,
        _ => panic!("the network has no matrix called {name}"),
    }
}

/// The gradients of three hidden units side by side: for a pixel in the middle, and for the first three digits.
fn units_table(dw1: ArrayView2<f32>, dw2: ArrayView2<f32>, activation: Activation, step: usize) -> Table {
    let title = say!("Step {step}, {}: gradients of three hidden units", activation_name(activation));
    let mut table = Table::new(title, ["gradient of", "unit 1", "unit 2", "unit 3"]);
    let row = |what: String, values: [f32; 3]| {
        let mut cells = vec![Cell::from(what)];
        cells.extend(values.map(|value| Cell::from(f64::from(value))));
        cells
    };
    let middle = 14 * 28 + 14;
    table.row(row("the middle pixel's weight".to_owned(), [0, 1, 2].map(|unit| dw1[[middle, unit]])));
    for digit in 0..3 {
        table.row(row(format!("the weight to digit {digit}"), [0, 1, 2].map(|unit| dw2[[unit, digit]])));
    }
    table
}

fn gradients_panel(network: &Network<f32>, activation: Activation, step: usize) -> Panel {
    let dw2 = gradients(network, "W2").slice_move(s![..10, ..]).mapv(f64::from);
    debug_assert_eq!(dw2.len_of(Along(1)), 10);
    Panel::new(say!("{}, step {step}: dW2", activation_name(activation)))
        .x(Axis::new("digit"))
        .y(Axis::new("hidden unit"))
        .heat_map(HeatMap::diverging(dw2))
}
