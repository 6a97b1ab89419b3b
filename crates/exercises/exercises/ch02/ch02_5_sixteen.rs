//! # How many can one neuron do?
//!
//! A function of two bits returns 0 or 1 for each of the four pairs (0, 0), (1, 0), (0, 1), (1, 1). So there are 2 ·
//! 2 · 2 · 2 = 16 such functions: AND and OR are two of them, "always 0" and "x1, whatever x2 is" are others. How
//! many of the 16 can one perceptron compute, with the right `w1`, `w2` and `b`? Write the number down, then save.
//!
//! The check runs tens of thousands of perceptrons, and counts the different truth tables.
//!
//! Book: section 2.4. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

// TODO: your guess, such as Some(3.0)
const FUNCTIONS: Option<f64> = None;

fn main() {
    println!("{}", ch02::sixteen::functions().explained(FUNCTIONS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_number_was_predicted() -> Verdict {
        ch02::sixteen::functions().check(FUNCTIONS)
    }
}
