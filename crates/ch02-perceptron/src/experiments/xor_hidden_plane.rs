//! How does the second layer see the four points?
//!
//! The second layer doesn't see the points where they are, only where the first layer puts them. That is what a hidden
//! layer is for: it moves the points until the next layer can separate them.

use chapter_kit::figure::{Axis, Color, Corner, Figure, Legend, Panel};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};

use super::xor_is_not_linear::XOR;
use crate::decision::{self, HIGH, LOW, TICKS};
use crate::derive::gates::{AND, INPUTS, NAND, OR, nand, or};
use crate::hidden_plane::{Hidden, points, with_hidden_points, with_names};

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
    let points = points(&hidden);
    let right = hidden.iter().zip(XOR).filter(|(s, t)| AND.output(**s) == *t).count();
    let mut outcome = Outcome::new();
    outcome.count("hidden_points", points.len());
    outcome.count("right_with_one_line", right);
    for (input, [s1, s2]) in INPUTS.iter().zip(hidden) {
        let [x1, x2] = input;
        outcome.count(format!("s1_of_{x1}{x2}"), usize::from(s1));
        outcome.count(format!("s2_of_{x1}{x2}"), usize::from(s2));
    }
    outcome.table(table(&hidden)).figure(figure(&hidden));
    outcome.claim(
        Source::ThisPage,
        "in the plane of the hidden layer one line is enough for XOR",
        say!(
            "the four points become {} points there, and the line of AND has {right} of 4 on the correct side",
            points.len()
        ),
        right == 4,
    );
    Ok(outcome)
}

/// Where each input lands in the hidden plane.
fn table(hidden: &Hidden) -> Table {
    let mut table = Table::new("Where the four points land", ["(x1, x2)", "(s1, s2)", "y"]);
    let pair = |[a, b]: [u8; 2]| say!("({a}, {b})").into();
    for ((input, s), y) in INPUTS.iter().zip(hidden).zip(XOR) {
        table.row([pair(*input), pair(*s), decision::bit(y)]);
    }
    table
}

fn figure(hidden: &Hidden) -> Figure {
    // Words come before the shading, which then covers the paper behind them as well.
    let before = INPUTS.iter().fold(decision::plane("What the first layer sees"), |panel, [x1, x2]| {
        panel.text(f64::from(*x1) + 0.09, f64::from(*x2) - 0.03, say!("({x1}, {x2})"))
    });
    let before = before
        .band(decision::strip(NAND, OR))
        .line(decision::border(NAND, "NAND").color(Color::GREEN))
        .line(decision::border(OR, "OR").color(Color::PURPLE).dashed());
    let before = decision::with_points(before, XOR);
    let axis = |label: &'static str| Axis::new(label).range(LOW, HIGH).ticks(TICKS);
    let after = Panel::new("What the second layer sees")
        .x(axis("s1 = NAND(x1, x2)"))
        .y(axis("s2 = OR(x1, x2)"))
        .equal_aspect()
        .legend(Legend::In(Corner::BottomLeft));
    let after = decision::with_gate(with_names(after, hidden), AND, "AND");
    let after = with_hidden_points(after, hidden, XOR);
    Figure::new("The hidden layer makes XOR linearly separable")
        .panel(before.legend(Legend::In(Corner::BottomLeft)))
        .panel(after)
        .columns(2)
        .panel_size(320.0, 320.0)
        .legend(Legend::OutsideTop)
        .caption(
            "Triangles should be 1, discs 0; shaded: the output is 1. Beside each point stand the (x1, x2) that land there: \
             (1, 0) and (0, 1) have become one.",
        )
}
