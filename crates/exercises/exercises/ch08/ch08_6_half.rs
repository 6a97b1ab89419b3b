//! # Sixteen bits
//!
//! A number in half precision keeps ten bits behind its leading 1. Round a number x to what remains of it: the nearest
//! number that fits, and where two are equally near, the even one. (x is not 0, and neither too large nor too small for
//! sixteen bits.)
//!
//! Write |x| as 1.… · 2^e. Neighbours that fit are one step apart, and the step is 2^(e − 10): the larger the number, the
//! wider the steps. So x is rounded to a whole number of steps.
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
    fn numbers_go_to_their_nearest_neighbour_of_sixteen_bits() -> Verdict {
        ch08::half::rounded().check(|x| to_half(*x))
    }
}
