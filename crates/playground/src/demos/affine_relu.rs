//! What does a layer do to the plane? It turns, shears, scales and shifts it; only ReLU bends it.

use anyhow::Result;
use ch02_perceptron::decision::border;
use ch03_neural_net::derive::affine::{affine, det};
use ch03_neural_net::derive::relu::relu;
use ch03_neural_net::plane::{area, grid_lines, pairs, square, xor_points};
use figure::{Axis, Color, Figure, Legend, Marker, Panel, Series};
use ndarray::{Array1, Array2, array};
use portable_math::{powi, sin_cos};

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::View;
use crate::widest_margin::line_between;

pub(super) const ENTRY: Entry = Entry {
    id: "affine-relu",
    title: "A layer moves the plane, ReLU bends it",
    invites: "Rotate and shear the plane. Then choose the points of XOR, switch ReLU on, and try to separate them.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(AffineRelu)),
};

/// The first training image of MNIST, a 5, in rows of half its resolution.
const FIVE: [&str; 14] = [
    "              ",
    "              ",
    "          ##  ",
    "    #######   ",
    "    #####     ",
    "      #       ",
    "      ##      ",
    "       ##     ",
    "        ##    ",
    "       ###    ",
    "     ####     ",
    "   ####       ",
    "  ###         ",
    "              ",
];

/// The moves that make a layer which separates XOR.
const XOR_LAYER: [Move; 9] = [
    ("shows", 1.0),
    ("rotation", -35.0),
    ("shear", -2.75),
    ("scale1", 1.2),
    ("scale2", 0.4),
    ("shift1", 0.0),
    ("shift2", 0.0),
    ("relu", 1.0),
    ("layers", 0.0),
];

struct AffineRelu;

/// The layer that the controls describe, once or twice, with ReLU or without.
struct Layer {
    w: Array2<f64>,
    b: Array1<f64>,
    relu: bool,
    times: usize,
}

impl Layer {
    fn of(settings: &Settings) -> Self {
        let (sin, cos) = sin_cos(settings.number("rotation").to_radians());
        let scale = array![[settings.number("scale1"), 0.0], [0.0, settings.number("scale2")]];
        let shear = array![[1.0, 0.0], [settings.number("shear"), 1.0]];
        let w = scale.dot(&shear).dot(&array![[cos, sin], [-sin, cos]]);
        let b = array![settings.number("shift1"), settings.number("shift2")];
        Self { w, b, relu: settings.is_on("relu"), times: 1 + settings.choice("layers") }
    }

    /// Where points go.
    fn points(&self, x: &Array2<f64>) -> Array2<f64> {
        (0..self.times).fold(x.clone(), |x, _| {
            let a = affine(&x, &self.w, &self.b);
            if self.relu { relu(&a) } else { a }
        })
    }

    /// Where a line through points goes: ReLU bends it where it crosses an axis.
    fn line(&self, x: &Array2<f64>) -> Array2<f64> {
        (0..self.times).fold(x.clone(), |x, _| {
            let a = affine(&x, &self.w, &self.b);
            if self.relu { relu(&with_crossings(&a)) } else { a }
        })
    }
}

/// A line through points, with more points where it crosses the axes.
fn with_crossings(line: &Array2<f64>) -> Array2<f64> {
    let rows: Vec<[f64; 2]> = line.rows().into_iter().map(|row| [row[0], row[1]]).collect();
    let mut points: Vec<[f64; 2]> = rows.first().copied().into_iter().collect();
    for pair in rows.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let crossing =
            |axis: usize| (from[axis] * to[axis] < 0.0).then(|| from[axis] / (from[axis] - to[axis]));
        let mut shares: Vec<f64> = [0, 1].into_iter().filter_map(crossing).collect();
        shares.sort_by(f64::total_cmp);
        points.extend(
            shares.into_iter().map(|share| [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]))),
        );
        points.push(to);
    }
    Array2::from_shape_fn((points.len(), 2), |(i, axis)| points[i][axis])
}

/// The inked cells of the five as points of the unit square.
fn five() -> Array2<f64> {
    let side = FIVE.len() as f64;
    let inked: Vec<[f64; 2]> = FIVE
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| {
            cells.char_indices().filter(|(_, cell)| *cell == '#').map(move |(column, _)| (row, column))
        })
        .map(|(row, column)| [(column as f64 + 0.5) / side, 1.0 - (row as f64 + 0.5) / side])
        .collect();
    Array2::from_shape_fn((inked.len(), 2), |(i, axis)| inked[i][axis])
}

fn outline() -> Array2<f64> {
    let corners = square();
    Array2::from_shape_fn((5, 2), |(i, axis)| corners[[i % 4, axis]])
}

/// The grid at the integers, where `form` puts it.
fn plane(title: &'static str, names: [&'static str; 2], form: impl Fn(&Array2<f64>) -> Array2<f64>) -> Panel {
    let axis = |name: &'static str| Axis::new(name).range(-2.0, 2.0).ticks([-1.0, 0.0, 1.0]);
    let panel = Panel::new(title).x(axis(names[0])).y(axis(names[1])).equal_aspect().legend(Legend::None);
    grid_lines(1).iter().fold(panel, |panel, line| {
        panel.line(Series::new("", pairs(&form(line))).color(Color::SKY).width(0.9).opacity(0.7))
    })
}

fn with_square(panel: Panel, outline: &Array2<f64>, digit: &Array2<f64>) -> Panel {
    panel
        .scatter(Series::new("", pairs(digit)).color(Color::INK).marker(Marker::Square, 1).width(2.2))
        .line(Series::new("", pairs(outline)).color(Color::VERMILION).width(2.4))
}

