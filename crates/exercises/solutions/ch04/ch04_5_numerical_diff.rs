//! # A numerical derivative
//!
//! Write `numerical_diff`: how steep is the function `f` at `x`? Move by `h` to both sides and divide the rise by the
//! run: the **central difference**. All values are single numbers, and you call `f(x)` like any function.
//!
//! With x and x + h alone you measure the slope a little to the right of x, with an error that falls with h. With both
//! sides the error falls with h².
//!
//! Book: section 4.3.1. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;

/// The slope of `f` at `x`, by a step of `h` to each side.
fn numerical_diff(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    // exercise:
    // | // TODO: the values of f on both sides; how far apart are the two points?
    // | let _ = (f(x), h);
    // | todo!()
    // solution:
    (f(x + h) - f(x - h)) / (2.0 * h)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_slope_is_the_central_difference() -> Verdict {
        ch04::gradients::numerical_diff().check(|point| {
            let &(_, _, x, h) = point;
            numerical_diff(ch04::gradients::curve(point), x, h)
        })
    }
}
