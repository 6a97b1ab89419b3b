//! # An XOR that isn't one
//!
//! XOR returns 1 if its two bits differ. It isn't linearly separable, so no single perceptron can compute it, but three
//! of them in two layers can. The gates below are right, and so is the first layer. Yet the circuit returns 1 for (1,
//! 1), and 0 for (0, 1). Find the bug.
//!
//! Fill in a truth table by hand, with one column for each of x1, x2, s1, s2 and y. Which column never gets used?
//!
//! Book: section 2.5. Page: `notebooks-md/ch02.md`.

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

/// 0 if both are 1.
fn nand(x1: u8, x2: u8) -> u8 {
    gate(-0.5, -0.5, 0.7, x1, x2)
}

/// 1 if any is 1.
fn or(x1: u8, x2: u8) -> u8 {
    gate(0.5, 0.5, -0.2, x1, x2)
}

/// 1 if the two differ.
fn xor(x1: u8, x2: u8) -> u8 {
    // exercise:
    // | // TODO: this span holds the bug.
    // | let _s1 = nand(x1, x2);
    // | let s2 = or(x1, x2);
    // | and(x1, s2)
    // solution:
    let s1 = nand(x1, x2);
    let s2 = or(x1, x2);
    and(s1, s2)
    // end
}

fn main() {
    for (x1, x2) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        println!("XOR({x1}, {x2}) = {}", xor(x1, x2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn it_fires_when_the_two_differ() -> Verdict {
        ch02::xor::gate().check(|&(x1, x2)| xor(x1, x2))
    }
}
