//! What does the learning rate do? Too small and nothing happens, too large and every step makes it worse.

use anyhow::Result;
use ch04_loss::derive::gradient_descent::gradient_descent;
use ch04_loss::experiments::gradient_2d::function_2;
use ch06_init_optim::valley;
use figure::{Axis, Color, Contour, Figure, Grid, Legend, Marker, Panel, Series, Trajectory};
use ndarray::{Array1, array};
use portable_math::powi;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "gradient-descent",
    title: "Downhill, step by step",
    invites: "Click where the path should start. Then raise the learning rate until the path diverges.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(GradientDescent)),
};

const MORE: &str = "more";
const AGAIN: &str = "again";
/// How far the map reaches to all sides.
const REACH: f64 = 5.0;
/// Most steps of a path.
const STEPS: f64 = 60.0;
/// A loss below this has arrived.
const ARRIVED: f64 = 1e-3;
/// The ends of the scale of losses.
const LOSSES: (f64, f64) = (1e-6, 1e4);

struct GradientDescent;

/// A function of two variables, and its largest curvature if that is everywhere the same.
struct Ground {
    f: fn(&Array1<f64>) -> f64,
    curvature: Option<f64>,
    minima: &'static [(f64, f64)],
    contours: &'static [f64],
}

/// The bowl of 4.4, the valley of 6.1, and a function with two minima.
static GROUNDS: [Ground; 3] = [
    Ground {
        f: function_2,
        curvature: Some(2.0),
        minima: &[(0.0, 0.0)],
        contours: &[1.0, 4.0, 9.0, 16.0, 25.0, 36.0],
    },
    Ground {
        f: |x| valley::height([x[0], x[1]]),
        curvature: Some(valley::CURVATURES[valley::Y]),
        minima: &[(0.0, 0.0)],
        contours: &[0.5, 1.0, 2.0, 4.0, 7.0, 12.0, 18.0],
    },
    Ground {
        f: |x| powi(x[0] * x[0] - 6.0, 2) / 12.0 + x[1] * x[1] / 2.0,
        curvature: None,
        minima: &[(-2.449_489_742_783_178, 0.0), (2.449_489_742_783_178, 0.0)],
        contours: &[0.5, 1.5, 3.0, 5.0, 8.0, 14.0, 25.0],
    },
];

fn ground(settings: &Settings) -> &'static Ground {
    &GROUNDS[settings.choice("function")]
}

/// The points of the path, the start included.
fn path(settings: &Settings) -> Vec<Array1<f64>> {
    let start = array![settings.number("x0"), settings.number("x1")];
    gradient_descent(
        ground(settings).f,
        &start,
        settings.number("lr"),
        settings.number("steps").round() as usize,
    )
}

fn map(ground: &Ground, path: &[Array1<f64>]) -> Panel {
    let side = (-REACH, REACH, 61);
    let heights = Grid::of(side, side, |x0, x1| (ground.f)(&array![x0, x1]));
    let axis = |label: &'static str| Axis::new(label).range(-REACH, REACH);
    let panel = Panel::new("The path").x(axis("x0")).y(axis("x1")).equal_aspect();
    let panel =
        panel.contour(Contour::new(heights, ground.contours.iter().copied()).grey()).legend(Legend::None);
    let panel = ground.minima.iter().fold(panel, |panel, &(x0, x1)| panel.point(x0, x1, Marker::Plus));
    // A little beyond the map is far enough to see where a path leaves it.
    let near = |x: &&Array1<f64>| x.iter().all(|x| x.abs() < 20.0 * REACH);
    panel.trajectory(Trajectory::new("", path.iter().take_while(near).map(|x| (x[0], x[1]))))
}

fn losses(losses: &[f64]) -> Panel {
    let points = losses.iter().enumerate().map(|(step, &loss)| (step as f64, loss.max(LOSSES.0)));
    Panel::new("The loss")
        .x(Axis::new("step").range(0.0, STEPS))
        .y(Axis::new("f").log10().range(LOSSES.0, LOSSES.1))
        .line(Series::new("", points).color(Color::VERMILION).marker(Marker::Circle, 1))
        .legend(Legend::None)
}

