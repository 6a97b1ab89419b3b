//! # How small is small enough?
//!
//! The derivative of sin at 1 is cos 1. The central difference approximates it, with a step of `h` to each side, in
//! `f64`. With which `h` is it closest?
//!
//! a: h = 1e-1.
//! b: h = 1e-5.
//! c: h = 1e-10.
//! d: h = 1e-15.
//!
//! Choose, then save. The check tries all four.
//!
//! Book: section 4.3.1. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;

// exercise:
// | // TODO: your choice, such as Some('a')
// | const NEAREST: Option<char> = None;
// solution:
const NEAREST: Option<char> = Some('b');
// end

fn main() {
    println!("{}", ch04::gradients::step_size().explained(NEAREST));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_nearest_was_predicted() -> Verdict {
        ch04::gradients::step_size().check(NEAREST)
    }
}
