//! What is a hidden layer for? Two units move the four corners of XOR until one line is enough.

use anyhow::Result;
use ch02_perceptron::decision::{HIGH, LOW, TICKS, border, half_plane, plane, truth, with_gate, with_points};
use ch02_perceptron::derive::gates::{Gate, INPUTS, NAND, OR, xor};
use ch02_perceptron::hidden_plane::{Hidden, points, with_hidden_points, with_names};
use figure::{Axis, Color, Figure, Legend, Panel};
use portable_math::hypot;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::View;
use crate::widest_margin::line_between;

pub(super) const ENTRY: Entry = Entry {
    id: "xor-hidden-plane",
    title: "Two hidden units make XOR linearly separable",
    invites: "Drag the purple line down, between (0, 0) and its neighbours, until one line is enough on the right.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(XorHiddenPlane)),
};

/// The names of weights and bias of each unit.
const NAMES: [[&str; 3]; 2] = [["u1", "u2", "c1"], ["v1", "v2", "c2"]];
const BOOK: &str = "book";

struct XorHiddenPlane;

fn units(settings: &Settings) -> [Gate; 2] {
    NAMES.map(|[w1, w2, b]| Gate { w: [settings.number(w1), settings.number(w2)], b: settings.number(b) })
}

/// How far the point is from the line of a unit.
fn distance(unit: Gate, (x1, x2): (f64, f64)) -> f64 {
    (unit.w[0] * x1 + unit.w[1] * x2 + unit.b).abs() / hypot(unit.w[0], unit.w[1]).max(1e-9)
}

fn before(units: [Gate; 2]) -> Panel {
    let panel = plane("The inputs").legend(Legend::None);
    let [s1, s2] = units;
    let panel = panel.band(half_plane(s1)).band(half_plane(s2));
    let panel = panel
        .line(border(s1, "s1").color(Color::GREEN).width(3.0))
        .line(border(s2, "s2").color(Color::PURPLE).width(3.0));
    with_points(panel, truth(xor)).legend(Legend::None)
}

fn after(hidden: &Hidden, line: Option<Gate>) -> Panel {
    let axis = |label: &'static str| Axis::new(label).range(LOW, HIGH).ticks(TICKS);
    let panel =
        Panel::new("After the hidden layer").x(axis("s1 (green)")).y(axis("s2 (purple)")).equal_aspect();
    let panel = with_names(panel.legend(Legend::None), hidden);
    let panel = line.map_or(panel.clone(), |line| with_gate(panel, line, ""));
    with_hidden_points(panel, hidden, truth(xor))
}

/// The four points as the second layer gets them: those where XOR is 0, and those where it is 1.
fn targets(hidden: &Hidden) -> [[[f64; 2]; 2]; 2] {
    let point = |i: usize| hidden[i].map(f64::from);
    [[point(0), point(3)], [point(1), point(2)]]
}

impl Demo for XorHiddenPlane {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::slider("u1", "s1: weight of x1", -2.0, 2.0, 0.05, -0.5),
            Control::slider("u2", "s1: weight of x2", -2.0, 2.0, 0.05, -0.5),
            Control::slider("c1", "s1: bias", -3.0, 3.0, 0.05, 0.7),
            Control::slider("v1", "s2: weight of x1", -2.0, 2.0, 0.05, 0.5),
            Control::slider("v2", "s2: weight of x2", -2.0, 2.0, 0.05, 0.5),
            Control::slider("c2", "s2: bias", -3.0, 3.0, 0.05, -0.6),
            Control::button(BOOK, "The book's NAND and OR"),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0)]
    }

    /// The line that is nearest to the pointer moves there without turning.
    fn drag(&self, _panel: (usize, usize), point: (f64, f64), settings: &Settings) -> Vec<Move> {
        let units = units(settings);
        let which = usize::from(distance(units[1], point) < distance(units[0], point));
        let [w1, w2] = units[which].w;
        vec![(NAMES[which][2], -(w1 * point.0 + w2 * point.1))]
    }

    fn press(&mut self, _button: &str, _settings: &Settings) -> Vec<Move> {
        let of = |names: [&'static str; 3], Gate { w: [w1, w2], b }: Gate| {
            [(names[0], w1), (names[1], w2), (names[2], b)]
        };
        [of(NAMES[0], NAND), of(NAMES[1], OR)].concat()
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let units = units(settings);
        let hidden: Hidden = INPUTS.map(|input| units.map(|unit| unit.output(input)));
        let [zeros, ones] = targets(&hidden);
        let line = line_between(zeros, ones);
        let count = points(&hidden).len();
        let table =
            INPUTS.iter().zip(hidden).map(|([x1, x2], [s1, s2])| format!("({x1}, {x2}) → ({s1}, {s2})"));
        let shares_a_place = zeros.iter().any(|zero| ones.contains(zero));
        let says = match (line, shares_a_place) {
            (Some(_), _) if count == 3 => {
                "Two corners with the same target have become one point, and the rest can be separated by one line: the second layer has an easy task."
            }
            (Some(_), _) => "After the hidden layer one line is enough: the second layer can compute XOR.",
            (None, true) => {
                "A 0 and a 1 of XOR have landed on the same point (triangle in a disc): no later layer can ever separate them."
            }
            (None, false) => {
                "The corners have only changed places: the hidden plane is as hard as the inputs, and no line separates it."
            }
        };
        let figure = Figure::new("The corners of XOR before and after the hidden layer")
            .panel(before(units))
            .panel(after(&hidden, line))
            .columns(2)
            .panel_size(270.0, 270.0);
        let separable = f64::from(u8::from(line.is_some()));
        let words = if line.is_some() { "yes" } else { "no" };
        Ok(View::new()
            .figure(figure)
            .shown("separable", "linearly separable after the hidden layer", separable, words.to_owned())
            .count("points", "different points in the hidden plane", count)
            .shown(
                "hidden",
                "(x1, x2) → (s1, s2)",
                f64::from(hidden[1][1]),
                table.collect::<Vec<_>>().join(", "),
            )
            .says(says))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn nand_and_or_make_xor_separable_and_at_first_it_is_not() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        assert_eq!(value(&open, "separable"), 0.0);
        open.press(BOOK);
        assert_eq!((value(&open, "separable"), value(&open, "points")), (1.0, 3.0));
    }

    #[test]
    fn dragging_the_nearer_line_as_invited_makes_xor_separable() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.drag((0, 0), (0.55, 0.55));
        open.drag((0, 0), (0.3, 0.3));
        assert_eq!((value(&open, "separable"), open.settings().number("c1")), (1.0, 0.7));
    }
}
