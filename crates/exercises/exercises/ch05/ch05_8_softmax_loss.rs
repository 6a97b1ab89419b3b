//! # Softmax and its loss, made for each other
//!
//! Write `backward` of the last layer: softmax and cross-entropy together. Forward is given. It stores the
//! probabilities `y`, (n, classes), and the labels `t`, one per row. Return the gradient of the loss with respect to
//! the scores `x`, (n, classes).
//!
//! The loss is the mean over the n samples of `−ln y[right class]`. The backward passes through cross-entropy and
//! through softmax are both long. Together they leave the plain difference between prediction and target, divided by
//! the number of samples: `(y − t) / n`, where `t` is 1 at the right class and 0 elsewhere. Here `t` holds labels:
//! `t[i]` is the index of the 1 in row `i`.
//!
//! Book: section 5.6.3. Page: `notebooks-md/ch05.md`.

use core_tensor::functions::softmax::{log_softmax, softmax};
use diagnosis::ch05;
use ndarray::Array2;

/// Softmax and cross-entropy.
#[derive(Default)]
struct SoftmaxWithLoss {
    /// The probabilities, (n, classes).
    y: Array2<f64>,
    /// The labels, n of them.
    t: Vec<usize>,
}

impl SoftmaxWithLoss {
    /// Scores (n, classes) and n labels to the mean loss.
    fn forward(&mut self, x: &Array2<f64>, t: &[usize]) -> f64 {
        self.y = softmax(x.view());
        self.t = t.to_vec();
        let log_y = log_softmax(x.view());
        let sum: f64 = t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum();
        -sum / t.len() as f64
    }

    /// The gradient with respect to the scores, (n, classes).
    fn backward(&self) -> Array2<f64> {
        // TODO: start with a copy of y. In row i the right class is t[i].
        let _ = (&self.y, &self.t);
        todo!()
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    fn backward(x: &Array2<f64>, t: &[usize]) -> Array2<f64> {
        let mut layer = SoftmaxWithLoss::default();
        layer.forward(x, t);
        layer.backward()
    }

    #[test]
    fn backward_gives_the_difference_divided_by_n() -> Verdict {
        ch05::softmax_loss::backward().check(|(x, t)| backward(x, t))
    }

    #[test]
    fn the_numerical_gradient_agrees() -> Verdict {
        ch05::softmax_loss::gradients(|x, t| SoftmaxWithLoss::default().forward(x, t), backward)
    }
}
