//! How large should the initial weights be? A signal on its way through many layers, and its gradient in the backward pass.

use anyhow::Result;
use ch06_init_optim::signal::{backward, forward, saturated, std_of_one_unit, weights, zeros};
use core_tensor::functions::activation::{relu, sigmoid, sigmoid_derivative, tanh, tanh_derivative};
use core_tensor::{Init, Matrix, Streams};
use figure::{Axis, Bins, Figure, Legend, Marker, Panel, Series, say};
use portable_math::{log10, powf};

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "activation-histograms",
    title: "A signal on its way through the layers",
    invites: "Move the standard deviation until the last layer looks like the first. Then try Xavier and He.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(ActivationHistograms)),
};

const INPUTS: usize = 100;
const BINS: usize = 30;
/// Most histograms.
const SHOWN: usize = 6;
const DEEPEST: f64 = 10.0;
/// The ends of the scale of standard deviations.
const SIZES: (f64, f64) = (1e-6, 1e6);
const OWN_STD: usize = 0;

/// An activation function, its derivative as a function of its output, and where it saturates.
struct Curve {
    f: fn(f64) -> f64,
    derivative: fn(f64) -> f64,
    ends: Option<(f64, f64)>,
}

const CURVES: [Curve; 3] = [
    Curve { f: sigmoid, derivative: sigmoid_derivative, ends: Some((0.0, 1.0)) },
    Curve { f: tanh, derivative: tanh_derivative, ends: Some((-1.0, 1.0)) },
    Curve { f: relu, derivative: |y| if y > 0.0 { 1.0 } else { 0.0 }, ends: None },
];
const RELU: usize = 2;
const SIGMOID: usize = 0;

struct ActivationHistograms;

/// What is known of every layer, from the first to the last.
struct Signal {
    curve: &'static Curve,
    layers: Vec<Matrix<f64>>,
    stds: Vec<f64>,
    of_one_unit: Vec<f64>,
    /// The gradient with respect to the layer's activations, compared with that of the last layer.
    gradients: Vec<f64>,
}

fn init(settings: &Settings) -> Init {
    match settings.choice("init") {
        OWN_STD => Init::Normal(settings.number("std")),
        1 => Init::Xavier,
        2 => Init::He,
        _ => Init::Constant(0.0),
    }
}

fn size(settings: &Settings, name: &str) -> usize {
    settings.number(name).round() as usize
}

fn standard_deviation(m: &Matrix<f64>) -> f64 {
    let mean = m.sum() / m.len() as f64;
    (m.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / m.len() as f64).sqrt()
}

impl Signal {
    fn of(settings: &Settings) -> Self {
        let (depth, width) = (size(settings, "depth"), size(settings, "width"));
        let curve = &CURVES[settings.choice("activation")];
        let streams = Streams::new(chapter_kit::DEFAULT_SEED);
        let noise = |name: &str| Init::Normal(1.0).matrix::<f64>(INPUTS, width, &mut streams.rng(name));
        let weights = weights(depth, width, init(settings), &mut streams.rng("weights"));
        let layers = forward(&noise("inputs"), &weights, curve.f);
        let root_mean_square =
            |m: &Matrix<f64>| (m.iter().map(|g| g * g).sum::<f64>() / m.len() as f64).sqrt();
        let gradients = backward(noise("gradient"), &layers, &weights, curve.derivative);
        let sizes: Vec<f64> = gradients.iter().map(root_mean_square).collect();
        let last = sizes[depth - 1];
        Self {
            curve,
            stds: layers.iter().map(standard_deviation).collect(),
            of_one_unit: layers.iter().map(std_of_one_unit).collect(),
            gradients: sizes.iter().map(|size| size / last).collect(),
            layers,
        }
    }

    fn last(&self) -> usize {
        self.layers.len() - 1
    }

    /// The share of the last layer's outputs that pass hardly any gradient.
    fn flat(&self) -> f64 {
        let last = &self.layers[self.last()];
        self.curve.ends.map_or_else(|| zeros(last), |ends| saturated(last, ends))
    }

    fn histogram(&self, at: usize) -> Panel {
        let layer = &self.layers[at];
        let all: Vec<f64> = layer.iter().copied().collect();
        let std = readable(self.stds[at], 2);
        let (values, (low, high)) = match self.curve.ends {
            Some(ends) => (all, ends),
            None => {
                // The zeros of ReLU, half of all, would dwarf the rest.
                let positive: Vec<f64> = all.into_iter().filter(|&z| z > 0.0).collect();
                let high = round_above(positive.iter().copied().fold(0.0, f64::max));
                (positive, (0.0, high))
            }
        };
        Panel::new(say!("layer {}: std {std}", at + 1))
            .x(Axis::new("").range(low, high).ticks([low, high]))
            .y(Axis::new("").hide())
            .histogram(Bins::of(&values, BINS, low, high))
    }

    fn histograms(&self) -> Figure {
        let count = self.layers.len().min(SHOWN);
        let figure = Figure::new("How the activations are distributed").columns(2).panel_size(150.0, 62.0);
        (0..count).fold(figure, |figure, i| {
            // The first, the last, and some between.
            let at = if count == 1 { 0 } else { (i * self.last() + (count - 1) / 2) / (count - 1) };
            figure.panel(self.histogram(at))
        })
    }

