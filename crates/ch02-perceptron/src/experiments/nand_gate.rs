//! Is NAND a new machine, or AND with its signs flipped?
//!
//! The line is the one of AND; only the other side is shaded. (At a sum of exactly 0 both gates would give 0, but none of
//! the four points is on the line.)

use chapter_kit::{Experiment, Outcome, Run, Takes};

use crate::decision;
use crate::derive::gates::{AND, NAND};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "nand_gate",
    section: "2.3.3",
    question: "Is NAND a new machine, or AND with its signs flipped?",
    takes: Takes::always("1 s"),
    run,
};

/// The target outputs of NAND.
const TRUTH: decision::Truth = [1, 1, 1, 0];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    decision::add_truth_table(&mut outcome, "NAND", NAND);
    outcome.count("parameters_with_flipped_sign", signs_flipped());
    outcome.figure(
        decision::figure("NAND has the line of AND, and the other side", decision::plane(""), NAND, TRUTH)
            .caption("Shaded: the perceptron's output is 1. AND's output is 1 on the other side."),
    );
    Ok(outcome)
}

/// How many of w1, w2, b are those of AND with the sign flipped.
fn signs_flipped() -> usize {
    let pairs = [(AND.w[0], NAND.w[0]), (AND.w[1], NAND.w[1]), (AND.b, NAND.b)];
    pairs.iter().filter(|(and, nand)| -and == *nand).count()
}
