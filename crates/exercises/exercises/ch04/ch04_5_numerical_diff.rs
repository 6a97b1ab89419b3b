//! # A slope, by trying
//!
//! Write `numerical_diff`: how steep is the function `f` at `x`? Move by `h` to both sides and divide the rise by the way:
//! the central difference. All are single numbers, and `f(x)` is called like any function.
//!
//! From x to x + h alone one measures the slope a little to the right of x. That error falls with h. With both sides the
//! error falls with h².
//!
//! Book: section 4.3.1. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;

/// The slope of `f` at `x`, by a step of `h` to each side.
fn numerical_diff(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    // TODO: the heights on both sides; how far are their places from each other?
    let _ = (f(x), h);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_slope_is_the_central_difference() -> Verdict {
        ch04::gradients::numerical_diff().check(|place| {
            let &(_, _, x, h) = place;
            numerical_diff(ch04::gradients::curve(place), x, h)
        })
    }
}
