//! # A network that computes its own gradient
//!
//! Put the layers together. Write `gradient`: forward through `affine1`, `relu`, `affine2` and `last`, then backward
//! through the same layers in reverse order. Return the loss; the gradients stay in the layers, as `affine1.dw` and so
//! on. Then write `update`: a step of `lr` times the gradient, against it, for the four arrays.
//!
//! `x` is (n, in), `t` holds n labels. The layers are those of the previous exercises: `forward(&x)` returns the
//! output, `backward(&dout)` returns the upstream gradient of the layer before, and `affine.w`, `.b`, `.dw`, `.db` are
//! arrays. `last` is softmax with its loss: `last.forward(&scores, t)` returns the loss, `last.backward()` starts the
//! backward pass.
//!
//! The check trains your network on 150 batches of real digits, and measures its accuracy on digits that it never saw.
//!
//! Book: sections 5.7.1 and 5.7.2. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use diagnosis::ch05::layers::{Affine, Relu, SoftmaxWithLoss};
use ndarray::{Array1, Array2};

/// A network with one hidden layer.
struct TwoLayerNet {
    affine1: Affine,
    relu: Relu,
    affine2: Affine,
    last: SoftmaxWithLoss,
}

impl TwoLayerNet {
    /// `w1` (in, hidden), `b1` (hidden), `w2` (hidden, out), `b2` (out).
    fn new(w1: Array2<f64>, b1: Array1<f64>, w2: Array2<f64>, b2: Array1<f64>) -> Self {
        Self {
            affine1: Affine::new(w1, b1),
            relu: Relu::default(),
            affine2: Affine::new(w2, b2),
            last: SoftmaxWithLoss::default(),
        }
    }

    /// The scores, (n, in) to (n, out).
    fn predict(&mut self, x: &Array2<f64>) -> Array2<f64> {
        let hidden = self.relu.forward(&self.affine1.forward(x));
        self.affine2.forward(&hidden)
    }

    /// One forward and one backward pass. Returns the loss, and leaves the gradients in the layers.
    fn gradient(&mut self, x: &Array2<f64>, t: &[usize]) -> f64 {
        // exercise:
        // | // TODO: the loss first, then back from the last layer to the first.
        // | let _ = (x, t, &mut self.last);
        // | todo!()
        // solution:
        let scores = self.predict(x);
        let loss = self.last.forward(&scores, t);

        let dout = self.last.backward();
        let dout = self.affine2.backward(&dout);
        let dout = self.relu.backward(&dout);
        self.affine1.backward(&dout);
        loss
        // end
    }

    /// One step downhill.
    fn update(&mut self, lr: f64) {
        // exercise:
        // | // TODO: update four arrays.
        // | let _ = lr;
        // | todo!()
        // solution:
        for layer in [&mut self.affine1, &mut self.affine2] {
            layer.w.scaled_add(-lr, &layer.dw);
            layer.b.scaled_add(-lr, &layer.db);
        }
        // end
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_gradient_goes_back_through_all_layers() -> Verdict {
        ch05::network::gradient().check(|(x, t, w1, b1, w2, b2)| {
            let mut net = TwoLayerNet::new(w1.clone(), b1.clone(), w2.clone(), b2.clone());
            let loss = net.gradient(x, t);
            (loss, net.affine1.dw, net.affine1.db, net.affine2.dw, net.affine2.db)
        })
    }

    #[test]
    fn the_network_learns_to_read_digits() -> Verdict {
        ch05::network::learns(|start, batches, unseen| {
            let mut net = TwoLayerNet::new(start.w1, start.b1, start.w2, start.b2);
            let mut losses = Vec::new();
            for (x, t) in batches {
                losses.push(net.gradient(x, t));
                net.update(0.2);
            }
            (losses, net.predict(unseen))
        })
    }
}
