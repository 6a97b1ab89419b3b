//! # The sigmoid's backward pass needs only its output
//!
//! Write the sigmoid as a layer. Forward returns `y = 1 / (1 + e⁻ˣ)`, element by element, and stores what backward will
//! need. Backward takes `dout`, the gradient of the loss with respect to `y`, and returns the gradient with respect to
//! `x`. All arrays have the shape (n, in).
//!
//! Four nodes in a row make a sigmoid: change the sign, exp, add 1, take the reciprocal. Together they send back `dout
//! · y² · e⁻ˣ`, which is `dout · y · (1 − y)`: the output is all you have to store.
//!
//! Book: section 5.5.2. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use ndarray::Array2;

/// The sigmoid as a layer.
#[derive(Default)]
struct Sigmoid {
    /// What backward needs, (n, in).
    out: Array2<f64>,
}

impl Sigmoid {
    /// (n, in) to (n, in).
    fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        // TODO: the output, and a copy of it in self.out.
        let _ = (x, &self.out);
        todo!()
    }

    /// The gradient with respect to `x`, (n, in).
    fn backward(&self, dout: &Array2<f64>) -> Array2<f64> {
        // TODO: three factors per entry.
        let _ = dout;
        todo!()
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    fn run(x: &Array2<f64>, dout: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
        let mut sigmoid = Sigmoid::default();
        let y = sigmoid.forward(x);
        // A layer that stored nothing can't send anything back.
        let dx = if sigmoid.out.is_empty() { x * f64::NAN } else { sigmoid.backward(dout) };
        (y, dx)
    }

    #[test]
    fn forward_and_backward_are_those_of_the_sigmoid() -> Verdict {
        ch05::sigmoid::layer().check(|(x, dout)| run(x, dout))
    }

    #[test]
    fn the_numerical_gradient_agrees() -> Verdict {
        ch05::sigmoid::gradients(run)
    }
}
