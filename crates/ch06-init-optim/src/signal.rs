//! What becomes of a signal in the forward pass through many layers, and of its gradient in the backward pass?
//!
//! ```text
//! forward    z₁ = f(x W₁)    z₂ = f(z₁ W₂)    …           no biases, every layer equally wide, no training
//! backward   dz₁ ← … ← dz₃ = (dz₄ · f'(z₄)) W₄ᵀ ← …       from any gradient at the end
//! ```

use core_tensor::tensor::matmul;
use core_tensor::{Init, Matrix};
use ndarray::Axis;
use rand::Rng;

/// A sigmoid or tanh this close to its ends is saturated: its derivative is almost 0.
pub const NEAR_THE_END: f64 = 0.05;

/// The weights of `depth` layers, all of the same width.
pub fn weights(depth: usize, width: usize, init: Init, rng: &mut impl Rng) -> Vec<Matrix<f64>> {
    (0..depth).map(|_| init.matrix(width, width, rng)).collect()
}

/// The activations of every layer for the inputs `x`, one row each.
///
/// ```
/// use ch06_init_optim::signal::forward;
/// use ndarray::array;
/// let layers = forward(&array![[1.0, 2.0]], &[array![[0.0, 1.0], [1.0, 0.0]], array![[1.0, 0.0], [0.0, 1.0]]], |x| 2.0 * x);
/// assert_eq!(layers, [array![[4.0, 2.0]], array![[8.0, 4.0]]]);
/// ```
pub fn forward(x: &Matrix<f64>, weights: &[Matrix<f64>], f: fn(f64) -> f64) -> Vec<Matrix<f64>> {
    let mut layers: Vec<Matrix<f64>> = Vec::with_capacity(weights.len());
    for w in weights {
        let z = matmul(layers.last().unwrap_or(x).view(), w.view()).mapv(f);
        layers.push(z);
    }
    layers
}

/// The gradient with respect to the activations of every layer, if that of the last layer's is `dout`. `derivative` is that of
/// the activation function, as a function of its output.
pub fn backward(
    dout: Matrix<f64>,
    layers: &[Matrix<f64>],
    weights: &[Matrix<f64>],
    derivative: fn(f64) -> f64,
) -> Vec<Matrix<f64>> {
    let mut gradients = vec![dout];
    for (z, w) in layers.iter().zip(weights).skip(1).rev() {
        let through = &gradients[gradients.len() - 1] * &z.mapv(derivative);
        gradients.push(matmul(through.view(), w.t()));
    }
    gradients.reverse();
    gradients
}

/// The share of saturated activations: within [`NEAR_THE_END`] (of the curve's height) of an end.
pub fn saturated(layer: &Matrix<f64>, (low, high): (f64, f64)) -> f64 {
    let margin = NEAR_THE_END * (high - low);
    let flat = layer.iter().filter(|&&z| z < low + margin || z > high - margin).count();
    flat as f64 / layer.len() as f64
}

/// By how much a unit's activation changes with the input: its standard deviation over the inputs, averaged over the units.
pub fn std_of_one_unit(layer: &Matrix<f64>) -> f64 {
    layer.std_axis(Axis(0), 0.0).mean().unwrap_or(f64::NAN)
}

/// The share of activations that are exactly 0.
pub fn zeros(layer: &Matrix<f64>) -> f64 {
    layer.iter().filter(|&&z| z == 0.0).count() as f64 / layer.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use core_tensor::Streams;
    use core_tensor::functions::activation::{tanh, tanh_derivative};

    #[test]
    fn the_gradient_is_that_of_central_differences() {
        let mut rng = Streams::new(1).rng("weights");
        let weights = weights(3, 4, Init::Xavier, &mut rng);
        let x = Init::Normal(1.0).matrix::<f64>(2, 4, &mut rng);
        let layers = forward(&x, &weights, tanh);
        // The loss is the sum of the last activations.
        let gradients = backward(Matrix::ones((2, 4)), &layers, &weights, tanh_derivative);
        let loss = |first: &Matrix<f64>| forward(first, &weights[1..], tanh)[1].sum();
        for index in [(0, 0), (1, 3)] {
            let nudged = |h: f64| {
                let mut first = layers[0].clone();
                first[index] += h;
                loss(&first)
            };
            let numerical = (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
            assert!((gradients[0][index] - numerical).abs() < 1e-9, "{} {numerical}", gradients[0][index]);
        }
    }
}
