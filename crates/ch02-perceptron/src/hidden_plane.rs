//! Where does a hidden layer put the four points? In a plane of its own, in which some of them may have become one.

use std::collections::BTreeSet;

use chapter_kit::figure::{Marker, Panel, Series};
use chapter_kit::{Words, say};

use crate::decision::{ONE, Truth, ZERO};
use crate::derive::gates::INPUTS;

/// The outputs of two hidden units for each of [`INPUTS`].
pub type Hidden = [[u8; 2]; 4];

/// Names on one line beside a point.
const NAMES_A_LINE: usize = 2;

/// Each point of the hidden plane once.
pub fn points(hidden: &Hidden) -> BTreeSet<[u8; 2]> {
    hidden.iter().copied().collect()
}

/// Which of the four inputs land there.
fn landed(hidden: &Hidden, point: [u8; 2]) -> impl Iterator<Item = usize> {
    (0..4).filter(move |&i| hidden[i] == point)
}

/// Below each point of the hidden plane the inputs that land there.
pub fn with_names(panel: Panel, hidden: &Hidden) -> Panel {
    points(hidden).into_iter().fold(panel, |panel, point| {
        let inputs: Vec<usize> = landed(hidden, point).collect();
        let [s1, s2] = point.map(f64::from);
        inputs.chunks(NAMES_A_LINE).zip(0_u8..).fold(panel, |panel, (inputs, line)| {
            let names = inputs.iter().map(|&i| say!("({}, {})", INPUTS[i][0], INPUTS[i][1]));
            panel.text(s1 - 0.14, s2 - 0.15 - 0.12 * f64::from(line), Words::list(names, " "))
        })
    })
}

/// Each point of the hidden plane, with the sign of its target; with both signs if both targets have landed there.
pub fn with_hidden_points(panel: Panel, hidden: &Hidden, truth: Truth) -> Panel {
    let signs = [(0, Marker::Circle, ZERO, 10.0), (1, Marker::Triangle, ONE, 7.0)];
    points(hidden).into_iter().fold(panel, |panel, point| {
        let has = |target: u8| landed(hidden, point).any(|i| truth[i] == target);
        let at = [(f64::from(point[0]), f64::from(point[1]))];
        let seen = signs.into_iter().filter(|(target, ..)| has(*target));
        seen.fold(panel, |panel, (target, marker, color, width)| {
            // A disc shows round the triangle on top of it.
            let width = if has(1 - target) { width } else { 7.0 };
            panel.scatter(Series::new("", at).marker(marker, 1).width(width).color(color))
        })
    })
}
