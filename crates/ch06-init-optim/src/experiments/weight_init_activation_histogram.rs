//! 6.2.2 How are the activations of five layers distributed, depending on the initial weights?
//!
//! 1,000 random inputs go through five layers of 100 units, without biases and without any training. Weights of
//! standard deviation 1 saturate sigmoid and tanh, where the gradient vanishes; 0.01 makes all units output nearly the
//! same value. Xavier's weights suit tanh, and He's keep the standard deviation constant in ReLU layers. From zero
//! weights nothing of the input is left.
//!
//! Look twice at the sigmoid with Xavier's weights. The histograms stay wide, but in layers 4 and 5 they are combs:
//! each tooth is a unit that outputs nearly the same value for every input. The sigmoid's slope is at most ¼, so each
//! layer takes away at least three quarters of the signal; the width that is left is the difference between units.
//! The table's column *of one unit* shows that: the standard deviation of a single unit over the inputs, averaged over
//! the units.

use crate::signal::{NEAR_THE_END, forward, saturated, std_of_one_unit, weights, zeros};
use chapter_kit::figure::{Axis, Bins, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::StandardNormal;
use core_tensor::functions::activation::{relu, sigmoid, tanh};
use core_tensor::{Init, Matrix};
use portable_math::{log10, powf};
use rand::distr::Distribution;

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

impl Curve {
    /// Whether its histograms of these weights show anything: all outputs of ReLU are 0 if the weights are.
    fn shows(&self, init: Init) -> bool {
        self.ends.is_some() || init != Init::Constant(0.0)
    }
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
    (LAST, "He", Init::He),
];
const LAST: &str = "he";
/// Their colours, those of `weight_init_compare`.
const COLORS: [usize; 5] = [3, 0, 4, 1, 2];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut rng = run.rng("inputs");
    let x = Matrix::from_shape_simple_fn((INPUTS, NODE_NUM), || StandardNormal.sample(&mut rng));
    let mut outcome = Outcome::new();
    let mut summary = summary();
    let mut table = Table::new(
        "The standard deviation of the activations",
        [
            "activation",
            "weights",
            "layer 1",
            "layer 3",
            "layer 5",
            "layer 5: of one unit",
            "layer 5: saturated, or 0 (ReLU)",
        ],
    );
    for curve in &CURVES {
        let (mut figure, mut stds) = (grid(curve), stds_panel(curve));
        for ((key, title, init), color) in INITS.into_iter().zip(COLORS) {
            let layers = activations(run, &x, curve, init);
            record(&mut outcome, &format!("{}.{key}", curve.key), curve, &layers);
            table.row(row(curve, title, &layers));
            if curve.shows(init) {
                figure =
                    layers.iter().map(|layer| panel(curve, layer, key == LAST)).fold(figure, Figure::panel);
            }
            stds = with_stds(stds, title, color, &layers);
        }
        outcome.further_figure(curve.key, figure);
        summary = summary.panel(stds);
    }
    outcome.figure(summary).table(table);
    claims(&mut outcome);
    Ok(outcome)
}

/// The activations of each of the five layers for `x`.
fn activations(run: &Run, x: &Matrix<f64>, curve: &Curve, init: Init) -> Vec<Matrix<f64>> {
    let weights = weights(HIDDEN_LAYER_SIZE, NODE_NUM, init, &mut run.rng("weights"));
    forward(x, &weights, curve.f)
}

/// The share of saturated activations, where the curve saturates.
fn saturation(curve: &Curve, layer: &Matrix<f64>) -> Option<f64> {
    curve.ends.map(|ends| saturated(layer, ends))
}

fn record(outcome: &mut Outcome, key: &str, curve: &Curve, layers: &[Matrix<f64>]) {
    outcome.finding(format!("{key}.std_of_one_unit_5"), std_of_one_unit(&layers[HIDDEN_LAYER_SIZE - 1]));
    for (number, layer) in (1..).zip(layers) {
        outcome.finding(format!("{key}.std_{number}"), layer.std(0.0));
        outcome.finding(format!("{key}.mean_{number}"), layer.mean().unwrap_or(f64::NAN));
        if let Some(saturation) = saturation(curve, layer) {
            outcome.percent(format!("{key}.saturated_{number}"), saturation);
        }
    }
}

fn row(curve: &Curve, title: &'static str, layers: &[Matrix<f64>]) -> Vec<Cell> {
    let mut cells = vec![Cell::from(curve.title), Cell::from(title)];
    cells.extend(layers.iter().step_by(2).map(|layer| Cell::from(short(layer.std(0.0)))));
    let last = &layers[HIDDEN_LAYER_SIZE - 1];
    cells.push(Cell::from(short(std_of_one_unit(last))));
    cells.push(Cell::percent(saturation(curve, last).unwrap_or_else(|| zeros(last))));
    cells
}

/// Few digits: `0.459`, `2,572`, or `1.3e-6` where that is shorter.
fn short(value: f64) -> String {
    let text = match value.abs() {
        0.0 => "0".to_owned(),
        size if size < 1e-3 => format!("{value:.1e}"),
        size if size < 100.0 => format!("{value:.3}"),
        _ => Cell::count(value.round() as usize).text(),
    };
    text.replace('-', "−")
}

