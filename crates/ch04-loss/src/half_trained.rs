//! A network in the middle of its training: often right, and still far enough from the end to have large gradients.

use crate::derive::train::train;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::Digits;
use chapter_kit::{Needs, Run};
use core_tensor::Samples;

/// 784-50-10: the network of section 4.5.
pub const SIZES: [usize; 3] = [784, 50, 10];
/// The book's standard deviation of the initial weights.
pub const WEIGHT_INIT_STD: f64 = 0.01;

/// The book's network after 100 steps on batches of 100 with learning rate 0.5.
///
/// # Errors
/// When the digits cannot be read.
pub fn half_trained(run: &Run) -> anyhow::Result<TwoLayerNet> {
    let train_set: Samples<f64> = run.mnist()?.train.samples();
    let mut net = TwoLayerNet::new(SIZES, WEIGHT_INIT_STD, &mut run.rng("half-trained weights"));
    train(&mut net, &train_set, 100, 100, 0.5, &mut run.rng("half-trained batches"));
    Ok(net)
}

/// A hundred images that the network was not trained on: the first of the test set.
///
/// # Errors
/// When the digits cannot be read, or there are fewer than 100.
pub fn hundred_images(run: &Run) -> anyhow::Result<Digits> {
    let test: Samples<f64> = run.mnist_with(Needs::images(1, 100))?.test.samples();
    Ok(Digits::at(&test, &(0..100).collect::<Vec<_>>()))
}
