//! # Softmax and its loss, made for each other
//!
//! Write `backward` of the last layer: softmax and cross entropy together. Forward is given. It keeps the probabilities
//! `y`, (n, classes), and the labels `t`, one class for each row. Give the gradient of the loss with respect to the scores
//! `x`, (n, classes).
//!
//! The loss is the mean over the n samples of `−ln y[right class]`. The ways back through cross entropy and through softmax
//! are both long. Put together they leave the plain difference between what was said and what is true, shared among the
//! samples: `(y − t) / n`, where `t` is 1 at the right class and 0 elsewhere. Here `t` comes as labels: `t[i]` says where
//! in row `i` the 1 would stand.
//!
//! Book: section 5.6.3. Page: `notebooks-md/ch05.md`.

use core_tensor::functions::softmax::{log_softmax, softmax};
use diagnosis::ch05;
use ndarray::Array2;

/// Softmax and cross entropy.
#[derive(Default)]
struct SoftmaxWithLoss {
    /// The probabilities, (n, classes).
    y: Array2<f64>,
    /// The right class of each row, n of them.
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
        // TODO: begin with a copy of y. In row i the class t[i] is the right one.
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
    fn backward_gives_the_difference_shared_among_the_samples() -> Verdict {
        ch05::softmax_loss::backward().check(|(x, t)| backward(x, t))
    }

    #[test]
    fn moving_a_score_a_little_shows_the_same_gradient() -> Verdict {
        ch05::softmax_loss::slopes(|x, t| SoftmaxWithLoss::default().forward(x, t), backward)
    }
}
