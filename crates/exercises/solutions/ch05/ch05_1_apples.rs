//! # What does one yen more per apple cost?
//!
//! Two apples at 100 yen each, and 10 % tax: 220 yen are paid. Now an apple becomes dearer by 1 yen. By how much does the
//! sum grow? Write the number down, then save. (No run, no calculator: send a 1 back through the graph.)
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
    fn the_growth_was_foreseen() -> Verdict {
        ch05::apples::price().check(GROWTH)
    }
}
