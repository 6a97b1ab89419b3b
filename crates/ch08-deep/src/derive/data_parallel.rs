//! 8.3.3 How do several computers learn one network? Each takes a part of the batch, and the slopes are added.
//!
//! The loss of a batch is a mean, and a mean falls apart into parts:
//!
//! ```text
//! L = (1/n) Σ Lᵢ   →   g = (1/n) Σ gᵢ = (n₀ · g₀ + n₁ · g₁ + …) / n        nₖ samples in part k, with mean slope gₖ
//! ```
//!
//! So the parts together give exactly the slope of the whole, *if* each counts as much as it has samples. The plain
//! mean of the parts' slopes is right only when all parts are equally large.

/// What one worker found: how many samples it saw, and the mean slope over them.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its samples.
    pub samples: usize,
    /// The slope of its mean loss along each parameter.
    pub gradient: Vec<f64>,
}

/// The slope of the whole batch: each part weighted by its samples.
pub fn whole(parts: &[Part]) -> Vec<f64> {
    let n: usize = parts.iter().map(|part| part.samples).sum();
    weighted(parts, |part| part.samples as f64 / n as f64)
}

/// The plain mean of the parts' slopes: wrong for parts of different sizes.
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
