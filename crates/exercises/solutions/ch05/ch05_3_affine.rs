//! # Affine, backwards
//!
//! The forward pass of an affine layer is `y = x · w + b`, of shapes (n, in) · (in, out) + (out). From above comes `dout`,
//! the gradient of the loss with respect to `y`, (n, out). Write `backward`: the gradients with respect to `x`, `w` and
//! `b`.
//!
//! Book: section 5.6. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use ndarray::{Array1, Array2, Axis};

/// Gives `(dx, dw, db)`, of the shapes of `x`, `w` and `b`.
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
    fn backward_gives_the_slopes_of_the_forward_pass() -> Verdict {
        ch05::affine::backward().check(|(x, w, dout)| backward(x, w, dout))
    }
}
