//! # Training on what we want
//!
//! We want a network with a high accuracy. So why not train on the accuracy itself? Two networks start with the same
//! 160 random weights and see the same 100 digits. Both use numerical gradients, moving each weight by 1e-4 up and
//! down. One takes 20 steps down the gradient of its loss, one 20 steps up the gradient of its accuracy. What is the
//! accuracy of the second one in the end?
//!
//! a: higher than the first one's, since it trained on exactly what is measured.
//! b: lower than the first one's, but different from its start.
//! c: exactly the same as at its start.
//!
//! Choose, then save. The check trains both networks.
//!
//! Book: section 4.2.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;

// exercise:
// | // TODO: your choice, such as Some('a')
// | const ACCURACY: Option<char> = None;
// solution:
const ACCURACY: Option<char> = Some('c');
// end

fn main() {
    println!("{}", ch04::accuracy::which_learns().explained(ACCURACY));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_outcome_was_predicted() -> Verdict {
        ch04::accuracy::which_learns().check(ACCURACY)
    }
}
