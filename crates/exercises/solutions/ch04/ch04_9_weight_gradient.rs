//! # Which way should each weight move?
//!
//! A network's loss is a function of its weights too. `loss(&w)` returns the loss of a small network with the weight
//! matrix `w`, (in, out). Write `weight_gradient`: the derivative of the loss with respect to each weight, in the shape
//! of `w`, with a step of 1e-4 to both sides.
//!
//! It is the numerical gradient again, this time with respect to a matrix. A function written for a vector may loop
//! over the rows of a matrix and move a whole row at a time; it returns a matrix, and every entry in it is wrong. Move
//! each weight on its own, and restore it before you move the next.
//!
//! Book: section 4.4.2. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array2;

/// The step to each side.
const H: f64 = 1e-4;

/// The gradient of the loss with respect to the weights, (in, out).
fn weight_gradient(loss: impl Fn(&Array2<f64>) -> f64, w: &Array2<f64>) -> Array2<f64> {
    // exercise:
    // | // TODO: for each row i and each column j: the weight up, down, and back. (First make a mutable copy of w.)
    // | let _ = (loss(w), H);
    // | todo!()
    // solution:
    let mut w = w.clone();
    let mut dw = Array2::zeros(w.dim());
    for i in 0..w.nrows() {
        for j in 0..w.ncols() {
            let value = w[[i, j]];
            w[[i, j]] = value + H;
            let above = loss(&w);
            w[[i, j]] = value - H;
            let below = loss(&w);
            w[[i, j]] = value;
            dw[[i, j]] = (above - below) / (2.0 * H);
        }
    }
    dw
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn each_weight_has_its_own_derivative() -> Verdict {
        ch04::gradients::weight_gradient()
            .check(|(w, x, t)| weight_gradient(|w| ch04::gradients::loss(w, x, t), w))
    }
}
