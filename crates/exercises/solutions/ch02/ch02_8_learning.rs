//! # Let it find the weights
//!
//! So far you chose the weights. Write `learn`, one step of Rosenblatt's learning rule of 1958. The perceptron sees one
//! sample: two inputs `x` and the target `t`, 0 or 1. It computes its output y. Then
//!
//! ```text
//! w1 ← w1 + (t − y) x1
//! w2 ← w2 + (t − y) x2
//! b  ← b  + (t − y)
//! ```
//!
//! If the output is right, `t − y` is 0 and nothing moves. After a mistake it is +1 or −1. The second test shows your
//! rule the truth tables of AND, OR and NAND, over and over, until it makes no more mistakes. Starting from zeros it
//! must get there, and a theorem of 1962 (Novikoff) says after how many mistakes at most.
//!
//! Book: beyond section 2.3. Page: `notebooks-md/ch02.md`, section 2.7.

use diagnosis::ch02;

/// The perceptron's output, 0 or 1.
fn output(w: [f64; 2], b: f64, x: [f64; 2]) -> u8 {
    let sum = w[0] * x[0] + w[1] * x[1] + b;
    if sum > 0.0 { 1 } else { 0 }
}

/// The weights and the bias after one sample.
fn learn(w: [f64; 2], b: f64, x: [f64; 2], t: u8) -> ([f64; 2], f64) {
    // exercise:
    // | // TODO: compute the output y and the error t − y, then move both weights and the bias.
    // | // (0 − 1 isn't a u8: convert both to f64 before you subtract, as in `f64::from(t)`.)
    // | let _ = (w, b, x, t, output(w, b, x));
    // | todo!()
    // solution:
    let y = output(w, b, x);
    let error = f64::from(t) - f64::from(y);
    ([w[0] + error * x[0], w[1] + error * x[1]], b + error)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn one_step_moves_towards_the_target() -> Verdict {
        ch02::learning::step().check(|&(w, b, x, t)| learn(w, b, x, t))
    }

    #[test]
    fn the_rule_learns_three_gates() -> Verdict {
        ch02::learning::learns_the_gates(learn)
    }
}
