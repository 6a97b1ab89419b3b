//! # Three gates, one machine
//!
//! `gate` is a perceptron with two inputs. Find `(w1, w2, b)` for AND, for NAND and for OR: nine numbers. The code is
//! the same for all three.
//!
//! | x1 | x2 | AND | NAND | OR |
//! |----|----|-----|------|----|
//! | 0  | 0  | 0   | 1    | 0  |
//! | 1  | 0  | 0   | 1    | 1  |
//! | 0  | 1  | 0   | 1    | 1  |
//! | 1  | 1  | 1   | 0    | 1  |
//!
//! Try to find your own numbers before you look at the book's. Many are right.
//!
//! Book: section 2.3. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

/// `(w1, w2, b)`.
type Gate = (f64, f64, f64);

// exercise:
// | // TODO: nine numbers. With zeros alone, no gate ever fires.
// | const AND: Gate = (0.0, 0.0, 0.0);
// | const NAND: Gate = (0.0, 0.0, 0.0);
// | const OR: Gate = (0.0, 0.0, 0.0);
// solution:
const AND: Gate = (0.5, 0.5, -0.7);
const NAND: Gate = (-0.5, -0.5, 0.7);
const OR: Gate = (0.5, 0.5, -0.2);
// end

/// The output of a gate for two bits.
fn gate((w1, w2, b): Gate, x1: u8, x2: u8) -> u8 {
    let sum = w1 * f64::from(x1) + w2 * f64::from(x2) + b;
    if sum > 0.0 { 1 } else { 0 }
}

fn main() {
    for (name, weights) in [("AND", AND), ("NAND", NAND), ("OR", OR)] {
        println!("{name:4} of 0 and 1 is {}", gate(weights, 0, 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_gates_have_the_right_truth_tables() -> Verdict {
        ch02::gates::three().check(|&(x1, x2)| (gate(AND, x1, x2), gate(NAND, x1, x2), gate(OR, x1, x2)))
    }
}
