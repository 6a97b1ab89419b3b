//! # Downhill, step by step
//!
//! Write `descend`: from the place `init`, (n), make `step_num` steps against the gradient, each of them `lr` times the
//! gradient. Give the place after the last step, (n). `gradient(&x)` tells the gradient at `x`, (n).
//!
//! The gradient points to where the land rises fastest. It is another one at each place, so it has to be asked anew before
//! each step. `lr`, the learning rate, says how far to trust it.
//!
//! Book: section 4.4.1. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array1;

/// The place after `step_num` steps.
fn descend(
    gradient: impl Fn(&Array1<f64>) -> Array1<f64>,
    init: &Array1<f64>,
    lr: f64,
    step_num: usize,
) -> Array1<f64> {
    // exercise:
    // | // TODO: x begins at init. In each step: x ← x − lr · gradient at x.
    // | let _ = (gradient(init), lr, step_num);
    // | todo!()
    // solution:
    let mut x = init.clone();
    for _ in 0..step_num {
        x = &x - lr * gradient(&x);
    }
    x
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_walk_ends_where_its_steps_lead() -> Verdict {
        ch04::descent::descend()
            .check(|(init, lr, step_num, c)| descend(ch04::descent::gradient(c), init, *lr, *step_num))
    }
}
