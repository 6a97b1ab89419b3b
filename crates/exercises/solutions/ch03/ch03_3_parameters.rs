//! # How many parameters does a network have?
//!
//! The network of this chapter that reads digits has 784 inputs, one per pixel. Two hidden layers follow, of 50 and 100
//! units, and then 10 outputs, one per digit. Each layer is `x · w + b`. How many parameters does it have, weights and
//! biases together? Write the number down, then save. Pencil and paper are welcome.
//!
//! The check opens the file of the trained weights and counts.
//!
//! Book: sections 3.3 and 3.6. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;

// exercise:
// | // TODO: your guess, such as Some(1000.0)
// | const PARAMETERS: Option<f64> = None;
// solution:
const PARAMETERS: Option<f64> = Some(45_360.0);
// end

fn main() {
    println!("{}", ch03::parameters::count().explained(PARAMETERS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_count_was_predicted() -> Verdict {
        ch03::parameters::count().check(PARAMETERS)
    }
}
