//! # Gates that add
//!
//! First `full_adder`: it adds three bits, `x1`, `x2` and the `carry` from the place to the right, with gates alone.
//! It gives two bits, the sum that stays in this place and the carry to the next. In binary 1 + 1 is 10, so it leaves
//! 0 and carries 1; 1 + 1 + 1 is 11, so it leaves 1 and carries 1.
//!
//! Then `add`: two numbers of 8 bits, with the lowest bit first, become one of 9 bits. It hands the carry from place
//! to place, as you do on paper.
//!
//! Every gate here is a perceptron, so this is a network that calculates. Nobody trained it: its numbers were chosen.
//!
//! Book: section 2.6. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

/// A perceptron of two bits.
fn gate(w1: f64, w2: f64, b: f64, x1: u8, x2: u8) -> u8 {
    let sum = w1 * f64::from(x1) + w2 * f64::from(x2) + b;
    if sum > 0.0 { 1 } else { 0 }
}

/// 1 if both are 1.
fn and(x1: u8, x2: u8) -> u8 {
    gate(0.5, 0.5, -0.7, x1, x2)
}

/// 1 if any is 1.
fn or(x1: u8, x2: u8) -> u8 {
    gate(0.5, 0.5, -0.2, x1, x2)
}

/// 1 if the two differ.
fn xor(x1: u8, x2: u8) -> u8 {
    and(gate(-0.5, -0.5, 0.7, x1, x2), or(x1, x2))
}

/// Adds three bits: `(sum, carry)`.
fn full_adder(x1: u8, x2: u8, carry: u8) -> (u8, u8) {
    // TODO: add x1 and x2 first, then the carry. Use only and, or, xor.
    let _ = (x1, x2, carry, and, or, xor);
    todo!()
}

/// Adds two numbers of 8 bits, the lowest bit first; place 8 is the last carry.
fn add(x1: [u8; 8], x2: [u8; 8]) -> [u8; 9] {
    // TODO: one full adder for each place.
    let _ = (x1, x2, full_adder);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn one_full_adder_adds_three_bits() -> Verdict {
        ch02::adder::one_place().check(|&(x1, x2, carry)| full_adder(x1, x2, carry))
    }

    #[test]
    fn two_numbers_of_8_bits_are_added() -> Verdict {
        ch02::adder::eight_places().check(|&(x1, x2)| add(x1, x2))
    }
}
