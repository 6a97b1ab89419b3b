//! A million perceptrons: every triple (w1, w2, b) of a grid of 100 × 100 × 100.
//!
//! Each of the three runs from −0.99 to 0.99 in steps of 0.02. They are counted in hundredths, as integers, so that no
//! sum is rounded and a tie is a true tie. Multiplying everything by 100 moves no line and changes no output.

use crate::decision::Truth;
use crate::derive::gates::{Gate, INPUTS};

/// The number of values that each of the three takes.
pub const VALUES: usize = 100;

/// The value with this index, in hundredths: −99, −97, …, 99.
fn hundredths(index: usize) -> f64 {
    2.0 * index as f64 - (VALUES as f64 - 1.0)
}

/// All perceptrons of the grid, with weights and bias in hundredths.
pub fn all() -> impl Iterator<Item = Gate> {
    (0..VALUES * VALUES * VALUES).map(|i| Gate {
        w: [hundredths(i / (VALUES * VALUES)), hundredths(i / VALUES % VALUES)],
        b: hundredths(i % VALUES),
    })
}

/// The outputs of a perceptron for the four inputs.
pub fn outputs(gate: Gate) -> Truth {
    INPUTS.map(|input| gate.output(input))
}

/// How many of the four outputs are right.
pub fn right(gate: Gate, truth: Truth) -> usize {
    outputs(gate).iter().zip(truth).filter(|(y, t)| *y == t).count()
}

/// The margin with which a gate separates the samples in the space of (x1, x2, 1): the smallest `± (w · x + b)` divided
/// by the length of (w1, w2, b). Above 0 if every output is right.
pub fn separation(gate: Gate, samples: &[([f64; 2], u8)]) -> f64 {
    let Gate { w: [w1, w2], b } = gate;
    let length = (w1 * w1 + w2 * w2 + b * b).sqrt();
    let side = |([x1, x2], t): &([f64; 2], u8)| {
        let sum = w1 * x1 + w2 * x2 + b;
        if *t == 1 { sum } else { -sum }
    };
    samples.iter().map(side).fold(f64::INFINITY, f64::min) / length
}
