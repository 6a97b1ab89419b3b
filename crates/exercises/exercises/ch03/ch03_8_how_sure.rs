//! # Wrong, and how confident?
//!
//! The trained network gets most test digits right, with a probability of 0.99 on average. Now consider only those that
//! it gets wrong. Its prediction is the digit with the largest of the ten probabilities. How large is that probability,
//! on average over its mistakes?
//!
//! - a: about 0.1. It doesn't know, and shows it: all ten digits are equally likely.
//! - b: about 0.3. It wavers between three or four digits.
//! - c: about 0.5. It wavers between two digits.
//! - d: about 0.75. It is mostly confident.
//!
//! Choose a letter, then save. The check runs the network on 2,000 test digits.
//!
//! Book: section 3.6. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;

// TODO: your choice, such as Some('a')
const CHOICE: Option<char> = None;

fn main() {
    println!("{}", ch03::confidence::when_wrong().explained(CHOICE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn its_confidence_was_predicted() -> Verdict {
        ch03::confidence::when_wrong().check(CHOICE)
    }
}
