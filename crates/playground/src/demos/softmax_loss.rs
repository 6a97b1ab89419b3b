//! What does softmax get back from its loss? From the cross-entropy y − t; from the squared error next to nothing where it matters.

use anyhow::Result;
use ch05_backprop::derive::softmax_with_loss::SoftmaxWithLoss;
use ch05_backprop::derive::softmax_with_squared_error::softmax_with_squared_error;
use core_tensor::functions::softmax::softmax;
use figure::{Axis, Bars, Color, Figure, Legend, Marker, Panel, Series, Words, say};
use ndarray::Array2;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "softmax-loss",
    title: "What the loss sends back to the scores",
    invites: "Make the target's score very low: the network is confidently wrong. Then switch to the squared error.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(SoftmaxLoss)),
};

const SCORES: [&str; 3] = ["a1", "a2", "a3"];
/// How far scores reach to both sides.
const REACH: f64 = 8.0;
const POINTS: usize = 129;

struct SoftmaxLoss;

/// Three scores, the index of the target, and which loss.
#[derive(Clone, Copy)]
struct Choice {
    scores: [f64; 3],
    target: usize,
    squared: bool,
}

impl Choice {
    fn of(settings: &Settings) -> Self {
        Self {
            scores: SCORES.map(|name| settings.number(name)),
            target: settings.choice("target"),
            squared: settings.choice("loss") == 1,
        }
    }

    fn row(values: [f64; 3]) -> Array2<f64> {
        Array2::from_shape_fn((1, 3), |(_, k)| values[k])
    }

    fn one_hot(&self) -> Array2<f64> {
        Array2::from_shape_fn((1, 3), |(_, k)| if k == self.target { 1.0 } else { 0.0 })
    }

    fn probabilities(&self) -> [f64; 3] {
        let y = softmax(Self::row(self.scores).view());
        [0, 1, 2].map(|k| y[[0, k]])
    }

    /// The loss, and its gradient with respect to the scores.
    fn loss(&self) -> (f64, [f64; 3]) {
        let (x, t) = (Self::row(self.scores), self.one_hot());
        let (loss, gradient) = if self.squared {
            softmax_with_squared_error(&x, &t)
        } else {
            let mut layer = SoftmaxWithLoss::new();
            (layer.forward(&x, &t), layer.backward(1.0))
        };
        (loss, [0, 1, 2].map(|k| gradient[[0, k]]))
    }

    /// How hard the target's score is pulled up, if it were this and the other scores stayed.
    fn pull(mut self, score: f64, squared: bool) -> f64 {
        self.scores[self.target] = score;
        self.squared = squared;
        self.loss().1[self.target].abs()
    }
}

/// A value whose three decimals would all be 0, without a sign.
fn visible(value: f64) -> f64 {
    if value.abs() < 5e-4 { 0.0 } else { value }
}

fn bars(title: &'static str, values: [f64; 3], target: usize, (low, high): (f64, f64)) -> Panel {
    let names = SCORES
        .into_iter()
        .enumerate()
        .map(|(k, name)| if k == target { say!("{name}, target") } else { Words::from(name) });
    Panel::new(title)
        .y(Axis::new("").range(low, high))
        .bars(Bars::new(names.zip(values.map(visible))).colored().decimals(3))
        .legend(Legend::None)
}

/// The pull of both losses on the target's score, wherever that score is.
fn pulls(choice: &Choice) -> Panel {
    let at = |i: usize| REACH * (2.0 * i as f64 / (POINTS - 1) as f64 - 1.0);
    let curve = |name: &'static str, squared: bool| {
        let line = Series::new(name, (0..POINTS).map(|i| (at(i), choice.pull(at(i), squared))));
        if choice.squared == squared { line.width(2.8) } else { line.dashed() }
    };
    let score = choice.scores[choice.target];
    let here = Series::new("", [(score, choice.pull(score, choice.squared))]);
    Panel::new("")
        .x(Axis::new("score of the target").range(-REACH, REACH))
        .y(Axis::new("size of its gradient").range(-0.04, 1.08))
        .line(curve("cross-entropy", false).color(Color::BLUE))
        .line(curve("squared error", true).color(Color::VERMILION))
        .scatter(here.color(Color::BLACK).marker(Marker::Circle, 1).width(5.0))
}

