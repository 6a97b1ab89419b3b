//! # Can all initial weights be 0?
//!
//! Zero is small, tidy, and neutral. A network of 784 inputs, 50 hidden units and 10 outputs trains on 100 digits for
//! 50 steps of SGD; all biases start at 0. Write down four numbers, each before you look at the next answer. The check
//! runs the network.
//!
//! Two hidden units are *the same* if their weights from all 784 pixels are equal, to the last bit. W1 is (784, 50), so
//! a unit is a column of it. The network has 784 · 50 + 50 + 50 · 10 + 10 = 39,760 parameters.
//!
//! For each, follow one batch by hand: what do the hidden units output, what is the gradient of W2, and what comes back
//! through W2 to W1? The gradients are those of chapter 5: `dW2 = zᵀ · dout`, and W1 gets `dout · W2ᵀ`.
//!
//! Book: section 6.2.1. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;

/// Sigmoid, every weight 0: how many different hidden units after 50 steps?
// exercise:
// | // TODO: your guess, such as Some(7.0)
// | const UNITS_FROM_ZERO: Option<f64> = None;
// solution:
const UNITS_FROM_ZERO: Option<f64> = Some(1.0);
// end

/// ReLU, every weight 0: how many of the 39,760 parameters are not 0 after 50 steps?
// exercise:
// | // TODO: your guess
// | const PARAMETERS_THAT_MOVE: Option<f64> = None;
// solution:
const PARAMETERS_THAT_MOVE: Option<f64> = Some(10.0);
// end

/// Sigmoid, every weight 0, but one weight of one hidden unit is 0.000001: how many different hidden units?
// exercise:
// | // TODO: your guess
// | const UNITS_AFTER_A_NUDGE: Option<f64> = None;
// solution:
const UNITS_AFTER_A_NUDGE: Option<f64> = Some(2.0);
// end

/// Sigmoid, W1 all 0, but W2 random: how many different hidden units?
// exercise:
// | // TODO: your guess
// | const UNITS_AFTER_RANDOM_WEIGHTS: Option<f64> = None;
// solution:
const UNITS_AFTER_RANDOM_WEIGHTS: Option<f64> = Some(50.0);
// end

fn main() {
    println!("1. {}", ch06::zero::units_from_zero().explained(UNITS_FROM_ZERO));
    println!("2. {}", ch06::zero::parameters_that_move().explained(PARAMETERS_THAT_MOVE));
    println!("3. {}", ch06::zero::units_after_a_nudge().explained(UNITS_AFTER_A_NUDGE));
    println!("4. {}", ch06::zero::units_after_random_weights().explained(UNITS_AFTER_RANDOM_WEIGHTS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_what_zeros_become_with_sigmoid() -> Verdict {
        ch06::zero::units_from_zero().check(UNITS_FROM_ZERO)
    }

    #[test]
    fn b_what_zeros_become_with_relu() -> Verdict {
        ch06::zero::parameters_that_move().check(PARAMETERS_THAT_MOVE)
    }

    #[test]
    fn c_what_one_nudge_does() -> Verdict {
        ch06::zero::units_after_a_nudge().check(UNITS_AFTER_A_NUDGE)
    }

    #[test]
    fn d_which_weights_must_be_random() -> Verdict {
        ch06::zero::units_after_random_weights().check(UNITS_AFTER_RANDOM_WEIGHTS)
    }
}