fn with_xor(panel: Panel, points: &Array2<f64>) -> Panel {
    let points = pairs(points);
    let dots = |points: &[(f64, f64)]| Series::new("", points.to_vec()).width(7.0);
    panel
        .scatter(dots(&points[..2]).color(Color::VERMILION).marker(Marker::Circle, 1))
        .scatter(dots(&points[2..]).color(Color::BLUE).marker(Marker::Triangle, 1))
}

fn with_five(layer: &Layer, before: Panel, after: Panel) -> View {
    let moved = layer.line(&outline());
    let (area, det) = (area(&moved).abs(), powi(det(&layer.w), layer.times as i32));
    let says = match (layer.relu, layer.times) {
        _ if det.abs() < 1e-12 && !layer.relu => "Everything falls onto one line, since det W is 0: what has fallen together, no later layer can separate.".to_owned(),
        (false, 1) => format!("Straight lines stay straight and parallel ones parallel; the square's area has become |det W| = {:.2}.", det.abs()),
        (false, _) => format!("Two layers without ReLU are just one layer: the lines are still straight and parallel, and the area is {:.2}, the square of |det W|.", det.abs()),
        (true, _) if area < 1e-9 => "ReLU has pressed the whole square onto an axis: its area is 0, and the digit can't be recovered.".to_owned(),
        (true, 1) => "ReLU presses whatever is negative flat onto the axes: lines bend there, which no matrix can do.".to_owned(),
        (true, _) => "Each further layer with ReLU bends the plane once more: this is where depth pays.".to_owned(),
    };
    view(with_square(before, &outline(), &five()), with_square(after, &moved, &layer.points(&five())))
        .number("det", "det W of all layers", det, 2)
        .number("area", "area of the square", area, 2)
        .says(says)
}

fn with_four(layer: &Layer, before: Panel, after: Panel) -> View {
    let moved = layer.points(&xor_points());
    let at = |i: usize| [moved[[i, 0]], moved[[i, 1]]];
    let line = line_between([at(0), at(1)], [at(2), at(3)]);
    let after = line.map_or(after.clone(), |line| after.line(border(line, "").color(Color::BLACK).dashed()));
    let says = match (line.is_some(), layer.relu) {
        (true, _) => {
            "One line (dashed) now separates the discs from the triangles: ReLU has moved their midpoints apart."
        }
        (false, false) => {
            "Without ReLU the midpoint of the discs stays the midpoint of the triangles, whatever you do: no line can separate them."
        }
        (false, true) => {
            "Not separable yet: let the discs be pressed towards the corner, and one triangle onto each axis."
        }
    };
    let separable = f64::from(u8::from(line.is_some()));
    let words = if line.is_some() { "yes" } else { "no" };
    view(with_xor(before, &xor_points()), with_xor(after, &moved))
        .number("det", "det W of all layers", powi(det(&layer.w), layer.times as i32), 2)
        .shown("separable", "XOR is linearly separable", separable, words.to_owned())
        .says(says)
}

fn view(before: Panel, after: Panel) -> View {
    let figure = Figure::new("The plane before and after").panel(before).panel(after);
    View::new().figure(figure.columns(2).panel_size(270.0, 270.0))
}

impl Demo for AffineRelu {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::choice("shows", "in the plane", &["a square with a digit", "the four points of XOR"], 0),
            Control::slider("rotation", "rotation (degrees)", -180.0, 180.0, 5.0, 30.0),
            Control::slider("shear", "shear", -3.0, 3.0, 0.05, 0.0),
            Control::slider("scale1", "scale of x1", 0.0, 2.0, 0.05, 1.0),
            Control::slider("scale2", "scale of x2", 0.0, 2.0, 0.05, 1.0),
            Control::slider("shift1", "bias b1 (shift)", -1.5, 1.5, 0.05, 0.0),
            Control::slider("shift2", "bias b2 (shift)", -1.5, 1.5, 0.05, 0.0),
            Control::switch("relu", "ReLU", false),
            Control::choice("layers", "layers", &["one", "two, both alike"], 0),
            Control::button("xor", "A layer that separates XOR"),
        ]
    }

    fn press(&mut self, _button: &str, _settings: &Settings) -> Vec<Move> {
        XOR_LAYER.to_vec()
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let layer = Layer::of(settings);
        let before = plane("Before", ["x1", "x2"], Array2::clone);
        let after = plane(
            if layer.times == 1 { "After the layer" } else { "After two layers" },
            ["y1", "y2"],
            |line| layer.line(line),
        );
        Ok(if settings.choice("shows") == 0 {
            with_five(&layer, before, after)
        } else {
            with_four(&layer, before, after)
        })
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
    fn an_area_grows_by_det_w_and_relu_makes_it_smaller() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.set(&json!({ "rotation": 40, "shear": 1.3, "scale1": 1.5, "scale2": 0.8, "layers": 1 }));
        assert!((value(&open, "det") - 1.44).abs() < 1e-12);
        assert!((value(&open, "area") - 1.44).abs() < 1e-12);
        open.set(&json!({ "relu": true }));
        assert!(value(&open, "area") < 1.44);
    }

    #[test]
    fn a_square_half_in_the_positive_quarter_keeps_that_half() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.set(&json!({ "rotation": 0, "shift1": -0.5, "relu": true }));
        assert!((value(&open, "area") - 0.5).abs() < 1e-12);
    }

    #[test]
    fn only_with_relu_a_layer_separates_xor() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.press("xor");
        assert_eq!(value(&open, "separable"), 1.0);
        open.set(&json!({ "relu": false }));
        for rotation in -36..=36 {
            open.set(&json!({ "rotation": 5 * rotation }));
            assert_eq!(value(&open, "separable"), 0.0);
        }
    }
}
