//! What does a network say about many images? Scores, probabilities, answers: images spread over the threads.

use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::as_rows;
use core_tensor::tensor::single_threaded;
use core_tensor::{Network, Samples};
use ndarray::{Array2, Axis, concatenate};
use rayon::prelude::*;

/// Images that are looked at together.
const TOGETHER: usize = 100;

/// The scores of all samples as at inference, `(n, classes)`.
pub fn scores(network: &Network<f32>, samples: &Samples<f32>) -> Array2<f64> {
    let n = samples.len();
    let portion = |i: usize| {
        let (x, _) = samples.range(i * TOGETHER..n.min((i + 1) * TOGETHER));
        let y = single_threaded(|| network.predict(&x));
        as_rows(&y, "scores").mapv(f64::from)
    };
    let portions: Vec<Array2<f64>> = (0..n.div_ceil(TOGETHER)).into_par_iter().map(portion).collect();
    let views: Vec<_> = portions.iter().map(|portion| portion.view()).collect();
    concatenate(Axis(0), &views).unwrap_or_default()
}

/// The probabilities of all samples, `(n, classes)`.
pub fn probabilities(network: &Network<f32>, samples: &Samples<f32>) -> Array2<f64> {
    softmax(scores(network, samples).view())
}

/// The right digit of each sample.
pub fn labels(samples: &Samples<f32>) -> Vec<usize> {
    (0..samples.len()).map(|i| samples.targets().class(i)).collect()
}

/// The share of answers that are right.
pub fn accuracy(answers: &[usize], labels: &[usize]) -> f64 {
    let right = answers.iter().zip(labels).filter(|(answer, label)| answer == label).count();
    right as f64 / labels.len().max(1) as f64
}
