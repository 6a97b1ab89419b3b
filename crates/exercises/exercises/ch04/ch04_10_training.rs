//! # The loop that learns
//!
//! Put the chapter together. Write `train`: `steps` times draw a batch, find the gradient of the loss on it, move the
//! weights by `−lr` times the gradient, and keep the loss of the batch. Give the losses, one for each step.
//!
//! The network is small: 16 numbers of an image go in, `net.w`, (16, 10), makes 10 scores of them. `batch()` gives images
//! `x`, (20, 16), and 20 labels `t`. `net.gradient(&x, &t)` gives the gradient, (16, 10), by trying. `net.loss(&x, &t)` gives
//! the loss.
//!
//! The check lets your loop run on real digits, 100 steps, and then asks the network for digits that it never saw.
//!
//! Book: section 4.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use diagnosis::ch04::training::{Batch, Net};

/// Gives the loss of each step.
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