    fn sizes(&self) -> Figure {
        let (low, high) = SIZES;
        let line = |name: &'static str, sizes: &[f64]| {
            let positive = sizes.iter().enumerate().filter(|(_, size)| **size > 0.0);
            let points =
                positive.map(|(i, size)| ((i + 1) as f64, size.clamp(low, high))).collect::<Vec<_>>();
            Series::new(name, points).marker(Marker::Circle, 1)
        };
        let panel = Panel::new("From layer to layer")
            .x(Axis::new("layer").range(1.0, DEEPEST).ticks((1..=DEEPEST as usize).map(|layer| layer as f64)))
            .y(Axis::new("size").log10().range(low, high))
            .line(line("std of the activations", &self.stds).palette(0))
            .line(line("std of one unit", &self.of_one_unit).palette(2))
            .line(line("gradient, backward pass", &self.gradients).palette(1).dashed());
        Figure::single("Signal and gradient from layer to layer", panel)
            .legend(Legend::OutsideTop)
            .panel_size(270.0, 200.0)
    }

    fn sentence(&self, settings: &Settings) -> String {
        let (last, first) = (self.stds[self.last()], self.stds[0]);
        let gradient = self.gradients[0];
        let flat = 100.0 * self.flat();
        let which = settings.choice("activation");
        let way_back = match gradient {
            g if !g.is_finite() || g > 10.0 => "explodes",
            g if g < 0.1 => "vanishes",
            _ => "arrives",
        };
        if last == 0.0 || self.of_one_unit[self.last()] == 0.0 {
            return "Nothing of the input is left: every input gives the same output, and no gradient comes back.".to_owned();
        }
        if self.curve.ends.is_some() && flat > 50.0 {
            return format!(
                "The weights are too large: {flat:.0} % of the last layer's outputs are saturated, where the derivative is almost 0; in the backward pass the gradient {way_back}."
            );
        }
        if last > 100.0 * first {
            return format!(
                "The weights are too large: the signal explodes, from {} to {}, and the gradient {way_back}.",
                readable(first, 2),
                readable(last, 2)
            );
        }
        let one_unit = self.of_one_unit[self.last()];
        if which == SIGMOID && one_unit < 0.05 * last {
            return "The histograms are wide, but a comb: each unit gives nearly the same output for every input, since the sigmoid's slope of at most ¼ shrinks the signal.".to_owned();
        }
        if one_unit < 0.1 * self.of_one_unit[0] || (which == SIGMOID && one_unit < 0.01) {
            return format!(
                "The weights are too small: the signal vanishes, a unit's outputs differ by only {} in the last layer; the gradient {way_back}.",
                readable(one_unit, 2)
            );
        }
        let why = match settings.choice("init") {
            1 if which != RELU => " Xavier's weights are made for that.",
            2 if which == RELU => " He's weights are made for that.",
            _ => "",
        };
        format!(
            "The signal reaches the last layer, with a standard deviation of {} after {} in the first; the gradient {way_back}.{why}",
            readable(last, 2),
            readable(first, 2)
        )
    }
}

/// The next number above that is a 1, 2 or 5 with zeros, so that an axis seldom changes.
fn round_above(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let power = powf(10.0, log10(value).floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|&end| value <= end)
        .unwrap_or(10.0 * power)
}

impl Demo for ActivationHistograms {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::choice(
                "init",
                "initial weights",
                &["standard deviation of your own", "Xavier: √(1/n)", "He: √(2/n)", "all 0"],
                OWN_STD,
            ),
            Control::log_slider("std", "standard deviation", 1e-3, 2.0, 0.02, 1.0),
            Control::choice("activation", "activation", &["sigmoid", "tanh", "ReLU"], 1),
            Control::slider("depth", "layers", 2.0, DEEPEST, 1.0, 5.0),
            Control::slider("width", "units in a layer, n", 10.0, 100.0, 10.0, 100.0),
            Control::button("xavier-std", "Set to √(1/n)"),
            Control::button("he-std", "Set to √(2/n)"),
        ]
    }

    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        let n = size(settings, "width");
        let rule = if button == "he-std" { Init::He } else { Init::Xavier };
        vec![("init", OWN_STD as f64), ("std", rule.std(n, n))]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let signal = Signal::of(settings);
        let width = size(settings, "width");
        let last = signal.last();
        let flat = if signal.curve.ends.is_some() {
            "saturated, in the last layer"
        } else {
            "exactly 0, in the last layer"
        };
        Ok(View::new()
            .figure(signal.histograms())
            .figure(signal.sizes())
            .number("weight_std", "std of the weights", init(settings).std(width, width), 3)
            .number("std_first", "std of the first layer's activations", signal.stds[0], 3)
            .number("std_last", "std of the last layer's activations", signal.stds[last], 3)
            .number("of_one_unit", "std of one unit of the last layer", signal.of_one_unit[last], 4)
            .percent("flat", flat, signal.flat())
            .number("gradient", "gradient at layer 1, with 1 at the last", signal.gradients[0], 3)
            .says(signal.sentence(settings)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn he_keeps_the_signal_under_relu_and_xavier_halves_its_square() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        let mut ratio = |settings| {
            open.set(&settings);
            value(&open, "std_last") / value(&open, "std_first")
        };
        let he = ratio(json!({ "activation": RELU, "init": 2 }));
        let xavier = ratio(json!({ "activation": RELU, "init": 1 }));
        assert!((0.5..2.0).contains(&he), "{he}");
        // Four layers, each of which keeps half of the mean square: a factor of 4 in all.
        assert!((he / xavier - 4.0).abs() < 1e-9, "{he} {xavier}");
    }

    #[test]
    fn large_weights_saturate_and_zero_weights_leave_nothing() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        assert!(value(&open, "flat") > 0.5 && open.view().unwrap().sentence().contains("saturated"));
        open.set(&json!({ "init": 3 }));
        assert!(open.view().unwrap().sentence().contains("Nothing of the input"));
        open.press("he-std");
        assert!((value(&open, "weight_std") - 0.02f64.sqrt()).abs() < 1e-12);
    }
}
