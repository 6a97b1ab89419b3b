//! # Adam's step, corrected
//!
//! Write `step`: Adam's update of the parameters, (n), for a learning rate of 1. `g` is the gradient, (n). Update the
//! moving averages `means.m` and `means.v`, (n) each; `t` is the number of the step and starts at 1.
//!
//! `m` is a moving average of the gradients (the first **moment**): `m ← β₁ m + (1 − β₁) g`. `v` is one of their
//! squares (the second moment): `v ← β₂ v + (1 − β₂) g²`. Both start at 0, and so both are too small at first. The
//! **bias correction** uses `m / (1 − β₁ᵗ)` and `v / (1 − β₂ᵗ)` instead. The update is minus the first divided by the
//! root of the second. Add 1e-7 to the root.
//!
//! Book: section 6.1.6. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use diagnosis::ch06::adam::Means;
use ndarray::Array1;

/// The update of step number `t`, (n).
fn step(g: &Array1<f64>, means: &mut Means, t: i32, beta1: f64, beta2: f64) -> Array1<f64> {
    // TODO: the two averages, their corrected copies, the update.
    let _ = (g, means, t, beta1, beta2);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_steps_are_adams() -> Verdict {
        ch06::adam::steps().check(|input| ch06::adam::trajectory_of(input, step))
    }
}
