//! # Which way should each weight move?
//!
//! A network is a function of its weights, too. `loss(&w)` tells the loss of a small network with the weight matrix `w`,
//! (in, out). Write `weight_gradient`: the slope of the loss by each single weight, in the shape of `w`, with a step of 1e-4
//! to both sides.
//!
//! It is the gradient by trying again, this time of a matrix. A function written for a vector, handed a matrix, may walk over
//! its rows and move a whole row at a time; it gives a matrix, and every number in it is wrong. Each weight moves alone, and
//! is put back before the next one moves.
//!
//! Book: section 4.4.2. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array2;

/// The step to each side.
const H: f64 = 1e-4;

/// The slopes of the loss by all weights, (in, out).
fn weight_gradient(loss: impl Fn(&Array2<f64>) -> f64, w: &Array2<f64>) -> Array2<f64> {
    // TODO: for each row i and each column j: the weight up, down, and back. (First a copy of w that may be changed.)
    let _ = (loss(w), H);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn each_weight_has_its_own_slope() -> Verdict {
        ch04::gradients::weight_gradient().check(|(w, x, t)| weight_gradient(|w| ch04::gradients::loss(w, x, t), w))
    }
}
