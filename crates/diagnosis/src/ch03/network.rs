//! The three-layer networks of the questions: random, the book's, or trained.

use crate::Values;
use crate::digits::{self, Digits};
use crate::draw::Draw;
use crate::gradient::{matrix, vector};
use core_data::{Weights, WeightsError};
use core_tensor::functions::softmax::softmax;
use ndarray::{Array1, Array2, ArrayD, array};
use std::sync::OnceLock;

/// The file with the trained weights.
const WEIGHTS: &str = "ch03_sample_weight.safetensors";
/// The layer sizes of the trained network, from the pixels to the ten digits.
const UNITS: [usize; 4] = [784, 50, 100, 10];

/// Three layers of weights and biases.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// From the inputs to the first layer, (in, first).
    pub w1: Array2<f64>,
    /// Bias of the first layer, (first).
    pub b1: Array1<f64>,
    /// From the first layer to the second, (first, second).
    pub w2: Array2<f64>,
    /// Bias of the second layer, (second).
    pub b2: Array1<f64>,
    /// From the second layer to the outputs, (second, out).
    pub w3: Array2<f64>,
    /// Bias of the outputs, (out).
    pub b3: Array1<f64>,
}

impl Network {
    /// The parameters of book §3.4: 2 inputs, 3 and 2 hidden units, 2 outputs.
    pub fn book() -> Self {
        Self {
            w1: array![[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]],
            b1: array![0.1, 0.2, 0.3],
            w2: array![[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]],
            b2: array![0.1, 0.2],
            w3: array![[0.1, 0.3], [0.2, 0.4]],
            b3: array![0.1, 0.2],
        }
    }

    /// A small network of random size with random parameters.
    pub(crate) fn drawn(draw: &mut Draw) -> Self {
        let [i, j, k, l] = [(); 4].map(|()| draw.size(2..=4));
        Self {
            w1: draw.matrix(i, j),
            b1: draw.vector(j),
            w2: draw.matrix(j, k),
            b2: draw.vector(k),
            w3: draw.matrix(k, l),
            b3: draw.vector(l),
        }
    }

    /// The network of book §3.6 with the trained weights of the workspace.
    ///
    /// # Panics
    /// If the file is missing or damaged.
    pub fn trained() -> &'static Self {
        static NETWORK: OnceLock<Network> = OnceLock::new();
        NETWORK.get_or_init(|| Self::loaded().unwrap_or_else(|error| panic!("{error}")))
    }

    fn loaded() -> Result<Self, WeightsError> {
        let [i, j, k, l] = UNITS;
        let expected: [(&str, &[usize]); 6] =
            [("W1", &[i, j]), ("b1", &[j]), ("W2", &[j, k]), ("b2", &[k]), ("W3", &[k, l]), ("b3", &[l])];
        let [w1, b1, w2, b2, w3, b3] = Weights::load_expected(Weights::bundled(WEIGHTS)?, expected)?;
        Ok(Self {
            w1: matrix(&w1.mapv(f64::from)),
            b1: vector(&b1.mapv(f64::from)),
            w2: matrix(&w2.mapv(f64::from)),
            b2: vector(&b2.mapv(f64::from)),
            w3: matrix(&w3.mapv(f64::from)),
            b3: vector(&b3.mapv(f64::from)),
        })
    }

    /// The number of parameters.
    pub(crate) fn numbers(&self) -> usize {
        self.values().iter().map(ArrayD::len).sum()
    }

    /// The probabilities of the classes for each row of `x`, (n, in) to (n, out).
    pub(crate) fn predict(&self, x: &Array2<f64>) -> Array2<f64> {
        let sigmoid = core_tensor::functions::activation::sigmoid;
        let z1 = (x.dot(&self.w1) + &self.b1).mapv(sigmoid);
        let z2 = (z1.dot(&self.w2) + &self.b2).mapv(sigmoid);
        softmax((z2.dot(&self.w3) + &self.b3).view())
    }
}

/// The trained network's outputs for the first test digits, (n, 10), and their labels.
///
/// # Panics
/// If the digits or the weights that come with the workspace are missing or damaged.
pub(crate) fn trained_on(images: usize) -> Digits {
    let (x, t) = digits::test(images);
    (Network::trained().predict(&x), t)
}

impl Values for Network {
    fn values(&self) -> Vec<ArrayD<f64>> {
        let Self { w1, b1, w2, b2, w3, b3 } = self;
        (w1, b1, w2, b2, w3, b3).values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trained_network_is_that_of_the_book() {
        let network = Network::trained();
        assert_eq!((network.w1.dim(), network.w3.dim()), ((784, 50), (100, 10)));
        let (y, t) = trained_on(5);
        assert_eq!((y.dim(), t.len()), ((5, 10), 5));
    }
}
