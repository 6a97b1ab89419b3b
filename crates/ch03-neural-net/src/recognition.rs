//! The derived network with pretrained weights, evaluated on all test images.

use crate::derive::neuralnet_mnist::Network;
use anyhow::Context;
use chapter_kit::Run;
use core_data::WeightsFile;
use core_tensor::functions::activation::sigmoid;
use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::matmul;
use core_tensor::{Matrix, Real, Vector};
use ndarray::{Array1, Array2, Ix1, Ix2};

/// The file with the pretrained weights; `cargo xtask weights ch03` trains them.
pub const WEIGHTS: &str = "ch03_sample_weight.safetensors";

/// The batch size, as in the book.
pub const BATCH: usize = 100;

/// The network with the weights of `--weights`, or with the pretrained ones.
///
/// # Errors
/// When the file is missing, damaged, or holds the weights of another network.
pub fn init_network(run: &Run) -> anyhow::Result<Network> {
    network_of(&run.weights_file(WEIGHTS)?)
}

/// The network with the weights of a file.
///
/// # Errors
/// When the file is damaged, or holds the weights of another network.
pub fn network_of(file: &WeightsFile) -> anyhow::Result<Network> {
    let expected: [(&str, &[usize]); 6] = [
        ("W1", &[784, 50]),
        ("b1", &[50]),
        ("W2", &[50, 100]),
        ("b2", &[100]),
        ("W3", &[100, 10]),
        ("b3", &[10]),
    ];
    let [w1, b1, w2, b2, w3, b3] = file.expected(expected)?;
    let matrix = |w: ndarray::ArrayD<f32>| -> anyhow::Result<Array2<f64>> {
        w.mapv(f64::from).into_dimensionality::<Ix2>().context("the shape was just checked")
    };
    let vector = |b: ndarray::ArrayD<f32>| -> anyhow::Result<Array1<f64>> {
        b.mapv(f64::from).into_dimensionality::<Ix1>().context("the shape was just checked")
    };
    Ok(Network {
        w1: matrix(w1)?,
        b1: vector(b1)?,
        w2: matrix(w2)?,
        b2: vector(b2)?,
        w3: matrix(w3)?,
        b3: vector(b3)?,
    })
}

/// The test images as rows of values from 0 to 1, `(n, 784)`, and their labels.
///
/// # Errors
/// When the digits cannot be read.
pub fn get_data(run: &Run) -> anyhow::Result<(Array2<f64>, Vec<usize>)> {
    let test = &run.mnist()?.test;
    // The division is done in `f32`, as in the book.
    let x = test.pixels.mapv(f64::from_pixel);
    Ok((x, test.labels.iter().copied().map(usize::from).collect()))
}

/// The number of right predictions.
pub fn correct_predictions(predictions: &[usize], t: &[usize]) -> usize {
    predictions.iter().zip(t).filter(|(prediction, t)| prediction == t).count()
}

/// The same network with the general functions of `core-tensor`, for any floating-point type: `(n, 784)` → `(n, 10)`.
pub fn predict_with_core<F: Real>(network: &Network, x: &Array2<f64>) -> Matrix<F> {
    let in_f = |w: &Array2<f64>| w.mapv(F::of);
    let layer = |x: &Matrix<F>, w: &Array2<f64>, b: &Array1<f64>| -> Matrix<F> {
        let b: Vector<F> = b.mapv(F::of);
        matmul(x.view(), in_f(w).view()) + b
    };
    let z1 = layer(&in_f(x), &network.w1, &network.b1).mapv(sigmoid);
    let z2 = layer(&z1, &network.w2, &network.b2).mapv(sigmoid);
    softmax(layer(&z2, &network.w3, &network.b3).view())
}
