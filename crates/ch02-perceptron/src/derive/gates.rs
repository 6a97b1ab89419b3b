//! How can the same machine be AND, NAND and OR? Only its weights and its bias differ.
//!
//! XOR needs three of them, in two layers: `XOR(x1, x2) = AND(NAND(x1, x2), OR(x1, x2))`.

use super::perceptron::{perceptron, weighted_sum};

/// The four pairs of inputs, in the book's order.
pub const INPUTS: [[u8; 2]; 4] = [[0, 0], [1, 0], [0, 1], [1, 1]];

/// A perceptron with two inputs, as a gate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// How much each input counts.
    pub w: [f64; 2],
    /// How easily the gate fires.
    pub b: f64,
}

/// Fires when both inputs do: one alone (0.5) doesn't make up for the bias.
pub const AND: Gate = Gate { w: [0.5, 0.5], b: -0.7 };
/// AND with every sign flipped: fires unless both inputs do.
pub const NAND: Gate = Gate { w: [-0.5, -0.5], b: 0.7 };
/// Fires when any input does. It differs from AND only in the bias.
pub const OR: Gate = Gate { w: [0.5, 0.5], b: -0.2 };

impl Gate {
    /// The weighted sum `w1 x1 + w2 x2 + b`.
    pub fn sum(&self, [x1, x2]: [u8; 2]) -> f64 {
        weighted_sum(&[f64::from(x1), f64::from(x2)], &self.w, self.b)
    }

    /// The gate's output for these inputs.
    pub fn output(&self, [x1, x2]: [u8; 2]) -> u8 {
        perceptron(&[f64::from(x1), f64::from(x2)], &self.w, self.b)
    }
}

/// 1 if both are 1.
pub fn and(x1: u8, x2: u8) -> u8 {
    AND.output([x1, x2])
}

/// 0 if both are 1.
pub fn nand(x1: u8, x2: u8) -> u8 {
    NAND.output([x1, x2])
}

/// 1 if any is 1.
pub fn or(x1: u8, x2: u8) -> u8 {
    OR.output([x1, x2])
}

/// 1 if the two differ: a first layer of NAND and OR, a second layer of AND.
pub fn xor(x1: u8, x2: u8) -> u8 {
    let s1 = nand(x1, x2);
    let s2 = or(x1, x2);
    and(s1, s2)
}
