//! # Gates that add
//!
//! First write `full_adder`: it adds three bits, `x1`, `x2` and the `carry` from the bit to the right, using only
//! gates. It returns two bits, the sum that stays at this position and the carry to the next. In binary 1 + 1 is 10, so
//! the sum is 0 and the carry 1; 1 + 1 + 1 is 11, so the sum is 1 and the carry 1.
//!
//! Then write `add`: two 8-bit numbers, lowest bit first, become one of 9 bits. It passes the carry from bit to bit, as
//! you do on paper.
//!
//! Every gate here is a perceptron, so this is a network that calculates. It wasn't trained: its weights were chosen by
//! hand.
//!
//! Book: section 2.6. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

/// A perceptron with two inputs.
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

/// Adds two 8-bit numbers, lowest bit first; index 8 is the last carry.
fn add(x1: [u8; 8], x2: [u8; 8]) -> [u8; 9] {
    // TODO: one full adder per bit.
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
        ch02::adder::full_adder().check(|&(x1, x2, carry)| full_adder(x1, x2, carry))
    }

    #[test]
    fn two_numbers_of_8_bits_are_added() -> Verdict {
        ch02::adder::eight_bit_adder().check(|&(x1, x2)| add(x1, x2))
    }
}
