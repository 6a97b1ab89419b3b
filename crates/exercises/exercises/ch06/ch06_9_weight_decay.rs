//! # What large weights cost
//!
//! Write **weight decay**, a form of regularisation: from the `loss` and its gradient `dw`, (in, out), compute the loss
//! with a penalty on the weights `w`, (in, out), and its gradient.
//!
//! The penalty is ½ λ times the sum of the squares of all weights. It is added to the loss; its gradient, λ W, is added
//! to the gradient. Only weights that are worth it stay large.
//!
//! Book: section 6.4.2. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::Array2;

/// Returns the loss with the penalty, and its gradient, (in, out).
fn with_decay(loss: f64, w: &Array2<f64>, dw: &Array2<f64>, lambda: f64) -> (f64, Array2<f64>) {
    // TODO: the penalty is one number; its gradient has the shape of w.
    let _ = (loss, w, dw, lambda);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_penalty_is_in_the_loss_and_in_the_gradient() -> Verdict {
        ch06::weight_decay::cost().check(|(loss, w, dw, lambda)| with_decay(*loss, w, dw, *lambda))
    }
}
