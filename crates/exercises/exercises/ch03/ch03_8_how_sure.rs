//! # Wrong, and how sure?
//!
//! The trained network reads most test digits rightly, with a probability of 0.99 on average. Now look only at those
//! that it reads wrongly. Its answer is the digit with the largest of the ten probabilities. How large is that
//! probability, on average over its mistakes?
//!
//! - a: about 0.1. It does not know, and shows it: all ten digits are equally likely.
//! - b: about 0.3. It wavers between three or four digits.
//! - c: about 0.5. It wavers between two digits.
//! - d: about 0.75. It is mostly sure.
//!
//! Choose a letter, then save. The check asks the network about 2,000 test digits.
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
    fn it_was_foreseen_how_sure_it_is() -> Verdict {
        ch03::confidence::when_wrong().check(CHOICE)
    }
}
