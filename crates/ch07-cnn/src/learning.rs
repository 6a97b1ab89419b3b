//! How do the networks of this chapter learn? With the book's Adam of rate 0.001, in batches of 100, in real epochs.
//!
//! All networks of an experiment get the same batches, and equal layers start from equal weights: so they differ in
//! nothing but what is compared.

use chapter_kit::{Progress, Run};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::optimizers::Adam;
use core_tensor::tensor::single_threaded;
use core_tensor::training::{Evaluate, Sets, Trainer};
use core_tensor::{Network, Real, Samples, Sequential, Streams};
use rayon::prelude::*;

/// Images in a batch.
pub const BATCH: usize = 100;
/// The learning rate.
const LR: f64 = 0.001;

/// The first images of the training and of the test set, `(n, 1, 28, 28)`.
///
/// # Errors
/// If the digits cannot be read.
pub fn digits<F: Real>(run: &Run, train: usize, test: usize) -> anyhow::Result<(Samples<F>, Samples<F>)> {
    run.first_images(train, test)
}

/// Random numbers of two further seeds, so that a comparison of trainings doesn't rest on one of each. A quick run, which
/// compares nothing, has none.
pub fn further_seeds(run: &Run) -> Vec<Streams> {
    let seeds = run.scale().pick(0, 2, 2);
    (1..=seeds).map(|seed| run.streams().fork(&format!("further seed {seed}"))).collect()
}

/// Iterations in `epochs` epochs.
pub fn steps(train: &Samples<f32>, epochs: usize) -> usize {
    epochs * train.len().div_ceil(BATCH)
}

/// A network with initial weights from `streams`, after `epochs` epochs.
///
/// # Errors
/// If the loss became infinite or `NaN`.
pub fn learn(
    net: &Sequential,
    streams: &Streams,
    train: &Samples<f32>,
    epochs: usize,
    progress: &Progress,
) -> anyhow::Result<Network<f32>> {
    let mut network = net.build(SoftmaxCrossEntropy, streams);
    learn_on(&mut network, streams, train, epochs, progress)?;
    Ok(network)
}

/// As [`learn`], for a network that is already there. Returns the loss of each batch before its step.
///
/// # Errors
/// If the loss became infinite or `NaN`.
pub fn learn_on(
    network: &mut Network<f32>,
    streams: &Streams,
    train: &Samples<f32>,
    epochs: usize,
    progress: &Progress,
) -> anyhow::Result<Vec<f64>> {
    let trainer = Trainer::new(Adam::new(LR)).epochs(epochs).batch_size(BATCH).streams(streams);
    let trainer = trainer.evaluate(Evaluate::Never);
    let train = || trainer.fit_with(network, &Sets::new(train, train), |_, _| progress.inc(1));
    Ok(single_threaded(train)?.losses)
}

/// Several trainings side by side, each of a network on its images; in the order given.
///
/// # Errors
/// As [`learn`].
pub fn learn_all(
    run: &Run,
    label: &str,
    lessons: &[(&Sequential, &Streams, &Samples<f32>)],
    epochs: usize,
) -> anyhow::Result<Vec<Network<f32>>> {
    let total = lessons.iter().map(|(_, _, train)| steps(train, epochs)).sum();
    let progress = run.progress(label, total);
    lessons.par_iter().map(|(net, streams, train)| learn(net, streams, train, epochs, &progress)).collect()
}
