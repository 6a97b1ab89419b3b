//! Why learn from the loss, and not from the accuracy? Because only one of them says where to go.

use anyhow::Result;
use ch04_loss::derive::numerical_diff::central_difference;
use ch04_loss::half_trained::{half_trained, hundred_images};
use ch04_loss::one_weight::{REACH, Sweep, stair_line, sweep_of};
use chapter_kit::{DEFAULT_SEED, Run, Scale};
use figure::{Axis, Color, Figure, Legend, Marker, Panel, Series};

use crate::assets::{Assets, Needs};
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "loss-or-accuracy",
    title: "The accuracy is a staircase, the loss a slope",
    invites: "Drag the dot along either curve. Then take gradient steps on the loss, and on the accuracy.",
    needs: Needs::DIGITS,
    make: |assets| Ok(Box::new(LossOrAccuracy::new(assets)?)),
};

const BY_LOSS: &str = "by_loss";
const BY_ACCURACY: &str = "by_accuracy";
/// Values of the weight along the curves.
const POINTS: usize = 241;
/// The learning rate of one weight among 39,760, whose derivative is small.
const LEARNING_RATE: f64 = 5.0;

/// A half-trained network of which one weight moves.
struct LossOrAccuracy {
    sweep: Sweep,
    /// The whole curves: change of the weight, right predictions, loss.
    curve: Vec<(f64, usize, f64)>,
}

/// Value and derivative of both at one value of the weight.
struct Here {
    correct: usize,
    loss: f64,
    accuracy_slope: f64,
    loss_slope: f64,
}

impl LossOrAccuracy {
    fn new(assets: &Assets) -> Result<Self> {
        let digits = assets.digits()?;
        let run = Run::new(DEFAULT_SEED, Scale::Quick)
            .with_mnist(move || Ok((*digits).clone()))
            .of("accuracy_staircase");
        let sweep = sweep_of(half_trained(&run)?, &hundred_images(&run)?);
        let curve = sweep.over(REACH, POINTS);
        Ok(Self { sweep, curve })
    }

    fn here(&self, settings: &Settings) -> Here {
        let (change, h) = (settings.number("change"), settings.number("h"));
        let (correct, loss) = self.sweep.at(change);
        let accuracy_slope = central_difference(|w| self.sweep.at(w).0 as f64 / 100.0, change, h);
        Here {
            correct,
            loss,
            accuracy_slope,
            loss_slope: central_difference(|w| self.sweep.at(w).1, change, h),
        }
    }

    fn stairs(&self, change: f64, here: &Here) -> Panel {
        let counts = self.curve.iter().map(|point| point.1 as f64);
        let panel = panel("accuracy", "correct of 100", counts).line(stair_line(&self.curve).palette(1));
        with_tangent(panel, change, here.correct as f64, 100.0 * here.accuracy_slope)
    }

    fn slope(&self, change: f64, here: &Here) -> Panel {
        let points = self.curve.iter().map(|point| (point.0, point.2));
        let panel = panel("loss", "loss", points.clone().map(|point| point.1));
        with_tangent(panel.line(Series::new("", points).palette(0)), change, here.loss, here.loss_slope)
    }
}

/// An empty panel whose range stays the same while the weight moves.
fn panel(title: &'static str, label: &'static str, values: impl Iterator<Item = f64>) -> Panel {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let room = 0.1 * (high - low).max(1e-3);
    Panel::new(title)
        .x(Axis::new("change of the weight").range(-REACH, REACH))
        .y(Axis::new(label).range(low - room, high + room))
        .legend(Legend::None)
}

fn with_tangent(panel: Panel, x: f64, y: f64, slope: f64) -> Panel {
    let tangent = [-1.0, 1.0].map(|step| (x + step, y + slope * step));
    panel
        .line(Series::new("", tangent).color(Color::INK).dashed())
        .scatter(Series::new("", [(x, y)]).color(Color::BLACK).marker(Marker::Circle, 1).width(5.0))
}

fn sentence(here: &Here, h: f64) -> String {
    let way = if here.loss_slope > 0.0 { "smaller" } else { "larger" };
    if here.accuracy_slope == 0.0 {
        return format!(
            "The derivative of the accuracy is exactly 0: it says nothing. That of the loss says: make this weight {way}."
        );
    }
    if h > 0.01 {
        return format!(
            "With h this large, a stair lies between the two points, so the accuracy has a difference; a smaller h makes it vanish, but the loss still says {way}."
        );
    }
    "You have hit the edge of a stair: the accuracy jumps here, and the smaller h is, the more absurd is its \"derivative\".".to_owned()
}

impl Demo for LossOrAccuracy {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::slider("change", "change of the weight", -REACH, REACH, 0.01, 1.5),
            Control::log_slider("h", "h of the central difference", 1e-4, 1.0, 0.1, 1e-4),
            Control::button(BY_LOSS, "Gradient step on the loss"),
            Control::button(BY_ACCURACY, "Gradient step on the accuracy"),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0), (0, 1)]
    }

    fn drag(&self, _panel: (usize, usize), (x, _): (f64, f64), _settings: &Settings) -> Vec<Move> {
        vec![("change", x)]
    }

    /// Downhill on the loss, or uphill on the accuracy.
    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        let here = self.here(settings);
        let step = if button == BY_LOSS { -here.loss_slope } else { here.accuracy_slope };
        vec![("change", settings.number("change") + LEARNING_RATE * step)]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let (change, here) = (settings.number("change"), self.here(settings));
        let figure = Figure::new("One weight moves")
            .panel(self.stairs(change, &here))
            .panel(self.slope(change, &here));
        Ok(View::new()
            .figure(figure.columns(2).panel_size(280.0, 200.0))
            .count("correct", "correct of 100", here.correct)
            .number("accuracy_slope", "derivative of the accuracy", here.accuracy_slope, 4)
            .number("loss", "loss", here.loss, 4)
            .number("loss_slope", "derivative of the loss", here.loss_slope, 4)
            .says(sentence(&here, settings.number("h"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Open;
    use crate::small_assets::small_assets;
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn nearly_everywhere_the_accuracy_has_no_derivative_and_the_loss_has_one() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        let mut flat = 0;
        for i in 0..100 {
            open.set(&json!({ "change": -2.99 + 0.06 * f64::from(i) }));
            flat += usize::from(value(&open, "accuracy_slope") == 0.0);
            assert!(value(&open, "loss_slope") != 0.0);
        }
        assert!(flat > 90, "{flat}");
    }

    #[test]
    fn steps_by_the_loss_go_down_and_steps_by_the_accuracy_stay() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        let (start, loss) = (open.settings().clone(), value(&open, "loss"));
        if value(&open, "accuracy_slope") == 0.0 {
            open.press(BY_ACCURACY);
            assert_eq!(open.settings(), &start);
        }
        open.press(BY_LOSS);
        assert!(value(&open, "loss") < loss);
    }
}
