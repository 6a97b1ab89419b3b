//! # Affine, backwards
//!
//! The forward pass of an affine layer is `y = x · w + b`, of shapes (n, in) · (in, out) + (out). The upstream gradient
//! `dout` is the gradient of the loss with respect to `y`, (n, out). Write `backward`: the gradients with respect to
//! `x`, `w` and
//! `b`.
//!
//! Each entry of `x` is multiplied with a whole row of `w`, each entry of `w` with a whole column of `x`. A value with
//! many paths forward gets a sum back. A matrix product is such a sum.
//!
//! Book: sections 5.6.1 and 5.6.2. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use ndarray::{Array1, Array2, Axis};

/// Returns `(dx, dw, db)`, in the shapes of `x`, `w` and `b`.
fn backward(x: &Array2<f64>, w: &Array2<f64>, dout: &Array2<f64>) -> (Array2<f64>, Array2<f64>, Array1<f64>) {
    // exercise:
    // | // TODO: which product has the shape of x, which the shape of w? And how did b get into every row?
    // | let _ = (x, w, dout, Axis(0));
    // | todo!()
    // solution:
    let dx = dout.dot(&w.t());
    let dw = x.t().dot(dout);
    let db = dout.sum_axis(Axis(0));
    (dx, dw, db)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn backward_gives_the_right_gradients() -> Verdict {
        ch05::affine::backward().check(|(x, w, dout)| backward(x, w, dout))
    }

    #[test]
    fn the_numerical_gradients_agree() -> Verdict {
        ch05::affine::gradients(|x, w, b| x.dot(w) + b, backward)
    }
}
