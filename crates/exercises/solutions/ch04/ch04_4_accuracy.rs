//! # Led by what we want
//!
//! We want a network that reads many digits. So why not follow the accuracy itself? Two networks start with the same 160
//! random weights and see the same 100 digits. Both find slopes by moving each weight by 1e-4 up and down. One walks 20
//! steps down the slopes of its loss, one 20 steps up the slopes of its accuracy. What does the second one read in the end?
//!
//! a: more digits than the first one, since it followed what is counted.
//! b: fewer digits than the first one, but more or less than at its start.
//! c: exactly as many as at its start.
//!
//! Choose, then save. Both networks are trained when you are told.
//!
//! Book: section 4.2.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;

// exercise:
// | // TODO: your choice, such as Some('a')
// | const READS: Option<char> = None;
// solution:
const READS: Option<char> = Some('c');
// end

fn main() {
    println!("{}", ch04::accuracy::which_learns().explained(READS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_end_was_foreseen() -> Verdict {
        ch04::accuracy::which_learns().check(READS)
    }
}
