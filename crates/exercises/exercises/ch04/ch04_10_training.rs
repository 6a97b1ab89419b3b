//! # The training loop
//!
//! Put the chapter together. Write `train`: `steps` times, draw a batch, compute the gradient of the loss on it, move
//! the weights by `−lr` times the gradient, and store the loss of the batch. Return the losses, one per step.
//!
//! The network is small: it takes 16 values of an image, and `net.w`, (16, 10), turns them into 10 scores. `batch()`
//! returns images `x`, (20, 16), and 20 labels `t`. `net.gradient(&x, &t)` returns the numerical gradient, (16, 10),
//! and `net.loss(&x, &t)` the loss.
//!
//! The check runs your loop on real digits, for 100 steps, and then measures the accuracy on digits that the network
//! never saw.
//!
//! Book: section 4.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use diagnosis::ch04::training::{Batch, Net};

/// Returns the loss of each step.
fn train(net: &mut Net, lr: f64, steps: usize, mut batch: impl FnMut() -> Batch) -> Vec<f64> {
    // TODO: in each step a new batch, its gradient, a step, its loss.
    let _ = (&net.w, lr, steps, batch());
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_network_reads_digits_that_it_never_saw() -> Verdict {
        ch04::training::learns(|net, lr, steps, batch| train(net, lr, steps, batch))
    }
}
