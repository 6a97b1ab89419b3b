//! # An AdaGrad that forgets
//!
//! AdaGrad gives every parameter its own learning rate, which shrinks as the parameter moves. Here no rate ever
//! shrinks: with a constant gradient, step 10,000 is as long as the first. Find the bug.
//!
//! `w` and `h` are the parameters and AdaGrad's state, (n) each; `g` is the gradient, (n). In the first step `h` is 0
//! everywhere. The 1e-7 prevents 0 / 0.
//!
//! Book: section 6.1.5. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::Array1;

/// One step of `w` and `h`, (n) each, with the gradient `g`, (n).
fn update(w: &mut Array1<f64>, g: &Array1<f64>, h: &mut Array1<f64>, lr: f64) {
    for ((w, g), h) in w.iter_mut().zip(g).zip(h) {
        // exercise:
        // | // TODO: this span holds the bug.
        // | *h = g * g;
        // | *w -= lr * g / (h.sqrt() + 1e-7);
        // solution:
        *h += g * g;
        *w -= lr * g / (h.sqrt() + 1e-7);
        // end
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_steps_shrink_as_a_parameter_moves() -> Verdict {
        ch06::adagrad::steps().check(|input| ch06::adagrad::trajectory_of(input, update))
    }
}
