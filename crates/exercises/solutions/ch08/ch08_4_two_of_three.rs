//! # Three networks with independent errors
//!
//! Three networks each misclassify 1 % of the images. Suppose their errors are independent, and the majority decides:
//! it is wrong when at least two of them are. What share of the images does the majority misclassify? Write it as a
//! fraction: 1 % is 0.01. A guess within 5 % of the right share is good enough.
//!
//! Book: section 8.1.2. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;

// exercise:
// | // TODO: your share, such as Some(0.01)
// | const SHARE: Option<f64> = None;
// solution:
const SHARE: Option<f64> = Some(0.0003);
// end

fn main() {
    println!("{}", ch08::ensemble::two_of_three().explained(SHARE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_share_was_predicted() -> Verdict {
        ch08::ensemble::two_of_three().check(SHARE)
    }
}
