//! # Three who err by chance
//!
//! Three networks each read 1 % of the images wrongly. Suppose they err independently of one another, each on other images
//! by chance, and the majority answers: it is wrong when at least two of them are. What share of the images does the
//! majority read wrongly? Write it as a fraction: 1 % is 0.01. A guess within 5 % of the right share is good enough.
//!
//! Book: section 8.1.2. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;

// TODO: your share, such as Some(0.01)
const SHARE: Option<f64> = None;

fn main() {
    println!("{}", ch08::ensemble::two_of_three().explained(SHARE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_share_was_foreseen() -> Verdict {
        ch08::ensemble::two_of_three().check(SHARE)
    }
}
