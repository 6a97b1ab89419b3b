//! # When does AND become OR?
//!
//! A perceptron of two bits has both weights 0.5. With the bias −0.7 it is the book's AND gate. Turn the bias up,
//! from −0.7 towards 0: for a while it stays an AND gate, then it no longer is. What is the largest bias with which it
//! still is one? Write the number down, in hundredths (such as −0.62), then save.
//!
//! In the book's first form there is a threshold instead: θ = −b, and it fires if `w1 x1 + w2 x2 > θ`.
//!
//! Book: sections 2.2 and 2.3. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

// TODO: your guess, such as Some(-0.62)
const LARGEST_BIAS: Option<f64> = None;

fn main() {
    println!("{}", ch02::bias::largest().explained(LARGEST_BIAS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_largest_bias_was_predicted() -> Verdict {
        ch02::bias::largest().check(LARGEST_BIAS)
    }
}
