//! # How many numbers is a network?
//!
//! The network of this chapter that reads digits has 784 inputs, one for each pixel. Two hidden layers follow, of 50
//! and of 100 units, and then 10 outputs, one for each digit. Each layer is `x · w + b`. How many numbers are in its
//! weights and biases, all together? Write the number down, then save. Pencil and paper are welcome.
//!
//! The check opens the file of the trained weights and counts.
//!
//! Book: sections 3.3 and 3.6. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;

// TODO: your guess, such as Some(1000.0)
const NUMBERS: Option<f64> = None;

fn main() {
    println!("{}", ch03::parameters::count().explained(NUMBERS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_count_was_foreseen() -> Verdict {
        ch03::parameters::count().check(NUMBERS)
    }
}