/// The text's statements about these pictures, with the measured values.
fn claims(outcome: &mut Outcome) {
    let get = |name: &str| outcome.get(name).unwrap_or(f64::NAN);
    let he = get("relu.he.std_5") / get("relu.he.std_1");
    let xavier = get("relu.xavier.std_5") / get("relu.xavier.std_1");
    let flat = get("sigmoid.std_1.saturated_1");
    let (wide, one_unit) = (get("sigmoid.xavier.std_5"), get("sigmoid.xavier.std_of_one_unit_5"));
    let (narrow, mean) = (get("sigmoid.std_0.01.std_5"), get("sigmoid.std_0.01.mean_5"));
    outcome
        .claim(
            Source::Book("6.2.2"), "std 1, sigmoid: the activations lean towards 0 and 1",
            say!("{:.0} % of the activations in layer 1 are within {NEAR_THE_END} of 0 or 1", 100.0 * flat),
            flat > 0.5,
        )
        .claim(
            Source::Book("6.2.2"), "std 0.01, sigmoid: the activations crowd around 0.5",
            say!("layer 5 has mean {mean:.3} and standard deviation {narrow:.3}"),
            narrow < 0.05,
        )
        .claim(
            Source::ThisPage,
            "Xavier, sigmoid: the units of layer 5 differ from each other, but hardly react to the input",
            say!(
                "all activations of layer 5 have standard deviation {wide:.3}, those of one unit over the 1,000 inputs \
                 {one_unit:.4} on average"
            ),
            one_unit < 0.05 * wide,
        )
        .claim(
            Source::Book("6.2.3"), "ReLU: He preserves the standard deviation, with Xavier it shrinks layer by layer",
            say!(
                "from layer 1 to 5 the standard deviation changes by a factor {he:.2} with He, {xavier:.2} with Xavier"
            ),
            (0.5..2.0).contains(&he) && xavier < 0.5,
        );
}

/// The standard deviation from layer to layer, for all initialisations and activation functions.
fn summary() -> Figure {
    Figure::new("Under ReLU only He's weights keep the standard deviation from layer to layer")
        .columns(CURVES.len())
        .panel_size(215.0, 220.0)
        .legend(Legend::OutsideTop)
        .caption(
            "The standard deviation over 1,000 inputs and 100 units, on logarithmic axes. From weights of 0 all \
             activations of a layer are equal: their standard deviation is 0 and has no place on these axes.",
        )
}

fn stds_panel(curve: &Curve) -> Panel {
    Panel::new(curve.title)
        .x(Axis::new("layer").ticks((1..=HIDDEN_LAYER_SIZE).map(|layer| layer as f64)))
        .y(Axis::new("standard deviation").log10())
}

fn with_stds(panel: Panel, title: &'static str, color: usize, layers: &[Matrix<f64>]) -> Panel {
    let points: Vec<(f64, f64)> =
        (1..).map(f64::from).zip(layers.iter().map(|layer| layer.std(0.0))).collect();
    if points.iter().any(|(_, std)| *std > 0.0) {
        panel.line(Series::new(title, points).palette(color))
    } else {
        panel
    }
}

fn grid(curve: &Curve) -> Figure {
    let shown = INITS.into_iter().filter(|(_, _, init)| curve.shows(*init));
    let figure = Figure::new(say!("Activations of five {} layers, by their initial weights", curve.title))
        .columns(HIDDEN_LAYER_SIZE)
        .column_labels((1..=HIDDEN_LAYER_SIZE).map(|layer| say!("layer {layer}")))
        .row_labels(shown.map(|(_, title, _)| title))
        .panel_size(128.0, 72.0);
    if curve.ends.is_some() {
        figure.caption(say!(
            "Each panel has its own vertical scale. Saturated: within {:.0} % of either end of the function's range.",
            100.0 * NEAR_THE_END
        ))
    } else {
        figure.caption(
            "Only activations above 0 are drawn; the share that is exactly 0 is written above each panel. Each panel has \
             its own axes. From weights of 0 all activations are 0.",
        )
    }
}

fn histogram(title: Words, layer: &Matrix<f64>, (low, high): (f64, f64)) -> Panel {
    let values: Vec<f64> = layer.iter().copied().collect();
    Panel::new(title)
        .x(Axis::new("activation").range(low, high))
        .histogram(Bins::of(&values, BINS, low, high))
}

/// One cell of the grid. ReLU's exact zeros, half of all, would dwarf the rest; they are left out and stated above.
fn panel(curve: &Curve, layer: &Matrix<f64>, in_last_row: bool) -> Panel {
    let std = say!("std {}", short(layer.std(0.0)));
    let mut range = curve.range;
    let mut shown = layer.clone();
    let share = if let Some(saturation) = saturation(curve, layer) {
        say!("{:.0} % saturated", 100.0 * saturation)
    } else {
        let positive: Vec<f64> = layer.iter().copied().filter(|&z| z > 0.0).collect();
        let largest = positive.iter().copied().fold(0.0, f64::max);
        range.1 = if largest > 0.0 { largest } else { 1.0 };
        shown = Matrix::from_shape_vec((positive.len(), 1), positive).unwrap_or_default();
        say!("{:.0} % exactly 0", 100.0 * zeros(layer))
    };
    let label = if in_last_row { "activation" } else { "" };
    histogram(Words::default(), &shown, range)
        .x(Axis::new(label).range(range.0, range.1).ticks(two_ticks(range)))
        .y(Axis::new("").hide())
        .note(Words::list([std, share], "\n"))
}

/// The ends of a range that is given; of one that follows the data 0 and a round number near its end.
fn two_ticks((low, high): (f64, f64)) -> [f64; 2] {
    let power = powf(10.0, log10(high).floor());
    [low, (high / power).floor() * power]
}
