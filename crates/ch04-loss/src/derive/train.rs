//! 4.5.2 How do a mini-batch, a gradient and a step make a network learn? In a loop.
//!
//! ```text
//! repeat:  batch ← some images and their targets, at random
//!          grads ← the gradient of the loss on that batch
//!          each parameter ← parameter − learning rate · its derivative
//! ```

use super::mini_batch::random_choice;
use super::two_layer_net::TwoLayerNet;
use crate::digits::Digits;
use core_tensor::{Samples, StreamRng};

/// Trains `net` for `iters_num` iterations of stochastic gradient descent. Returns the loss of each batch, after the
/// step that used it.
pub fn train(
    net: &mut TwoLayerNet,
    samples: &Samples<f64>,
    iters_num: usize,
    batch_size: usize,
    learning_rate: f64,
    rng: &mut StreamRng,
) -> Vec<f64> {
    let mut train_loss_list = Vec::new();
    for _ in 0..iters_num {
        // 1. Draw a mini-batch: x (batch_size, 784) and one-hot t (batch_size, 10).
        let batch_mask = random_choice(samples.len(), batch_size, rng);
        let Digits { x, t } = Digits::at(samples, &batch_mask);
        // 2. Compute the gradient of the loss on this batch.
        let grads = net.gradient(&x, &t);
        // 3. Take one step against it.
        net.update(&grads, learning_rate);
        // 4. Note the loss, and repeat.
        train_loss_list.push(net.loss(&x, &t));
    }
    train_loss_list
}
