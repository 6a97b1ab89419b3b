//! # A gradient that leaves traces
//!
//! This function computes the numerical gradient of `f` at `x`, (n), entry by entry, with a step of 1e-4. The first
//! entry is always right. The later ones are a little off, by about the size of the step. And a network whose gradient
//! is computed again and again gets worse, although no training step is taken. Find the bug.
//!
//! `x` is borrowed mutably (`&mut`), so that no copy is needed for each entry. While one entry moves, all others must
//! keep the caller's values.
//!
//! Book: section 4.4. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array1;

/// The step to each side.
const H: f64 = 1e-4;

/// The gradient of `f` at `x`, (n).
fn numerical_gradient(f: impl Fn(&Array1<f64>) -> f64, x: &mut Array1<f64>) -> Array1<f64> {
    let mut grad = Array1::zeros(x.len());
    for i in 0..x.len() {
        // exercise:
        // | // TODO: this span holds the bug.
        // | x[i] += H;
        // | let above = f(x);
        // | x[i] -= 2.0 * H;
        // | let below = f(x);
        // solution:
        let value = x[i];
        x[i] = value + H;
        let above = f(x);
        x[i] = value - H;
        let below = f(x);
        x[i] = value;
        // end
        grad[i] = (above - below) / (2.0 * H);
    }
    grad
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_gradient_is_right_and_x_is_what_it_was() -> Verdict {
        ch04::gradients::numerical_gradient().check(|(x, c)| {
            let mut x = x.clone();
            let grad = numerical_gradient(ch04::gradients::land(c), &mut x);
            (grad, x)
        })
    }
}
