//! What can two layers do that one can't?
//!
//! NAND and OR each split the plane with a line, and each outputs 1 on one side of its own. AND of both is the region
//! where both output 1: a strip. One line can't cut out a strip. Two lines can, and the second layer combines them.

use chapter_kit::figure::{Color, Figure, Legend, Panel};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};

use super::xor_is_not_linear::XOR;
use crate::decision::{self, bit};
use crate::derive::gates::{self, INPUTS, NAND, OR};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "xor_gate",
    section: "2.5.2",
    question: "What can two layers do that one can't?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let heads = ["x1", "x2", "s1 = NAND(x1, x2)", "s2 = OR(x1, x2)", "y = AND(s1, s2)"];
    let mut table = Table::new("The truth table of XOR, layer by layer", heads);
    for [x1, x2] in INPUTS {
        let (s1, s2, y) = (gates::nand(x1, x2), gates::or(x1, x2), gates::xor(x1, x2));
        table.row([bit(x1), bit(x2), bit(s1), bit(s2), bit(y)]);
        outcome.count(format!("s1_{x1}{x2}"), usize::from(s1));
        outcome.count(format!("s2_{x1}{x2}"), usize::from(s2));
        outcome.count(format!("y_{x1}{x2}"), usize::from(y));
    }
    outcome.table(table).figure(figure());
    outcome.claim(
        Source::Book("2.5.2"),
        "two layers of perceptrons compute XOR",
        say!("for (0, 0), (1, 0), (0, 1), (1, 1) they give {:?}", decision::truth(gates::xor)),
        decision::truth(gates::xor) == XOR,
    );
    Ok(outcome)
}

fn figure() -> Figure {
    let panel: Panel = decision::plane("")
        .band(decision::strip(NAND, OR))
        .line(decision::border(NAND, "NAND is 1 below").color(Color::GREEN))
        .line(decision::border(OR, "OR is 1 above").color(Color::PURPLE).dashed());
    Figure::single("XOR is 1 between two lines", decision::with_points(panel, XOR))
        .panel_size(decision::SIDE, decision::SIDE)
        .legend(Legend::OutsideTop)
        .caption("Shaded: the output of the two-layer perceptron is 1.")
}
