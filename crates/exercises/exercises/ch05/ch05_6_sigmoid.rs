//! # The sigmoid sends back what its output says
//!
//! Write the sigmoid as a layer. Forward gives `y = 1 / (1 + e⁻ˣ)`, entry by entry, and keeps what backward will need.
//! Backward takes `dout`, the gradient of the loss with respect to `y`, and gives the gradient with respect to `x`. All
//! arrays have the shape (n, in).
//!
//! Four nodes in a row make a sigmoid: change the sign, exp, add 1, take the reciprocal. Together they send back
//! `dout · y² · e⁻ˣ`, and that is `dout · y · (1 − y)`: the output is all that has to be kept.
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
        // TODO: three factors for each entry.
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
        // A layer that kept nothing cannot send anything back.
        let dx = if sigmoid.out.is_empty() { x * f64::NAN } else { sigmoid.backward(dout) };
        (y, dx)
    }

    #[test]
    fn forward_and_backward_are_those_of_the_sigmoid() -> Verdict {
        ch05::sigmoid::layer().check(|(x, dout)| run(x, dout))
    }

    #[test]
    fn moving_an_entry_a_little_shows_the_same_gradient() -> Verdict {
        ch05::sigmoid::slopes(run)
    }
}
