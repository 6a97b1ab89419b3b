//! 6.4.2 **Regularisation** by weight decay: what if large weights cost something? Then only those that are worth it
//! stay large.
//!
//! ```text
//! L' = L + ½ λ Σ W²
//! dL'/dW = dL/dW + λ W
//! ```
//!
//! The ½ simplifies the second line.

/// The penalty of the weights `w`: `½ λ Σ W²`.
pub fn penalty(lambda: f64, w: &[f64]) -> f64 {
    0.5 * lambda * w.iter().map(|w| w * w).sum::<f64>()
}

/// The gradient `dw` plus the gradient of the penalty: `dW + λ W`.
pub fn gradient(lambda: f64, w: &[f64], dw: &[f64]) -> Vec<f64> {
    w.iter().zip(dw).map(|(w, dw)| dw + lambda * w).collect()
}
