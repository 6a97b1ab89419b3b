//! 6.2.2 How are the activations of five layers distributed, depending on the initial weights?
//!
//! 1,000 random inputs go through five layers of 100 units, without biases and without any training. Weights with
//! standard deviation 1 saturate the sigmoid, where the **gradient vanishes**; 0.01 makes all units output nearly the
//! same; Xavier preserves the standard deviation for sigmoid and tanh, He for ReLU. Zero leaves no signal at all.

use chapter_kit::figure::{Axis, Bins, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::functions::activation::{relu, sigmoid, tanh};
use core_tensor::tensor::matmul;
use core_tensor::{Init, Matrix};
use rand_distr::{Distribution, StandardNormal};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "weight_init_activation_histogram",
    section: "6.2.2",
    question: "How are the activations of five layers distributed, depending on the initial weights?",
    takes: Takes::always("2 s"),
    run,
};

const INPUTS: usize = 1000;
const NODE_NUM: usize = 100;
const HIDDEN_LAYER_SIZE: usize = 5;
const BINS: usize = 30;
/// A sigmoid or tanh this close to its ends is saturated: its derivative is almost 0.
const NEAR_THE_END: f64 = 0.05;

/// An activation function with the settings of its histograms.
struct Curve {
    key: &'static str,
    title: &'static str,
    f: fn(f64) -> f64,
    /// The range of the histograms.
    range: (f64, f64),
    /// The values at which the curve saturates.
    ends: Option<(f64, f64)>,
}

const CURVES: [Curve; 3] = [
    Curve { key: "sigmoid", title: "sigmoid", f: sigmoid, range: (0.0, 1.0), ends: Some((0.0, 1.0)) },
    Curve { key: "tanh", title: "tanh", f: tanh, range: (-1.0, 1.0), ends: Some((-1.0, 1.0)) },
    Curve { key: "relu", title: "ReLU", f: relu, range: (0.0, 2.0), ends: None },
];

/// The five initialisations, with their names in findings and figures.
const INITS: [(&str, &str, Init); 5] = [
    ("zero", "zero", Init::Constant(0.0)),
    ("std_0.01", "std 0.01", Init::Normal(0.01)),
    ("std_1", "std 1", Init::Normal(1.0)),
    ("xavier", "Xavier", Init::Xavier),
    ("he", "He", Init::He),
];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut rng = run.rng("inputs");
    let x = Matrix::from_shape_simple_fn((INPUTS, NODE_NUM), || StandardNormal.sample(&mut rng));
    let mut outcome = Outcome::new();
    outcome.figure(book_figure(&activations(run, &x, &CURVES[0], Init::Normal(1.0))));
    let mut table = Table::new(
        "Standard deviation of the activations, layer by layer",
        ["activation", "weights", "1", "2", "3", "4", "5", "saturated in 5"],
    );
    for curve in &CURVES {
        let mut figure = grid(curve);
        for (key, title, init) in INITS {
            let layers = activations(run, &x, curve, init);
            record(&mut outcome, &format!("{}.{key}", curve.key), curve, &layers);
            table.row(row(curve, title, &layers));
            for layer in &layers {
                figure = figure.panel(panel(curve, layer, key == INITS[INITS.len() - 1].0));
            }
        }
        outcome.further_figure(curve.key, figure);
    }
    outcome.table(table);
    claims(&mut outcome);
    Ok(outcome)
}

/// The activations of each of the five layers for `x`.
fn activations(run: &Run, x: &Matrix<f64>, curve: &Curve, init: Init) -> Vec<Matrix<f64>> {
    let mut rng = run.rng("weights");
    let mut layers: Vec<Matrix<f64>> = Vec::with_capacity(HIDDEN_LAYER_SIZE);
    for _ in 0..HIDDEN_LAYER_SIZE {
        let w = init.matrix::<f64>(NODE_NUM, NODE_NUM, &mut rng);
        let z = matmul(layers.last().unwrap_or(x).view(), w.view()).mapv(curve.f);
        layers.push(z);
    }
    layers
}

/// The share of saturated activations: within [`NEAR_THE_END`] (of the curve's height) of an end.
fn saturation(curve: &Curve, layer: &Matrix<f64>) -> Option<f64> {
    let (low, high) = curve.ends?;
    let margin = NEAR_THE_END * (high - low);
    let flat = layer.iter().filter(|&&z| z < low + margin || z > high - margin).count();
    Some(flat as f64 / layer.len() as f64)
}

fn record(outcome: &mut Outcome, key: &str, curve: &Curve, layers: &[Matrix<f64>]) {
    for (number, layer) in (1..).zip(layers) {
        outcome.finding(format!("{key}.std_{number}"), layer.std(0.0));
        outcome.finding(format!("{key}.mean_{number}"), layer.mean().unwrap_or(f64::NAN));
        if let Some(saturation) = saturation(curve, layer) {
            outcome.percent(format!("{key}.saturated_{number}"), saturation);
        }
    }
}

