//! The predictions of a network for many images, in parallel: scores, probabilities, accuracy.

use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::as_rows;
use core_tensor::tensor::single_threaded;
use core_tensor::{Network, Samples};
use ndarray::{Array2, Axis, concatenate};
use rayon::prelude::*;

/// The number of images per block.
const TOGETHER: usize = 100;

/// The scores of all samples as at inference, `(n, classes)`.
pub fn scores(network: &Network<f32>, samples: &Samples<f32>) -> Array2<f64> {
    let n = samples.len();
    let block = |i: usize| {
        let (x, _) = samples.range(i * TOGETHER..n.min((i + 1) * TOGETHER));
        let y = single_threaded(|| network.predict(&x));
        as_rows(&y, "scores").mapv(f64::from)
    };
    let blocks: Vec<Array2<f64>> = (0..n.div_ceil(TOGETHER)).into_par_iter().map(block).collect();
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).unwrap_or_default()
}

/// The probabilities of all samples, `(n, classes)`.
pub fn probabilities(network: &Network<f32>, samples: &Samples<f32>) -> Array2<f64> {
    softmax(scores(network, samples).view())
}

/// The label of each sample.
pub fn labels(samples: &Samples<f32>) -> Vec<usize> {
    (0..samples.len()).map(|i| samples.targets().class(i)).collect()
}

/// The accuracy: the share of right predictions.
pub fn accuracy(predictions: &[usize], labels: &[usize]) -> f64 {
    let right = predictions.iter().zip(labels).filter(|(prediction, label)| prediction == label).count();
    right as f64 / labels.len().max(1) as f64
}
