//! Which parameters make a perceptron AND, NAND or OR?

use super::{INPUTS, outputs};
use crate::question::Question;

/// `x1` and `x2`, 0 or 1 each.
pub type Input = (u8, u8);
/// The outputs of AND, NAND and OR.
pub type Outputs = (u8, u8, u8);

fn right(&(x1, x2): &Input) -> Outputs {
    (x1 & x2, 1 - (x1 & x2), x1 | x2)
}

/// The three gates of book §2.3, by their truth tables.
pub fn three() -> Question<Input, Outputs> {
    Question::new("the gates", |draw| (u8::from(draw.coin()), u8::from(draw.coin())), right)
        .inputs(["x1", "x2"])
        .parts(["AND", "NAND", "OR"])
        .example(|| (0, 0))
        .example(|| (1, 0))
        .example(|| (0, 1))
        .example(|| (1, 1))
        .mistake(
            "AND fires for one input",
            "One input alone is enough for this AND: it is an OR. Make it harder to persuade: one weight plus the \
            bias must not exceed 0.",
            |input| with(input, |and, _, or| (or, 1 - and, or)),
        )
        .mistake(
            "AND never fires",
            "This AND doesn't fire even when both inputs are 1. Both weights and the bias, \
             added up, must be above 0: exactly 0 is not enough.",
            |input| with(input, |and, _, or| (0, 1 - and, or)),
        )
        .mistake(
            "AND always fires",
            "This AND fires even when both inputs are 0. Then the sum is the bias alone: what sign must it have?",
            |input| with(input, |and, _, or| (1, 1 - and, or)),
        )
        .mistake(
            "NAND is AND",
            "This NAND gives the outputs of AND. It should give the opposite for each pair: what makes every sum \
            change its side of 0?",
            |input| with(input, |and, _, or| (and, and, or)),
        )
        .mistake(
            "NAND is silenced by one input",
            "One input alone silences this NAND. Only both together may bring the sum down to 0 or below.",
            |input| with(input, |and, _, or| (and, 1 - or, or)),
        )
        .mistake(
            "NAND always fires",
            "This NAND fires even when both inputs are 1. Both weights together must outweigh the bias.",
            |input| with(input, |and, _, or| (and, 1, or)),
        )
        .mistake(
            "NAND never fires",
            "This NAND is never 1. For the inputs 0 and 0 the sum is the bias alone, so what sign must it have?",
            |input| with(input, |and, _, or| (and, 0, or)),
        )
        .mistake(
            "OR needs both",
            "This OR fires only when both inputs are 1: it is an AND. One weight plus the bias must be above 0. \
            Exactly 0 is not enough.",
            |input| with(input, |and, _, _| (and, 1 - and, and)),
        )
        .mistake(
            "OR always fires",
            "This OR fires even when both inputs are 0. Then the sum is the bias alone: what sign must it have?",
            |input| with(input, |and, _, _| (and, 1 - and, 1)),
        )
        .mistake(
            "OR never fires",
            "This OR is never 1. One weight plus the bias must be above 0: exactly 0 is not enough.",
            |input| with(input, |and, _, _| (and, 1 - and, 0)),
        )
        .mistake(
            "OR uses x1 only",
            "This OR returns x1, whatever x2 is. Is the second weight large enough?",
            |input| with(input, |and, _, _| (and, 1 - and, input.0)),
        )
        .mistake(
            "OR uses x2 only",
            "This OR returns x2, whatever x1 is. Is the first weight large enough?",
            |input| with(input, |and, _, _| (and, 1 - and, input.1)),
        )
        .also_right("the book's parameters", |&(x1, x2)| {
            let index = INPUTS.iter().position(|&input| input == [x1, x2]).unwrap_or_default();
            let gate = |w: f64, b: f64| outputs([w, w], b)[index];
            (gate(0.5, -0.7), gate(-0.5, 0.7), gate(0.5, -0.2))
        })
        .also_right("integers", |&(x1, x2)| {
            let index = INPUTS.iter().position(|&input| input == [x1, x2]).unwrap_or_default();
            let gate = |w: f64, b: f64| outputs([w, w], b)[index];
            (gate(1.0, -1.0), gate(-1.0, 2.0), gate(1.0, 0.0))
        })
}

/// The outputs of AND, NAND and OR, changed by `wrong`.
fn with(input: &Input, wrong: impl Fn(u8, u8, u8) -> Outputs) -> Outputs {
    let (and, nand, or) = right(input);
    wrong(and, nand, or)
}
