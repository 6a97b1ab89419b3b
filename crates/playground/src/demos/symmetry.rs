//! Can all initial weights be equal? A layer of fifty units that starts equal stays one unit, until a single weight is nudged.

use anyhow::Result;
use ch06_init_optim::symmetry::{BATCH, HIDDEN, LR, distinct_columns, hidden_weights, rank, spread};
use core_data::Mnist;
use core_tensor::optimizers::Sgd;
use core_tensor::{Activation, Init, MultiLayerNet, Samples, Streams};
use figure::{Axis, Figure, HeatMap, Legend, Panel, Series, say};
use ndarray::Array2;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::learner::{self, Curve, Learner, round_end};
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "symmetry",
    title: "Fifty equal units are one unit",
    invites: "Press Train and look at the six pictures. Then nudge one weight, and see how many units there are now.",
    needs: Needs::DIGITS,
    make: |assets| Ok(Box::new(Symmetry::new(&*assets.digits()?))),
};

const PLAY: &str = "play";
const PAUSE: &str = "pause";
const STEP: &str = "step";
const NUDGE: &str = "nudge";
const RESET: &str = "reset-weights";
/// Units whose weights are shown.
const SHOWN: usize = 6;
/// Test images on which the accuracy is measured.
const TESTED: usize = 500;
/// Steps from one measurement to the next.
const EVERY: usize = 25;
/// Steps of the button for some.
const SOME: usize = 25;
/// The training ends here.
const LAST: usize = 20_000;
/// The weight that is nudged first: that of a pixel in the middle, where most digits have ink.
const PIXEL: usize = 14 * 28 + 14;
const SIDE: usize = 28;
/// The demo trains as the chapter's laboratory does.
const _: () = assert!(BATCH == learner::BATCH);
const SEED: u64 = chapter_kit::DEFAULT_SEED;
/// The start from one value; the other one is random.
const EQUAL: usize = 0;
const ACTIVATIONS: [Activation; 3] = [Activation::Sigmoid, Activation::Relu, Activation::Tanh];
/// The ends of the scale of differences.
const DIFFERENCES: (f64, f64) = (1e-6, 1e1);

/// What is known of the network after some step.
#[derive(Clone, Copy, Debug)]
struct Measured {
    step: usize,
    distinct: usize,
    rank: usize,
    difference: f64,
    accuracy: f64,
}

struct Symmetry {
    train: Samples<f32>,
    test: Samples<f32>,
    learner: Option<Learner>,
    measured: Option<Measured>,
    accuracies: Curve,
    differences: Curve,
    /// What the weights started from: activation, and rule.
    start: Option<(Activation, Init)>,
    nudges: usize,
    plays: bool,
}

fn start(settings: &Settings) -> (Activation, Init) {
    let init = match settings.choice("start") {
        EQUAL => Init::Constant(settings.number("value")),
        _ => Init::Normal(settings.number("std")),
    };
    (ACTIVATIONS[settings.choice("activation")], init)
}

impl Symmetry {
    fn new(digits: &Mnist) -> Self {
        Self {
            train: digits.train.samples(),
            test: digits.test.first(TESTED).samples(),
            learner: None,
            measured: None,
            accuracies: Curve::every(EVERY),
            differences: Curve::every(EVERY),
            start: None,
            nudges: 0,
            plays: false,
        }
    }

    /// The same initial weights again, and the same batches to come.
    fn reset(&mut self, settings: &Settings) {
        let (activation, init) = start(settings);
        let streams = Streams::new(SEED);
        let network =
            MultiLayerNet::new(SIDE * SIDE, &[HIDDEN], 10).activation(activation).init(init).build(&streams);
        let sgd = Box::new(Sgd::new(settings.number("lr")));
        self.learner = Some(Learner::new(network, sgd, self.train.clone(), &streams));
        self.start = Some((activation, init));
        (self.accuracies, self.differences) = (Curve::every(EVERY), Curve::every(EVERY));
        self.nudges = 0;
        self.measure();
    }

    /// Adds a little to one weight of the first unit, next time of the second.
    fn nudge(&mut self, by: f64) {
        let unit = self.nudges % HIDDEN;
        if let Some(w) = self.learner.as_mut().and_then(|learner| learner.network.param_mut("W1")) {
            w.value[[PIXEL + unit, unit]] += by as f32;
            self.nudges += 1;
        }
        self.measure();
    }

