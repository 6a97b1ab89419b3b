//! # What does one yen more per apple cost?
//!
//! Two apples at 100 yen each, and 10 % tax: the total is 220 yen. Now an apple costs 1 yen more. How much does the
//! total grow? Write the number down, then save. (No run, no calculator: send a 1 back through the graph.)
//!
//! Book: section 5.1. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;

// exercise:
// | // TODO: your guess, such as Some(1.0)
// | const GROWTH: Option<f64> = None;
// solution:
const GROWTH: Option<f64> = Some(2.2);
// end

fn main() {
    println!("{}", ch05::apples::price().explained(GROWTH));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_growth_was_predicted() -> Verdict {
        ch05::apples::price().check(GROWTH)
    }
}
