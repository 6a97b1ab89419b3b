//! # No gradient through a step
//!
//! For the same reason that we can't train on the accuracy, a network can't learn through a step function: a small
//! change gets lost in it. Write `derivatives`: the **central difference** of the function `f` at each entry of `x`,
//! (n), with a step of `h` to both sides, and the share of these derivatives that is *exactly* 0, from 0 to 1. The
//! check calls it with the step function, the sigmoid and ReLU.
//!
//! Then predict what that means for a network: 16 inputs, 12 hidden units with the step function, 10 outputs, cross
//! entropy on 100 digits, and numerical gradients with h = 1e-4. Every unit is on for some digits and off for others,
//! and for none so close to its jump that a step of h reaches it. Write down two percentages.
//!
//! Book: section 4.2.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array1;

/// How many percent of the weights of layer 1, *before* the step units, have a derivative of exactly 0?
// exercise:
// | // TODO: your guess, such as Some(30.0)
// | const BEFORE_THE_STEP: Option<f64> = None;
// solution:
const BEFORE_THE_STEP: Option<f64> = Some(100.0);
// end

/// And of the weights of layer 2, *after* the step units?
// exercise:
// | // TODO: your guess
// | const AFTER_THE_STEP: Option<f64> = None;
// solution:
const AFTER_THE_STEP: Option<f64> = Some(0.0);
// end

/// The derivative of `f` at each x, (n), and the share of them that is exactly 0.
fn derivatives(f: impl Fn(f64) -> f64, x: &Array1<f64>, h: f64) -> (Array1<f64>, f64) {
    // exercise:
    // | // TODO: first the derivatives; then count.
    // | let _ = (f(x[0]), h);
    // | todo!()
    // solution:
    let slopes = x.mapv(|x| (f(x + h) - f(x - h)) / (2.0 * h));
    let zeros = slopes.iter().filter(|&&slope| slope == 0.0).count();
    let share = zeros as f64 / slopes.len() as f64;
    (slopes, share)
    // end
}

fn main() {
    println!("1. {}", ch04::step_unit::before_the_step().explained(BEFORE_THE_STEP));
    println!("2. {}", ch04::step_unit::after_the_step().explained(AFTER_THE_STEP));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_a_step_has_no_slope_but_at_its_jump() -> Verdict {
        ch04::step_unit::derivatives().check(|input| {
            let (_, x, h) = input;
            derivatives(ch04::step_unit::activation(input), x, *h)
        })
    }

    #[test]
    fn b_the_layer_before_the_step_was_predicted() -> Verdict {
        ch04::step_unit::before_the_step().check(BEFORE_THE_STEP)
    }

    #[test]
    fn c_the_layer_after_the_step_was_predicted() -> Verdict {
        ch04::step_unit::after_the_step().check(AFTER_THE_STEP)
    }
}
