//! # Is it close enough?
//!
//! Two gradients of the same loss: `numerical`, by central differences, and `backward`, by backpropagation, (n) each.
//! Write `worst`: the largest relative error among their entries. The relative error of two numbers a and b is `|a −
//! b|`, divided by the larger of `|a|` and `|b|`. Where both are 0, they agree: the error is 0.
//!
//! The absolute difference says little. In a deep network gradients may be about 1e-9; a gradient of twice the right
//! size is then also off by only 1e-9, and looks right. The mean says little as well: one wrong entry disappears among
//! 40,000.
//!
//! The check passes your function the gradients of nine layers, six of them broken. An error below 1e-5 passes.
//!
//! Book: section 5.7.3. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use ndarray::Array1;

/// The largest relative error of all entries.
fn worst(numerical: &Array1<f64>, backward: &Array1<f64>) -> f64 {
    // exercise:
    // | // TODO: one entry after the other; keep the largest error.
    // | let _ = (numerical, backward);
    // | todo!()
    // solution:
    let mut worst = 0.0;
    for (a, b) in numerical.iter().zip(backward) {
        let size = a.abs().max(b.abs());
        if size > 0.0 {
            worst = f64::max(worst, (a - b).abs() / size);
        }
    }
    worst
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_worst_error_is_the_largest_relative_one() -> Verdict {
        ch05::gradient_check::worst().check(|(numerical, backward)| worst(numerical, backward))
    }

    #[test]
    fn six_broken_layers_are_caught_and_three_right_ones_pass() -> Verdict {
        ch05::gradient_check::catches_what_is_broken(worst)
    }
}