fn row(curve: &Curve, title: &'static str, layers: &[Matrix<f64>]) -> Vec<Cell> {
    let mut cells = vec![curve.title.into(), title.into()];
    cells.extend(layers.iter().map(|layer| Cell::from(short(layer.std(0.0)))));
    let last = saturation(curve, &layers[HIDDEN_LAYER_SIZE - 1]);
    cells.push(last.map_or(Cell::from("–"), Cell::percent));
    cells
}

/// Three significant digits, `1.3e-6` where that is shorter.
fn short(value: f64) -> String {
    let text = if value != 0.0 && !(1e-3..1e4).contains(&value.abs()) {
        format!("{value:.1e}")
    } else {
        format!("{value:.3}")
    };
    text.replace('-', "−")
}

/// The text's statements about these pictures, with the measured values.
fn claims(outcome: &mut Outcome) {
    let get = |name: &str| outcome.get(name).unwrap_or(f64::NAN);
    let he = get("relu.he.std_5") / get("relu.he.std_1");
    let xavier = get("relu.xavier.std_5") / get("relu.xavier.std_1");
    let flat = get("sigmoid.std_1.saturated_1");
    let (narrow, mean) = (get("sigmoid.std_0.01.std_5"), get("sigmoid.std_0.01.mean_5"));
    outcome
        .claim(
            Source::Book("6.2.2"), "std 1, sigmoid: the activations lean towards 0 and 1",
            say!("{:.0} % of layer 1 is within {NEAR_THE_END} of an end", 100.0 * flat),
            flat > 0.5,
        )
        .claim(
            Source::Book("6.2.2"), "std 0.01, sigmoid: the activations crowd around 0.5",
            say!("layer 5 has mean {mean:.3} and standard deviation {narrow:.3}"),
            narrow < 0.05,
        )
        .claim(
            Source::Book("6.2.2"), "ReLU: He preserves the standard deviation, with Xavier it shrinks layer by layer",
            say!(
                "from layer 1 to 5 the standard deviation changes by a factor {he:.2} with He, {xavier:.2} with Xavier"
            ),
            (0.5..2.0).contains(&he) && xavier < 0.5,
        );
}

/// The book's own picture: sigmoid, weights with standard deviation 1.
fn book_figure(layers: &[Matrix<f64>]) -> Figure {
    let figure = Figure::new("Activations of five sigmoid layers, weights of standard deviation 1")
        .columns(HIDDEN_LAYER_SIZE)
        .shared_axes();
    (1..).zip(layers).fold(figure, |figure, (number, layer)| {
        figure.panel(histogram(say!("{number}-layer"), layer, (0.0, 1.0)).y(Axis::new("count")))
    })
}

fn grid(curve: &Curve) -> Figure {
    Figure::new(say!("Activations of five {} layers under five initialisations", curve.title))
        .columns(HIDDEN_LAYER_SIZE)
        .column_labels((1..=HIDDEN_LAYER_SIZE).map(|layer| say!("layer {layer}")))
        .row_labels(INITS.map(|(_, title, _)| title))
}

fn histogram(title: Words, layer: &Matrix<f64>, (low, high): (f64, f64)) -> Panel {
    let values: Vec<f64> = layer.iter().copied().collect();
    Panel::new(title)
        .x(Axis::new("activation").range(low, high))
        .histogram(Bins::of(&values, BINS, low, high))
}

/// One cell of the grid. ReLU's exact zeros, half of all, would dwarf the rest; they are left out and stated in the
/// note.
fn panel(curve: &Curve, layer: &Matrix<f64>, in_last_row: bool) -> Panel {
    let mut note =
        vec![say!("mean {}", short(layer.mean().unwrap_or(f64::NAN))), say!("std {}", short(layer.std(0.0)))];
    let mut range = curve.range;
    let mut shown = layer.clone();
    if let Some(saturation) = saturation(curve, layer) {
        note.push(say!("{:.0} % saturated", 100.0 * saturation));
    } else {
        let off = layer.iter().filter(|&&z| z == 0.0).count() as f64 / layer.len() as f64;
        note.push(say!("{:.0} % off", 100.0 * off));
        let positive: Vec<f64> = layer.iter().copied().filter(|&z| z > 0.0).collect();
        let largest = positive.iter().copied().fold(0.0, f64::max);
        range.1 = if largest > 0.0 { largest } else { 1.0 };
        shown = Matrix::from_shape_vec((positive.len(), 1), positive).unwrap_or_default();
    }
    let label = if in_last_row { "activation" } else { "" };
    histogram(Words::default(), &shown, range)
        .x(Axis::new(label).range(range.0, range.1))
        .y(Axis::new("").hide())
        .note(Words::list(note, "\n"))
}
