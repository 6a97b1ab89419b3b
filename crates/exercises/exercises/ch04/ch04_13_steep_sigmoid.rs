//! # Nearly a step
//!
//! If a step function has no gradient, take a sigmoid that is nearly a step: `σ(k x)` with a large `k`. What does the
//! steepness buy, and what does it cost? Predict two numbers, then write `steep_sigmoid`: the values `σ(k x)` and their
//! derivatives with respect to `x`, (n) each, for the points `x`, (n).
//!
//! The sigmoid is `σ(a) = 1 / (1 + e^(−a))`. Its derivative with respect to a is `y (1 − y)`, where y is its output.
//!
//! Book: section 4.2.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array1;

/// What is the largest slope of `σ(10 x)`?
// TODO: your number, such as Some(1.0)
const LARGEST_SLOPE: Option<f64> = None;

/// `σ(x)` has at least half of its largest slope on an interval of length 3.53. How long is that interval for
/// `σ(100 x)`?
// TODO: your number
const WIDTH: Option<f64> = None;

/// `σ(k x)` and its derivative with respect to x, at each x, (n) each.
fn steep_sigmoid(x: &Array1<f64>, k: f64) -> (Array1<f64>, Array1<f64>) {
    // TODO: the values first. The chain rule has two factors.
    let _ = (x, k);
    todo!()
}

fn main() {
    println!("1. {}", ch04::steep_sigmoid::largest_slope_of_ten().explained(LARGEST_SLOPE));
    println!("2. {}", ch04::steep_sigmoid::width_of_a_hundred().explained(WIDTH));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_largest_slope_was_predicted() -> Verdict {
        ch04::steep_sigmoid::largest_slope_of_ten().check(LARGEST_SLOPE)
    }

    #[test]
    fn b_the_width_was_predicted() -> Verdict {
        ch04::steep_sigmoid::width_of_a_hundred().check(WIDTH)
    }

    #[test]
    fn c_the_values_and_the_slopes_are_right() -> Verdict {
        ch04::steep_sigmoid::values_and_slopes().check(|(x, k)| steep_sigmoid(x, *k))
    }
}