fn sentence(choice: &Choice, y: f64, gradient: f64) -> String {
    let (missing, y, gradient) = (1.0 - y, readable(y, 3), readable(gradient, 4));
    let pulled = choice.pull(choice.scores[choice.target], choice.squared);
    match (choice.squared, missing) {
        (false, missing) if missing > 0.5 => format!(
            "Cross-entropy sends back y − t: the target has y = {y}, so its gradient is {gradient}. The more wrong, the harder it pulls."
        ),
        (false, _) => format!(
            "Cross-entropy sends back y − t: the target has y = {y}, so its gradient is only {gradient}. What is nearly right is left alone."
        ),
        (true, missing) if missing > 0.9 && pulled < 0.1 => format!(
            "Confidently wrong, y = {y}, and yet the gradient is only {gradient}: the squared error is flat here, and learning stands still. Cross-entropy would pull ten times as hard or more."
        ),
        (true, missing) if missing > 0.5 => format!(
            "The squared error pulls with {gradient} where cross-entropy would have {}: the factor y in softmax's backward pass weakens it.",
            readable(-missing, 3)
        ),
        (true, _) => {
            format!("Nearly right, y = {y}: both losses pull weakly here, the squared error with {gradient}.")
        }
    }
}

impl Demo for SoftmaxLoss {
    fn controls(&self) -> Vec<Control> {
        let score = |name, label, start| Control::slider(name, label, -REACH, REACH, 0.1, start);
        vec![
            score(SCORES[0], "score a1", 1.0),
            score(SCORES[1], "score a2", -1.0),
            score(SCORES[2], "score a3", 2.0),
            Control::choice("target", "target", &["class 1", "class 2", "class 3"], 1),
            Control::choice("loss", "loss", &["cross-entropy", "squared error"], 0),
            Control::button("step", "One step of gradient descent"),
        ]
    }

    /// With learning rate 1.
    fn press(&mut self, _button: &str, settings: &Settings) -> Vec<Move> {
        let choice = Choice::of(settings);
        let (_, gradient) = choice.loss();
        [0, 1, 2].map(|k: usize| (SCORES[k], choice.scores[k] - gradient[k])).to_vec()
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let choice = Choice::of(settings);
        let (y, (loss, gradient)) = (choice.probabilities(), choice.loss());
        let target = choice.target;
        let figure = Figure::new("Probabilities and gradients")
            .panel(bars("Probabilities y", y, target, (0.0, 1.15)))
            .panel(bars("Gradient with respect to each score", gradient, target, (-1.2, 1.2)));
        let pulls = Figure::single("How hard the target's score is pulled up", pulls(&choice))
            .panel_size(300.0, 190.0)
            .legend(Legend::OutsideTop);
        Ok(View::new()
            .figure(figure.columns(2).panel_size(260.0, 190.0))
            .figure(pulls)
            .number("loss", "loss", loss, 4)
            .number("probability", "probability of the target", y[target], 4)
            .number("gradient", "gradient with respect to its score", gradient[target], 4)
            .says(sentence(&choice, y[target], gradient[target])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use portable_math::ln;
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn the_cross_entropy_sends_back_y_minus_t() {
        let open = Open::new(&ENTRY, &Assets::new()).unwrap();
        assert!((value(&open, "gradient") - (value(&open, "probability") - 1.0)).abs() < 1e-12);
        assert!((value(&open, "loss") + ln(value(&open, "probability"))).abs() < 1e-12);
    }

    #[test]
    fn confidently_wrong_the_squared_error_is_flat_and_learns_far_more_slowly() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        let steps = |open: &mut Open, loss: usize| {
            open.set(&json!({ "a1": -3, "a2": -3, "a3": 4, "target": 1, "loss": loss }));
            (0..500).find(|_| {
                open.press("step");
                value(open, "probability") > 0.5
            })
        };
        assert!(steps(&mut open, 0).is_some_and(|steps| steps < 10));
        assert!(steps(&mut open, 1).is_none_or(|steps| steps > 100));
    }

    #[test]
    fn the_gradient_of_the_squared_error_is_its_difference() {
        let choice = Choice { scores: [0.5, -0.3, 1.2], target: 0, squared: true };
        let (_, gradient) = choice.loss();
        for (k, gradient) in gradient.into_iter().enumerate() {
            let moved = |h: f64| {
                let mut choice = choice;
                choice.scores[k] += h;
                choice.loss().0
            };
            assert!((gradient - (moved(1e-5) - moved(-1e-5)) / 2e-5).abs() < 1e-9);
        }
    }
}
