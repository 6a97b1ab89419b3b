//! # Half precision
//!
//! A number in half precision stores ten bits after its leading 1. Round a number x to the nearest number that fits,
//! and if two are equally near, to the even one. (x isn't 0, and is neither too large nor too small for 16 bits.)
//!
//! Write |x| as 1.… · 2^e. Neighbours that fit are one step apart, and the step is 2^(e − 10): the larger the number,
//! the wider the steps. So round x to a whole number of steps.
//!
//! Book: section 8.3.4. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;

/// x, rounded to ten bits of mantissa.
fn to_half(x: f64) -> f64 {
    // TODO: the exponent e, the step, and how many steps x is, rounded.
    let _ = x;
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn numbers_are_rounded_to_their_nearest_16_bit_neighbour() -> Verdict {
        ch08::half::rounded().check(|x| to_half(*x))
    }
}
