//! # Two layers that are one
//!
//! Two layers without an activation function between them: `y = (x · w1 + b1) · w2 + b2`. The shapes are x (n, in), w1
//! (in, hidden), b1 (hidden,), w2 (hidden, out) and b2 (out,). Write `collapse`: the `w`, (in, out), and the `b`,
//! (out,), of a single layer `y = x · w + b` that gives the same y for every x.
//!
//! There always is such a layer, so a deep network without activation functions is worth no more than one layer. That
//! is why an activation function must be nonlinear.
//!
//! Book: section 3.2.6. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use ndarray::{Array1, Array2};

/// `(w, b)` of the single layer that does the same as the two.
fn collapse(
    w1: &Array2<f64>,
    b1: &Array1<f64>,
    w2: &Array2<f64>,
    b2: &Array1<f64>,
) -> (Array2<f64>, Array1<f64>) {
    // exercise:
    // | // TODO: multiply out (x · w1 + b1) · w2 + b2. Which factor does x get, and what is added?
    // | let _ = (w1, b1, w2, b2);
    // | todo!()
    // solution:
    let w = w1.dot(w2);
    let b = b1.dot(w2) + b2;
    (w, b)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn one_layer_does_what_two_did() -> Verdict {
        ch03::collapse::two_layers().check(|(w1, b1, w2, b2)| collapse(w1, b1, w2, b2))
    }
}
