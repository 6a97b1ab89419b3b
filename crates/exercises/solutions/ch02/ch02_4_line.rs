//! # The line a perceptron draws
//!
//! On one side of a straight line, its decision boundary, a perceptron with two inputs returns 1, on the other 0. On
//! the line itself the sum is exactly 0: `w1 x1 + w2 x2 + b = 0`. Write `height`: how high is the line at a given `x1`?
//! That is, which `x2` makes the sum 0?
//!
//! With `w2 = 0` there is no such height: the line is vertical, or there is no line. Then return `None`.
//!
//! Book: section 2.4. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

/// The `x2` at which the sum is 0, for this `x1`; `None` if `w2` is 0.
fn height(w1: f64, w2: f64, b: f64, x1: f64) -> Option<f64> {
    // exercise:
    // | // TODO: solve w1 x1 + w2 x2 + b = 0 for x2. Return it as Some(x2).
    // | let _ = (w1, w2, b, x1);
    // | todo!()
    // solution:
    if w2 == 0.0 {
        return None;
    }
    Some(-(w1 * x1 + b) / w2)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn on_the_line_the_sum_is_zero() -> Verdict {
        ch02::line::height().check(|(w, b, x1)| height(w[0], w[1], *b, *x1))
    }
}
