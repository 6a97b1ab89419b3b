//! # A ReLU that lets too much through
//!
//! This layer trains, but worse than it should, and the gradient check says that its backward is wrong. The forward
//! pass is fine. Find the bug: which entries of `dout` come through, and what are they compared with?
//!
//! Book: section 5.5.1. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use ndarray::{Array2, Zip};

/// Rectified linear unit: lets positive values through.
#[derive(Default)]
struct Relu {
    /// Where the input was not positive.
    mask: Array2<bool>,
}

impl Relu {
    /// `max(0, x)`, element by element, (n, in) to (n, in).
    fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.mask = x.mapv(|x| x <= 0.0);
        x.mapv(|x| x.max(0.0))
    }

    /// The gradient with respect to `x`.
    fn backward(&self, dout: &Array2<f64>) -> Array2<f64> {
        let mut dx = dout.clone();
        // exercise:
        // | // TODO: this span holds the bug.
        // | Zip::from(&mut dx).and(dout).for_each(|dx, &dout| {
        // |     if dout <= 0.0 {
        // |         *dx = 0.0;
        // |     }
        // | });
        // solution:
        Zip::from(&mut dx).and(&self.mask).for_each(|dx, &is_closed| {
            if is_closed {
                *dx = 0.0;
            }
        });
        // end
        dx
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    fn run(x: &Array2<f64>, dout: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let mut relu = Relu::default();
        let y = relu.forward(x);
        (y, relu.backward(dout))
    }

    #[test]
    fn backward_closes_where_the_input_was_not_positive() -> Verdict {
        ch05::relu::backward().check(|(x, dout)| run(x, dout).1)
    }

    #[test]
    fn the_numerical_gradient_agrees() -> Verdict {
        ch05::relu::gradients(run)
    }
}