    fn measure(&mut self) {
        let Some(learner) = &self.learner else { return };
        let (w, step) = (hidden_weights(&learner.network), learner.done());
        let measured = Measured {
            step,
            distinct: distinct_columns(w),
            rank: rank(w),
            difference: spread(w),
            accuracy: learner.network.evaluate(&self.test).accuracy(),
        };
        if self.accuracies.is_due(step) {
            self.accuracies.push(step, measured.accuracy);
            self.differences.push(step, measured.difference);
        }
        self.measured = Some(measured);
    }

    /// Takes up to `steps` steps. Whether there could be more.
    fn train(&mut self, steps: usize) -> bool {
        for _ in 0..steps {
            let Some(learner) = &mut self.learner else { return false };
            if learner.done() >= LAST || learner.step().is_none() {
                return false;
            }
            if self.accuracies.is_due(learner.done()) {
                self.measure();
            }
        }
        true
    }

    /// Measures what has not been measured since the last step.
    fn settle(&mut self) {
        let done = self.learner.as_ref().map(Learner::done);
        if self.measured.map(|measured| measured.step) != done {
            self.measure();
        }
    }

    fn pictures(&self) -> Figure {
        let figure =
            Figure::new("The weights of the first six hidden units").columns(3).panel_size(96.0, 96.0);
        let Some(learner) = &self.learner else { return figure };
        let w = hidden_weights(&learner.network);
        let shown = (0..SHOWN).flat_map(|unit| w.column(unit).to_vec());
        let scale = shown.map(|w| f64::from(w.abs())).fold(1e-9, f64::max);
        (0..SHOWN).fold(figure, |figure, unit| {
            let image = Array2::from_shape_fn((SIDE, SIDE), |(y, x)| f64::from(w[[SIDE * y + x, unit]]));
            let map = HeatMap::diverging(image).value_range(-scale, scale).without_color_bar();
            figure.panel(Panel::new(say!("unit {}", unit + 1)).without_axes().heat_map(map))
        })
    }

    fn curves(&self, step: usize) -> Figure {
        let steps = || Axis::new("step").range(0.0, round_end(step));
        let (low, high) = DIFFERENCES;
        let apart = self.differences.points().iter().filter(|point| point.1 > 0.0);
        let apart: Vec<_> = apart.map(|&(step, y)| (step, y.clamp(low, high))).collect();
        let accuracy = Panel::new("Accuracy on 500 test images")
            .x(steps())
            .y(Axis::new("accuracy").range(0.0, 1.03).ticks([0.0, 0.5, 1.0]))
            .line(Series::new("", self.accuracies.points().to_vec()).palette(0))
            .legend(Legend::None);
        let difference = Panel::new("Largest difference between units")
            .x(steps())
            .y(Axis::new("difference of a weight").log10().range(low, high))
            .line(Series::new("", apart).palette(1))
            .legend(Legend::None);
        Figure::new("While it trains").panel(accuracy).panel(difference).columns(2).panel_size(270.0, 150.0)
    }

    fn sentence(&self, measured: Measured) -> String {
        let Measured { step, distinct, accuracy, .. } = measured;
        let is_stuck = matches!(self.start, Some((Activation::Relu | Activation::Tanh, Init::Constant(value))) if value == 0.0);
        let is_random = matches!(self.start, Some((_, Init::Normal(_))));
        if let Some(why) = self.learner.as_ref().and_then(Learner::why_not) {
            return why;
        }
        match distinct {
            1 if step == 0 => format!("All {HIDDEN} hidden units have the same weights, so they will get the same gradients. Press Train."),
            1 if is_stuck => {
                "From zero weights this activation gives 0, so no gradient reaches W1 or W2: only the last biases learn, and every image gets the same prediction.".to_owned()
            }
            1 => format!(
                "After {step} steps all {HIDDEN} units are still equal to the last bit: six times the same picture, and the accuracy of one unit, {:.1} %.",
                100.0 * accuracy
            ),
            _ if is_random => format!("Random weights: {distinct} different units from the first step on, and each looks for something else."),
            2 => format!(
                "One nudged weight made two different units out of one: the nudged one, and {} that are still equal to each other.",
                HIDDEN - 1
            ),
            _ => format!("{} nudges made {distinct} different units; those without a nudge are still equal.", self.nudges),
        }
    }
}

