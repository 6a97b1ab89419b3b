//! What does a gate look like? Four points in the plane, and the line that separates the ones from the zeros: its
//! decision boundary.

use chapter_kit::figure::{Axis, Band, Color, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Outcome, Table, Words, say};
use portable_math::hypot;

use crate::derive::gates::{Gate, INPUTS};

/// The plane is drawn from here …
pub const LOW: f64 = -0.5;
/// … to here, along both axes.
pub const HIGH: f64 = 1.5;
/// The numbers along both axes: none at the ends, where the two would meet in a corner.
pub const TICKS: [f64; 3] = [0.0, 0.5, 1.0];
/// The number of points along x1 at which the edge of a region is drawn.
const POINTS: usize = 400;
/// The colour of an output of 1 …
pub const ONE: Color = Color::BLUE;
/// … and of an output of 0.
pub const ZERO: Color = Color::VERMILION;

/// The side of a plane that stands alone, in pixels of the page.
pub const SIDE: f64 = 300.0;

/// The target outputs of a gate with two inputs, for each of [`INPUTS`].
pub type Truth = [u8; 4];

/// The outputs of this function for the four inputs.
pub fn truth(f: impl Fn(u8, u8) -> u8) -> Truth {
    INPUTS.map(|[x1, x2]| f(x1, x2))
}

/// The truth table of one perceptron, with the sum that decided. The four outputs become findings `y_00`, `y_10`, …
pub fn add_truth_table(outcome: &mut Outcome, name: &str, gate: Gate) {
    let mut table = Table::new(say!("The truth table of {name}"), ["x1", "x2", "w1 x1 + w2 x2 + b", "y"]);
    for input @ [x1, x2] in INPUTS {
        let y = gate.output(input);
        table.row([bit(x1), bit(x2), gate.sum(input).into(), bit(y)]);
        outcome.count(format!("y_{x1}{x2}"), usize::from(y));
        outcome.finding(format!("sum_{x1}{x2}"), gate.sum(input));
    }
    outcome.finding("margin", margin(gate));
    outcome.table(table);
}

/// A binary digit as a cell of a table.
pub fn bit(digit: u8) -> chapter_kit::Cell {
    usize::from(digit).into()
}

/// The distance of the nearest of the four points from the line.
pub fn margin(gate: Gate) -> f64 {
    let length = hypot(gate.w[0], gate.w[1]);
    INPUTS.iter().map(|&input| gate.sum(input).abs() / length).fold(f64::INFINITY, f64::min)
}

/// The empty plane of the inputs.
pub fn plane(title: impl Into<Words>) -> Panel {
    let axis = |label: &'static str| Axis::new(label).range(LOW, HIGH).ticks(TICKS);
    Panel::new(title).x(axis("x1")).y(axis("x2")).equal_aspect().legend(Legend::In(Corner::TopRight))
}

/// The plane, shaded where the gate's output is 1, and the line where its sum is 0.
pub fn with_gate(panel: Panel, gate: Gate, label: impl Into<Words>) -> Panel {
    panel.band(half_plane(gate)).line(border(gate, label))
}

/// The line on which the gate's sum is 0. With both weights 0 there is none, and the series is empty.
pub fn border(gate: Gate, label: impl Into<Words>) -> Series {
    let Gate { w: [w1, w2], b } = gate;
    let square = w1 * w1 + w2 * w2;
    if square == 0.0 {
        return Series::new(label, []);
    }
    // The point of the line closest to (0, 0), and from there a long way in both directions.
    let nearest = (-b * w1 / square, -b * w2 / square);
    let far = 5.0 / square.sqrt();
    let end = |distance: f64| (nearest.0 - distance * w2, nearest.1 + distance * w1);
    Series::new(label, [end(-far), end(far)]).color(Color::INK).width(2.0)
}

/// The x2 at which the gate's sum is 0 for this x1. The second weight must not be 0.
fn height(gate: Gate, x1: f64) -> f64 {
    -(gate.b + gate.w[0] * x1) / gate.w[1]
}

/// Where the gate's output is 1.
pub fn half_plane(gate: Gate) -> Band {
    region(|x1| match gate.w[1] {
        // An upright line: all heights are on the same side of it.
        0.0 => (LOW, if gate.b + gate.w[0] * x1 > 0.0 { HIGH } else { LOW }),
        w2 if w2 > 0.0 => (height(gate, x1), HIGH),
        _ => (LOW, height(gate, x1)),
    })
}

/// Where both gates output 1; the first is 1 below its line, the second above its own.
pub fn strip(below: Gate, above: Gate) -> Band {
    region(|x1| (height(above, x1), height(below, x1)))
}

/// The part of the plane between two heights for each x1.
fn region(between: impl Fn(f64) -> (f64, f64)) -> Band {
    let edge = |i: usize| {
        let x1 = LOW + (HIGH - LOW) * i as f64 / POINTS as f64;
        let (low, high) = between(x1);
        (x1, low.clamp(LOW, HIGH), high.clamp(LOW, HIGH))
    };
    Band::new((0..=POINTS).map(edge)).color(ONE)
}

/// The plane with the four points: triangles where the target is 1, discs where it is 0, as the book draws them.
pub fn with_points(panel: Panel, truth: Truth) -> Panel {
    [(0, Marker::Circle, ZERO), (1, Marker::Triangle, ONE)].into_iter().fold(
        panel,
        |panel, (y, marker, color)| {
            let points = INPUTS.iter().zip(truth).filter(|(_, t)| *t == y);
            let points: Vec<(f64, f64)> =
                points.map(|(&[x1, x2], _)| (f64::from(x1), f64::from(x2))).collect();
            if points.is_empty() {
                return panel;
            }
            panel.scatter(Series::new(say!("y = {y}"), points).color(color).marker(marker, 1).width(7.0))
        },
    )
}

/// The figure of one gate, over what `plane` already shows.
pub fn figure(title: &'static str, plane: Panel, gate: Gate, truth: Truth) -> Figure {
    let panel = with_points(with_gate(plane, gate, equation(gate)), truth);
    Figure::single(title, panel).panel_size(SIDE, SIDE).legend(Legend::OutsideTop)
}

/// The line of a gate: `0.5 x1 + 0.5 x2 − 0.7 = 0`.
pub fn equation(gate: Gate) -> Words {
    let Gate { w: [w1, w2], b } = gate;
    say!("{} x1 {} x2 {} = 0", number(w1), signed(w2), signed(b))
}

/// A number with a true minus sign.
pub fn number(value: f64) -> String {
    format!("{value}").replace('-', "−")
}

/// `+ 0.5` or `− 0.5`.
fn signed(value: f64) -> String {
    if value < 0.0 { format!("− {}", -value) } else { format!("+ {value}") }
}
