//! What must w1, w2 and b be for a perceptron to be an AND gate?
//!
//! The book's choice is (0.5, 0.5) and −0.7. There are infinitely many others;
//! [`xor_is_not_linear`](super::xor_is_not_linear) counts those on a grid.

use chapter_kit::{Experiment, Outcome, Run, Takes};

use crate::decision;
use crate::derive::gates::AND;
use crate::derive::gates::INPUTS;
use crate::derive::perceptron::perceptron_with_threshold;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "and_gate",
    section: "2.3.3",
    question: "What must w1, w2 and b be for a perceptron to be an AND gate?",
    takes: Takes::always("1 s"),
    run,
};

/// The target outputs of AND.
const TRUTH: decision::Truth = [0, 0, 0, 1];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    decision::add_truth_table(&mut outcome, "AND", AND);
    outcome.count("thresholds_that_agree", thresholds_that_agree());
    outcome.figure(
        decision::figure("AND: one line separates the one from the zeros", decision::plane(""), AND, TRUTH)
            .caption("Shaded: the perceptron's output is 1."),
    );
    outcome.note(
        "The sum for one input alone is −0.19999999999999996, not −0.2: 0.7 can't be written exactly as a binary fraction. That \
         doesn't matter unless a point is exactly on the line: a sum of exactly 0 gives 0.",
    );
    Ok(outcome)
}

/// The number of inputs, of four, for which the form with the threshold θ = −b gives the same output.
fn thresholds_that_agree() -> usize {
    let same = |input: &&[u8; 2]| {
        let x = input.map(f64::from);
        perceptron_with_threshold(&x, &AND.w, -AND.b) == AND.output(**input)
    };
    INPUTS.iter().filter(same).count()
}
