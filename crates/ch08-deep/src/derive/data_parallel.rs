//! 8.3.3 How do several computers train one network? **Data parallelism**: each takes a part of the batch, and the
//! gradients are added.
//!
//! The loss of a batch is a mean, and a mean splits into parts:
//!
//! ```text
//! L = (1/n) Σ Lᵢ   →   g = (1/n) Σ gᵢ = (n₀ · g₀ + n₁ · g₁ + …) / n        nₖ samples in part k, with mean gradient gₖ
//! ```
//!
//! So the parts together give exactly the gradient of the whole, *if* each is weighted by its number of samples. The
//! plain mean of the parts' gradients is only right when all parts have the same size.

/// The result of one worker: its number of samples, and their mean gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The number of samples.
    pub samples: usize,
    /// The gradient of its mean loss with respect to each parameter.
    pub gradient: Vec<f64>,
}

/// The gradient of the whole batch: each part weighted by its number of samples.
pub fn whole(parts: &[Part]) -> Vec<f64> {
    let n: usize = parts.iter().map(|part| part.samples).sum();
    weighted(parts, |part| part.samples as f64 / n as f64)
}

/// The plain mean of the parts' gradients: wrong for parts of different sizes.
pub fn plain_mean(parts: &[Part]) -> Vec<f64> {
    weighted(parts, |_| 1.0 / parts.len() as f64)
}

fn weighted(parts: &[Part], weight: impl Fn(&Part) -> f64) -> Vec<f64> {
    let mut sum = vec![0.0; parts.first().map_or(0, |part| part.gradient.len())];
    for part in parts {
        for (sum, g) in sum.iter_mut().zip(&part.gradient) {
            *sum += weight(part) * g;
        }
    }
    sum
}
