//! # How small is small enough?
//!
//! The slope of sin at 1 is cos 1. The central difference finds it by trying, with a step of `h` to each side, in `f64`.
//! With which `h` does it come nearest?
//!
//! a: h = 1e-1.
//! b: h = 1e-5.
//! c: h = 1e-10.
//! d: h = 1e-15.
//!
//! Choose, then save. All four are tried when you are told.
//!
//! Book: section 4.3.1. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;

// TODO: your choice, such as Some('a')
const NEAREST: Option<char> = None;

fn main() {
    println!("{}", ch04::gradients::step_size().explained(NEAREST));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_nearest_was_foreseen() -> Verdict {
        ch04::gradients::step_size().check(NEAREST)
    }
}
