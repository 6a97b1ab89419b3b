//! The network of section 4.5: what is in it, and is its hand-written gradient right?
//!
//! `gradient` computes the derivatives of all parameters in one forward and one backward pass; chapter 5 shows how.
//! Whether it is correct can be checked now, since the central difference needs no theory. It is taken for all parameters
//! of a tiny network, and for a sample of those of the large one. A dot on the dashed line is a parameter for which both
//! agree.

use crate::derive::numerical_diff::{H, central_difference};
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::Digits;
use crate::half_trained::{SIZES, WEIGHT_INIT_STD, half_trained, hundred_images};
use chapter_kit::figure::{Axis, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Table, Takes, Words, say};
use ndarray::{Array1, Array2, array};
use rand::RngExt;

/// The book's library, inspected.
pub const EXPERIMENT: Experiment = Experiment {
    name: "two_layer_net",
    section: "4.5.1",
    question: "What is in the two-layer network, and is its hand-written gradient right?",
    takes: Takes::new("1 s", "1 s", "3 s"),
    run,
};

/// A network small enough to check every parameter: 4 inputs, 3 hidden units, 2 classes.
pub fn tiny_network() -> TwoLayerNet {
    TwoLayerNet {
        w1: Array2::from_shape_fn((4, 3), |(i, j)| 0.1 * (3 * i + j) as f64 - 0.5),
        b1: array![0.1, 0.2, 0.3],
        w2: Array2::from_shape_fn((3, 2), |(i, j)| 0.1 * (2 * i + j) as f64 - 0.2),
        b2: array![-0.1, 0.1],
    }
}

/// Two samples for it.
pub fn tiny_batch() -> Digits {
    Digits { x: array![[1.0, 2.0, 3.0, 4.0], [0.0, -1.0, 1.0, 0.5]], t: array![[1.0, 0.0], [0.0, 1.0]] }
}

/// A derivative by formula and by difference.
type Pair = (f64, f64);

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let fresh = TwoLayerNet::new(SIZES, WEIGHT_INIT_STD, &mut run.rng("init"));
    let images = hundred_images(run)?;
    let mut outcome = Outcome::new();
    let mut table = Table::new("What the network learns", ["name", "shape", "parameters"]);
    let matrices = [("W1", &fresh.w1), ("W2", &fresh.w2)];
    let biases = [("b1", &fresh.b1), ("b2", &fresh.b2)];
    for ((weight, w), (bias, b)) in matrices.into_iter().zip(biases) {
        table.row([weight.into(), say!("{} × {}", w.nrows(), w.ncols()).into(), w.len().into()]);
        table.row([bias.into(), b.len().to_string().into(), b.len().into()]);
    }
    let y = fresh.predict(&images.x);
    let sums = y.rows().into_iter().map(|row| (row.sum() - 1.0).abs()).fold(0.0, f64::max);
    outcome
        .count("parameters", fresh.parameters())
        .count("outputs", y.ncols())
        .finding("untrained.loss", fresh.loss(&images.x, &images.t))
        .percent("untrained.accuracy", fresh.accuracy(&images.x, &images.t))
        .finding("largest_error_of_a_sum_of_probabilities", sums);
    let tiny = pairs_of_tiny();
    let large = pairs_of_large(run, &half_trained(run)?, &images, run.scale().pick(20, 200, 2_000));
    outcome
        .count("tiny.parameters_checked", tiny.len())
        .finding("tiny.largest_difference", largest_difference(&tiny));
    outcome
        .count("large.parameters_checked", large.len())
        .finding("large.largest_difference", largest_difference(&large));
    outcome.table(table).table(checked(&tiny, &large)).note(
        "The book's loss adds 1e-7 inside the logarithm and its formula does not, so there the two gradients differ by \
         about 1e-7. Here the loss is taken from the scores, and they agree to what rounding allows.",
    );
    outcome.figure(figure(&tiny, &large));
    Ok(outcome)
}

fn checked(tiny: &[Pair], large: &[Pair]) -> Table {
    let heads = ["network", "parameters checked", "largest difference"];
    let mut table = Table::new("The gradient by formula and by central differences", heads);
    for (name, pairs) in [("4-3-2", tiny), ("784-50-10", large)] {
        table.row([name.into(), pairs.len().into(), say!("{:.1e}", largest_difference(pairs)).into()]);
    }
    table
}

fn largest_difference(pairs: &[Pair]) -> f64 {
    pairs.iter().map(|pair| (pair.0 - pair.1).abs()).fold(0.0, f64::max)
}

/// All parameters of the tiny network.
fn pairs_of_tiny() -> Vec<Pair> {
    let (net, batch) = (tiny_network(), tiny_batch());
    let (formula, numeric) = (net.gradient(&batch.x, &batch.t), net.numerical_gradient(&batch.x, &batch.t));
    numbers(&formula).into_iter().zip(numbers(&numeric)).collect()
}

/// W1, b1, W2, b2 in a row.
fn numbers(net: &TwoLayerNet) -> Array1<f64> {
    net.w1.iter().chain(&net.b1).chain(&net.w2).chain(&net.b2).copied().collect()
}

/// A sample of weights of the half-trained 784-50-10 network, half from `W1`, half from `W2`. All would take 79,520 passes.
fn pairs_of_large(run: &Run, net: &TwoLayerNet, images: &Digits, count: usize) -> Vec<Pair> {
    let formula = net.gradient(&images.x, &images.t);
    let mut rng = run.rng("checked weights");
    let mut net = net.clone();
    let mut derivative = |which: fn(&mut TwoLayerNet) -> &mut Array2<f64>, index: (usize, usize)| {
        let value = which(&mut net)[index];
        let loss = |w: f64| {
            let mut moved = net.clone();
            which(&mut moved)[index] = w;
            moved.loss(&images.x, &images.t)
        };
        central_difference(loss, value, H)
    };
    let mut pairs = Vec::new();
    for _ in 0..count / 2 {
        let index = (rng.random_range(0..SIZES[0]), rng.random_range(0..SIZES[1]));
        pairs.push((formula.w1[index], derivative(|net| &mut net.w1, index)));
        let index = (rng.random_range(0..SIZES[1]), rng.random_range(0..SIZES[2]));
        pairs.push((formula.w2[index], derivative(|net| &mut net.w2, index)));
    }
    pairs
}

fn figure(tiny: &[Pair], large: &[Pair]) -> Figure {
    let panel = |title: Words, pairs: &[Pair]| {
        let reach = 1.1 * pairs.iter().map(|pair| pair.0.abs()).fold(0.0, f64::max);
        Panel::new(title)
            .x(Axis::new("derivative by formula").range(-reach, reach))
            .y(Axis::new("derivative by central difference").range(-reach, reach))
            .line(Series::new("equal", [(-reach, -reach), (reach, reach)]).color(Color::GREY).dashed())
            .scatter(
                Series::new("a parameter", pairs.iter().copied())
                    .palette(0)
                    .marker(Marker::Circle, 1)
                    .width(3.0),
            )
            .equal_aspect()
            .legend(Legend::Best)
    };
    Figure::new("By formula and by central differences: the same gradient")
        .panel(panel(say!("tiny network, all {} parameters", tiny.len()), tiny))
        .panel(panel(say!("784-50-10, {} of its parameters", large.len()), large))
        .columns(2)
        .panel_size(300.0, 300.0)
        .caption(say!(
            "Largest difference: {:.0e} (left), {:.0e} (right).",
            largest_difference(tiny),
            largest_difference(large)
        ))
}
