//! # A ball rolls downhill
//!
//! Write one step of momentum. `w` and `v` are the parameters and their velocity, (n) each; `g` is the gradient of the
//! loss, (n). Update both `w` and `v`.
//!
//! A ball doesn't move in the direction of the gradient: the gradient changes its *velocity*. The share `momentum` of
//! the old velocity stays, `lr` times the gradient is subtracted, and then `w` moves by the new velocity: `v ← momentum
//! · v − lr · g`, then
//! `w ← w + v`. In the first step `v` is 0 everywhere.
//!
//! Book: section 6.1.4. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::Array1;

/// One step of `w` and `v`, (n) each, with the gradient `g`, (n).
fn update(w: &mut Array1<f64>, g: &Array1<f64>, v: &mut Array1<f64>, lr: f64, momentum: f64) {
    // exercise:
    // | // TODO: first the velocity changes, then w moves with it.
    // | let _ = (w, g, v, lr, momentum);
    // | todo!()
    // solution:
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        *v = momentum * *v - lr * g;
        *w += *v;
    }
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_ball_rolls_as_it_should() -> Verdict {
        ch06::momentum::steps().check(|input| ch06::momentum::trajectory_of(input, update))
    }
}
