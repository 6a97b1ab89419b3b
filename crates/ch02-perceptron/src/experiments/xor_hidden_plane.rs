//! How does the second layer see the four points?
//!
//! It never sees x1 and x2, only s1 = NAND and s2 = OR. There two of the four points have become one, and the remaining
//! three are linearly separable. This is what a hidden layer is for: it moves the points until they are separable for
//! the next layer.

use std::collections::BTreeSet;

use chapter_kit::figure::{Axis, Color, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Source, Takes, Words, say};

use super::xor_is_not_linear::XOR;
use crate::decision::{self, HIGH, LOW, ONE, ZERO};
use crate::derive::gates::{AND, INPUTS, NAND, OR, nand, or};

/// A picture to 2.5.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "xor_hidden_plane",
    section: "2.5.2",
    question: "How does the second layer of XOR see the four points?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let hidden = INPUTS.map(|[x1, x2]| [nand(x1, x2), or(x1, x2)]);
    let points: BTreeSet<[u8; 2]> = hidden.into_iter().collect();
    let right = hidden.iter().zip(XOR).filter(|(s, t)| AND.output(**s) == *t).count();
    let mut outcome = Outcome::new();
    outcome.count("hidden_points", points.len());
    outcome.count("right_with_one_line", right);
    for (input, [s1, s2]) in INPUTS.iter().zip(hidden) {
        let [x1, x2] = input;
        outcome.count(format!("s1_of_{x1}{x2}"), usize::from(s1));
        outcome.count(format!("s2_of_{x1}{x2}"), usize::from(s2));
    }
    outcome.figure(figure(&hidden));
    outcome.claim(
        Source::OftenSaid, "XOR is not linearly separable, so a line is of no use",
        say!(
            "in the plane of s1 and s2 the four points become {} points, and one line has {right} of 4 on the right \
             side",
            points.len()
        ),
        right < 4,
    );
    Ok(outcome)
}

fn figure(hidden: &[[u8; 2]; 4]) -> Figure {
    let before = decision::plane("What the first layer sees")
        .band(decision::strip(NAND, OR))
        .line(decision::border(NAND, "NAND").color(Color::GREEN))
        .line(decision::border(OR, "OR").color(Color::PURPLE).dashed());
    let before = INPUTS.iter().fold(decision::with_points(before, XOR), |panel, [x1, x2]| {
        panel.text(f64::from(*x1) + 0.09, f64::from(*x2) - 0.03, say!("({x1}, {x2})"))
    });
    let axis = |label: &'static str| Axis::new(label).range(LOW, HIGH).ticks([-0.5, 0.0, 0.5, 1.0, 1.5]);
    let after = Panel::new("What the second layer sees")
        .x(axis("s1 = NAND(x1, x2)"))
        .y(axis("s2 = OR(x1, x2)"))
        .equal_aspect()
        .legend(Legend::In(Corner::BottomLeft));
    let after = decision::with_gate(after, AND, "AND");
    let after = with_hidden_points(after, hidden);
    Figure::new("The hidden layer makes XOR linearly separable")
        .panel(before.legend(Legend::In(Corner::BottomLeft)))
        .panel(after)
        .columns(2)
        .panel_size(380.0, 380.0)
        .legend(Legend::OutsideTop)
        .caption("Triangles should be 1, discs 0; shaded: the output is 1. (1, 0) and (0, 1) have become one point.")
}

/// Each point of the hidden plane once, with the inputs that land there.
fn with_hidden_points(panel: Panel, hidden: &[[u8; 2]; 4]) -> Panel {
    let points: BTreeSet<[u8; 2]> = hidden.iter().copied().collect();
    points.into_iter().fold(panel, |panel, point| {
        let landed: Vec<usize> = (0..4).filter(|&i| hidden[i] == point).collect();
        let names: Vec<String> =
            landed.iter().map(|&i| format!("({}, {})", INPUTS[i][0], INPUTS[i][1])).collect();
        let is_one = landed.iter().any(|&i| XOR[i] == 1);
        let (marker, color) = if is_one { (Marker::Triangle, ONE) } else { (Marker::Circle, ZERO) };
        let (s1, s2) = (f64::from(point[0]), f64::from(point[1]));
        let point = Series::new("", [(s1, s2)]).marker(marker, 1).width(7.0).color(color);
        panel.scatter(point).text(s1 - 0.14, s2 - 0.13, Words::name(names.join(" ")))
    })
}
