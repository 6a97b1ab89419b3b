//! 6.2.1 What exactly happens in the first two steps when every weight is 0?
//!
//! One batch of digits, followed value by value. The rows of each picture are hidden units, and no two of them differ.
//! With ReLU there is nothing to draw: the gradients of both matrices are exactly 0, in both steps.

use crate::symmetry::{BATCH, HIDDEN, LR, Start, activation_name, activation_title, spread, two_layer_net};
use chapter_kit::figure::{Axis, Figure, HeatMap, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::optimizers::Sgd;
use core_tensor::{Activation, Matrix, Network, Samples};
use ndarray::{ArrayView2, Ix2, s};
use portable_math::ln;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "symmetry_first_steps",
    section: "6.2.1",
    question: "What do the first two steps do to weights that are all 0?",
    takes: Takes::always("1 s"),
    run,
};

const ACTIVATIONS: [Activation; 2] = [Activation::Sigmoid, Activation::Relu];

/// The gradients' values of the first and the last colour.
const COLORS: [(&str, f64); 2] = [("W1", 1e-4), ("W2", 0.025)];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let train = run.mnist()?.train.first(BATCH).samples::<f32>();
    let mut outcome = Outcome::new();
    let mut steps = Table::new(
        "Gradients of all weights: the largest, and how much those of two hidden units differ",
        ["activation", "step", "dW1, largest", "dW1, difference", "dW2, largest", "dW2, difference"],
    );
    let mut figure = figure();
    for activation in ACTIVATIONS {
        let mut network = two_layer_net::<f32>(run, HIDDEN, activation, Start::Equal(0.0));
        forward_trace(&mut outcome, &network, activation, &train);
        for step in 1..=2 {
            steps.row(one_step(&mut outcome, &mut network, activation, &train, step));
            if activation == Activation::Sigmoid {
                figure = panels(&network, step).into_iter().fold(figure, Figure::panel);
            }
        }
    }
    let forward = forward_table(&outcome);
    outcome.table(forward).table(steps);
    outcome.note(
        "All is computed in f32, which keeps about seven digits: the loss differs from ln 10 by the rounding of a \
         hundred losses. The gradients of two units differ in no bit, since the same numbers are rounded alike.",
    );
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
        .finding(format!("{name}.loss_minus_ln_10"), f64::from(network.loss(&x, &t)) - ln(10.0));
}

fn one_step(
    outcome: &mut Outcome,
    network: &mut Network<f32>,
    activation: Activation,
    train: &Samples<f32>,
    step: usize,
) -> Vec<Cell> {
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
    if activation == Activation::Sigmoid {
        outcome.table(units_table(dw1.view(), dw2.view(), step));
    }
    let numbers = [largest(&dw1), spread(dw1.view()), largest(&dw2), spread(dw2.t())].map(Cell::from);
    [activation_title(activation).into(), Cell::count(step)].into_iter().chain(numbers).collect()
}

/// The forward pass of the batch through weights that are all 0.
fn forward_table(outcome: &Outcome) -> Table {
    let heads = ["activation", "hidden units, lowest", "highest", "loss", "loss − ln 10"];
    let mut table = Table::new("The forward pass before the first step", heads);
    for activation in ACTIVATIONS {
        let get = |what: &str| outcome.get(&format!("{}.{what}", activation_name(activation)));
        let numbers = ["hidden_lowest", "hidden_highest", "loss", "loss_minus_ln_10"]
            .map(|what| Cell::from(get(what).unwrap_or(f64::NAN)));
        table.row([Cell::from(activation_title(activation))].into_iter().chain(numbers));
    }
    table
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
fn units_table(dw1: ArrayView2<f32>, dw2: ArrayView2<f32>, step: usize) -> Table {
    let title = say!("Sigmoid, step {step}: gradients of three hidden units");
    let mut table = Table::new(title, ["gradient of", "unit 1", "unit 2", "unit 3"]);
    let row = |what: Words, values: [f32; 3]| {
        let mut cells = vec![Cell::from(what)];
        cells.extend(values.map(|value| Cell::from(f64::from(value))));
        cells
    };
    let middle = 14 * 28 + 14;
    table.row(row("the middle pixel's weight".into(), [0, 1, 2].map(|unit| dw1[[middle, unit]])));
    for digit in 0..3 {
        table.row(row(say!("the weight to digit {digit}"), [0, 1, 2].map(|unit| dw2[[unit, digit]])));
    }
    table
}

/// Sigmoid only: under ReLU all gradients are 0.
fn figure() -> Figure {
    Figure::new("From weights of 0 every hidden unit gets the same gradient").columns(3).panel_size(160.0, 150.0).caption(
        "Sigmoid. A row is a hidden unit, the first 10 of 50; a column is a digit (dW2), or a pixel in the middle row \
         of the image (dW1). All rows of a picture are equal. In step 1 dW1 is exactly 0, and under ReLU all of dW1 \
         and dW2 is, in both steps, so neither is drawn.",
    )
}

/// The gradients of one step that are not all 0, for the first ten hidden units.
fn panels(network: &Network<f32>, step: usize) -> Vec<Panel> {
    let [(w1, most1), (w2, most2)] = COLORS;
    let (middle_row, ten) = (s![14 * 28..15 * 28, ..10], s![..10, ..]);
    let dw2 = panel(say!("step {step}: dW2"), "digit", gradients(network, w2).slice(ten), most2);
    let dw1 = || {
        let gradients = gradients(network, w1);
        panel(say!("step {step}: dW1"), "column of the image", gradients.slice(middle_row).t(), most1)
    };
    if step == 1 { vec![dw2] } else { vec![dw2, dw1()] }
}

fn panel(title: Words, columns: &'static str, dw: ArrayView2<f32>, most: f64) -> Panel {
    Panel::new(title)
        .x(Axis::new(columns))
        .y(Axis::new("hidden unit"))
        .heat_map(HeatMap::diverging(dw.mapv(f64::from)).value_range(-most, most).bar_label("gradient"))
}
