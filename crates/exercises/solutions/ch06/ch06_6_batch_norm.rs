//! # Normalise a batch
//!
//! Write the forward pass of batch normalisation in training. `x` is (n, d): n samples of d features. `gamma` and
//! `beta` are (d). The result is (n, d).
//!
//! Over the batch, each column gets mean 0 and standard deviation 1: `xn = (x − μ) / √(σ² + EPSILON)`, with μ the mean
//! and σ² the variance of the column, both divided by n. Then the layer scales and shifts each column by learnt
//! parameters:
//! `out = gamma · xn + beta`.
//!
//! Book: section 6.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use diagnosis::ch06::batch_norm::EPSILON;
use ndarray::{Array1, Array2, Axis};

/// The normalised batch, scaled and shifted, (n, d).
fn forward(x: &Array2<f64>, gamma: &Array1<f64>, beta: &Array1<f64>) -> Array2<f64> {
    // exercise:
    // | // TODO: the mean of each column, the variance of each column, then the rest.
    // | let _ = (x, gamma, beta, Axis(0), EPSILON);
    // | todo!()
    // solution:
    let n = x.nrows() as f64;
    let mean = x.sum_axis(Axis(0)) / n;
    let xc = x - &mean;
    let var = (&xc * &xc).sum_axis(Axis(0)) / n;
    let xn = xc / (var + EPSILON).sqrt();
    gamma * &xn + beta
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_column_is_normalised_scaled_and_shifted() -> Verdict {
        ch06::batch_norm::forward().check(|(x, gamma, beta)| forward(x, gamma, beta))
    }
}