impl Demo for Symmetry {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::button(PLAY, "Train"),
            Control::button(PAUSE, "Pause"),
            Control::button(STEP, "25 steps"),
            Control::button(NUDGE, "Nudge one weight"),
            Control::button(RESET, "Reset weights"),
            Control::choice("start", "initial weights", &["all equal", "random"], EQUAL),
            Control::slider("value", "if equal: their value", -1.0, 1.0, 0.01, 0.0),
            Control::log_slider("std", "if random: their standard deviation", 1e-4, 1.0, 0.1, 0.01),
            Control::choice("activation", "activation", &["sigmoid", "ReLU", "tanh"], 0),
            Control::log_slider("lr", "learning rate", 1e-3, 10.0, 0.1, LR),
            Control::log_slider("by", "size of a nudge", 1e-4, 1.0, 0.1, 0.01),
        ]
    }

    /// Another start begins again; another learning rate goes on.
    fn change(&mut self, settings: &Settings) {
        if self.start != Some(start(settings)) {
            self.reset(settings);
        }
        if let Some(learner) = &mut self.learner {
            learner.optimizer.set_lr(settings.number("lr"));
        }
    }

    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        match button {
            PLAY => self.plays = true,
            NUDGE => self.nudge(settings.number("by")),
            RESET => self.reset(settings),
            STEP => {
                self.plays = false;
                self.train(SOME);
            }
            _ => self.plays = false,
        }
        if !self.plays {
            self.settle();
        }
        Vec::new()
    }

    fn advance(&mut self, steps: usize, _settings: &Settings) -> bool {
        if self.plays && !self.train(steps) {
            self.plays = false;
            self.settle();
        }
        self.plays
    }

    fn view(&self, _settings: &Settings) -> Result<View> {
        let (Some(measured), Some(learner)) = (self.measured, &self.learner) else {
            return Ok(View::new().figure(self.pictures()).says("There are no weights yet."));
        };
        let view = View::new()
            .figure(self.pictures())
            .figure(self.curves(learner.done()))
            .count("distinct", format!("different hidden units, of {HIDDEN}"), measured.distinct)
            .count("rank", "rank of W1", measured.rank)
            .percent("accuracy", "test accuracy", measured.accuracy)
            .count("step", "steps", learner.done());
        let view = if learner.done() > 0 {
            view.number("loss", "loss of the last batch", learner.loss(), 3)
        } else {
            view
        };
        Ok(view.says(self.sentence(measured)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Open;
    use crate::small_assets::small_assets;
    use serde_json::json;

    const RANDOM: usize = 1;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    fn trained(settings: &serde_json::Value, steps: usize) -> Open {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        open.set(settings);
        open.press(PLAY);
        assert!(open.advance(steps));
        open.press(PAUSE);
        open
    }

    #[test]
    fn equal_weights_are_one_unit_after_2000_steps_and_two_after_a_nudge() {
        for (activation, value_of_all) in [(0, 0.0), (0, 0.5), (1, 0.01)] {
            let mut open = trained(&json!({ "activation": activation, "value": value_of_all }), 2_000);
            assert_eq!((value(&open, "distinct"), value(&open, "step")), (1.0, 2_000.0));
            open.press(NUDGE);
            assert_eq!(value(&open, "distinct"), 2.0);
            open.press(PLAY);
            open.advance(500);
            open.press(PAUSE);
            assert_eq!(value(&open, "distinct"), 2.0, "the other 49 stay equal");
        }
    }

    #[test]
    fn random_weights_are_fifty_units() {
        let open = trained(&json!({ "start": RANDOM }), 50);
        assert_eq!((value(&open, "distinct"), value(&open, "rank")), (50.0, 50.0));
    }

    #[test]
    fn reset_brings_the_same_weights_and_the_same_steps() {
        let mut open = trained(&json!({ "start": RANDOM }), 60);
        let (loss, view) = (value(&open, "loss"), open.json().unwrap());
        open.press(NUDGE);
        open.press(RESET);
        assert_eq!(value(&open, "step"), 0.0);
        open.press(PLAY);
        open.advance(60);
        open.press(PAUSE);
        assert_eq!((value(&open, "loss"), open.json().unwrap()), (loss, view));
    }
}
