//! How little has to change to make OR out of AND?
//!
//! With another bias the line keeps its direction and moves: here towards (0, 0), past two of the four points.

use chapter_kit::figure::Color;
use chapter_kit::{Experiment, Outcome, Run, Takes};

use crate::decision;
use crate::derive::gates::{AND, OR};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "or_gate",
    section: "2.3.3",
    question: "How little has to change to make OR out of AND?",
    takes: Takes::always("1 s"),
    run,
};

/// The target outputs of OR.
const TRUTH: decision::Truth = [0, 1, 1, 1];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    decision::add_truth_table(&mut outcome, "OR", OR);
    outcome.count("weights_as_in_and", OR.w.iter().zip(AND.w).filter(|(or, and)| **or == *and).count());
    let and = decision::plane("").line(decision::border(AND, "the line of AND").color(Color::GREY).dashed());
    outcome.figure(
        decision::figure("OR has the line of AND, moved towards (0, 0)", and, OR, TRUTH)
            .caption("Shaded: the perceptron's output is 1. Dashed: the line of AND, whose bias is −0.7."),
    );
    outcome.note(
        "The book's text draws a different OR, with b = −0.5 and w1 = w2 = 1. Both are right; that line stays farther \
         from the four points.",
    );
    Ok(outcome)
}
