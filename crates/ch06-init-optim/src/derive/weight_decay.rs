//! 6.4.2 What if large weights cost something? Then only those stay large that are worth it.
//!
//! ```text
//! L' = L + ½ λ Σ W²
//! dL'/dW = dL/dW + λ W
//! ```
//!
//! The ½ is there for the second line.

/// What the weights `w` cost: `½ λ Σ W²`.
pub fn penalty(lambda: f64, w: &[f64]) -> f64 {
    0.5 * lambda * w.iter().map(|w| w * w).sum::<f64>()
}

/// The slopes `dw` with the cost's own slope added: `dW + λ W`.
pub fn slope(lambda: f64, w: &[f64], dw: &[f64]) -> Vec<f64> {
    w.iter().zip(dw).map(|(w, dw)| dw + lambda * w).collect()
}