fn sentence(ground: &Ground, losses: &[f64], settings: &Settings) -> String {
    let lr = settings.number("lr");
    let (first, last) = (losses[0], losses[losses.len() - 1]);
    let rises = losses.windows(2).filter(|pair| pair[1] > pair[0] * 1.000_001).count();
    if losses.len() == 1 {
        return "This is the start: take a step against the gradient.".to_owned();
    }
    if !last.is_finite() || last > 1.5 * first.max(ARRIVED) {
        let why = ground.curvature.map_or_else(String::new, |curvature| {
            format!(" On this ground that happens as soon as the learning rate times the curvature, here {}, exceeds 2.", readable(lr * curvature, 2))
        });
        return format!("It diverges: every step jumps across the valley and lands higher than before.{why}");
    }
    if last < ARRIVED {
        return match losses.iter().position(|&loss| loss < ARRIVED) {
            Some(0) => "It starts at a minimum: the gradient is 0, and it stays.".to_owned(),
            Some(step) => format!("It arrives: after {step} steps the loss is below {ARRIVED}."),
            None => String::new(),
        };
    }
    let steepness = ground.curvature.map_or(0.0, |curvature| lr * curvature);
    if steepness > 1.0 {
        return format!(
            "Each step jumps across to the other side, since the learning rate times the curvature, {}, is above 1; below 2 it still gets there.",
            readable(steepness, 2)
        );
    }
    if rises > 2 {
        return "It doesn't settle: the steps are too long for the curvature at the minimum, so the path jumps around it.".to_owned();
    }
    if last > 0.5 * first {
        return "It is on its way, but with such small steps it will take very long.".to_owned();
    }
    "It is on its way: each step is shorter than the one before, since the gradient shrinks.".to_owned()
}

impl Demo for GradientDescent {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::log_slider("lr", "learning rate", 1e-3, 2.0, 0.02, 0.1),
            Control::slider("steps", "steps", 0.0, STEPS, 1.0, 20.0),
            Control::choice(
                "function",
                "function",
                &["bowl: x0² + x1²", "valley: x0²/20 + x1²", "two minima"],
                0,
            ),
            Control::slider("x0", "start: x0", -REACH, REACH, 0.1, -3.0),
            Control::slider("x1", "start: x1", -REACH, REACH, 0.1, 4.0),
            Control::button(MORE, "One more step"),
            Control::button(AGAIN, "Back to the start"),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0)]
    }

    fn drag(&self, _panel: (usize, usize), (x0, x1): (f64, f64), _settings: &Settings) -> Vec<Move> {
        vec![("x0", x0), ("x1", x1)]
    }

    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        vec![("steps", if button == MORE { settings.number("steps").round() + 1.0 } else { 0.0 })]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let (ground, path) = (ground(settings), path(settings));
        let heights: Vec<f64> = path.iter().map(ground.f).collect();
        let last = &path[path.len() - 1];
        let figure = Figure::new("Gradient descent").panel(map(ground, &path)).panel(losses(&heights));
        Ok(View::new()
            .figure(figure.columns(2).panel_size(260.0, 260.0))
            .number("x0", "x0", last[0], 4)
            .number("x1", "x1", last[1], 4)
            .number("loss", "f", heights[heights.len() - 1], 4)
            .says(sentence(ground, &heights, settings)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use serde_json::json;

    #[test]
    fn the_books_path_arrives_and_a_learning_rate_above_1_diverges() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        let value = |open: &Open, name: &str| open.view().unwrap().value(name).unwrap();
        // Each step on the bowl multiplies by 1 − 2 lr.
        assert!((value(&open, "x0") + 3.0 * powi(0.8, 20)).abs() < 1e-9);
        assert_eq!(value(&open, "x1"), gradient_descent(function_2, &array![-3.0, 4.0], 0.1, 20)[20][1]);
        open.set(&json!({ "lr": 1.1 }));
        assert!(value(&open, "loss") > 25.0 && open.view().unwrap().sentence().contains("diverges"));
    }

    #[test]
    fn where_it_starts_decides_at_which_minimum_it_arrives() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.set(&json!({ "function": 2, "lr": 0.2, "steps": 60 }));
        for side in [-1.0, 1.0] {
            open.drag((0, 0), (side, 1.0));
            let x0 = open.view().unwrap().value("x0").unwrap();
            assert!((x0 - side * 6f64.sqrt()).abs() < 1e-3, "{x0}");
        }
    }
}
