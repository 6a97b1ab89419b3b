//! # Downhill, step by step
//!
//! Write `descend`: starting at `init`, (n), take `step_num` steps against the gradient, each `lr` times the gradient.
//! Return x after the last step, (n). `gradient(&x)` returns the gradient at `x`, (n).
//!
//! The gradient points to where f rises fastest. It changes from point to point, so you have to compute it again before
//! each step. `lr`, the learning rate, says how far to trust it.
//!
//! Book: section 4.4.1. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array1;

/// x after `step_num` steps.
fn descend(
    gradient: impl Fn(&Array1<f64>) -> Array1<f64>,
    init: &Array1<f64>,
    lr: f64,
    step_num: usize,
) -> Array1<f64> {
    // exercise:
    // | // TODO: x starts at init. In each step: x ← x − lr · gradient at x.
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
    fn the_path_ends_where_its_steps_lead() -> Verdict {
        ch04::descent::descend()
            .check(|(init, lr, step_num, c)| descend(ch04::descent::gradient(c), init, *lr, *step_num))
    }
}
