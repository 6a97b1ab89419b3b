//! Which network learns which images? The book's 784-50-10 and the handwritten digits, as this chapter uses them.

use crate::derive::two_layer_net::TwoLayerNet;
use core_tensor::StandardNormal;
use core_tensor::{Samples, Targets};
use core_tensor::{StreamRng, Streams};
use ndarray::{Array2, Ix2};
use rand::RngExt;

/// Inputs, hidden units, outputs.
pub const SIZES: (usize, usize, usize) = (784, 50, 10);
/// The standard deviation of the initial weights.
pub const WEIGHT_INIT_STD: f64 = 0.01;

/// Normally distributed values of mean 0, `(rows, columns)`, row by row.
pub fn normal(rows: usize, columns: usize, std: f64, rng: &mut StreamRng) -> Array2<f64> {
    Array2::from_shape_simple_fn((rows, columns), || std * rng.sample::<f64, _>(StandardNormal))
}

/// A network of the given sizes with the book's initial weights.
pub fn two_layer_net((inputs, hidden, outputs): (usize, usize, usize), streams: &Streams) -> TwoLayerNet {
    let mut rng = streams.rng("init");
    let w1 = normal(inputs, hidden, WEIGHT_INIT_STD, &mut rng);
    TwoLayerNet::new(w1, normal(hidden, outputs, WEIGHT_INIT_STD, &mut rng))
}

/// The samples at these indices, as matrices: images `(n, 784)` and one-hot targets `(n, 10)`.
///
/// # Errors
/// If the samples aren't rows of values with one-hot targets.
pub fn batch(samples: &Samples<f64>, indices: &[usize]) -> anyhow::Result<(Array2<f64>, Array2<f64>)> {
    let (x, t) = samples.batch(indices);
    let Targets::Values(t) = t else {
        anyhow::bail!("the targets are class labels, but one-hot rows are needed")
    };
    Ok((x.into_dimensionality::<Ix2>()?, t.into_dimensionality::<Ix2>()?))
}
