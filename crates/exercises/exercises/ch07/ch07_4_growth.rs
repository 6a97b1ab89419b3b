//! # What im2col costs
//!
//! An image of 28 × 28 pixels, one channel, windows of 5 × 5, stride 1, no padding: im2col turns it into a matrix. How
//! many times larger is the matrix than the image? A guess within 1 % is good enough.
//!
//! Book: section 7.4.2. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;

// TODO: your number, such as Some(2.0)
const TIMES: Option<f64> = None;

fn main() {
    println!("{}", ch07::counting::growth_of_im2col().explained(TIMES));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_growth_was_predicted() -> Verdict {
        ch07::counting::growth_of_im2col().check(TIMES)
    }
}
