//! 6.2 How large should the initial weights be? So that a signal neither vanishes nor explodes on its way through the
//! network.
//!
//! If the `n` inputs of a unit have variance `s²` and its weights `σ²`, its sum has variance `n σ² s²`. To keep it at
//! `s²`, σ must be `√(1/n)` (Xavier). ReLU discards half of it, so there σ must be `√(2/n)` (He).

/// The standard deviation for sigmoid and tanh: `√(1 / n)`, `n` the number of inputs of a unit (6.2.2).
pub fn xavier(n: usize) -> f64 {
    (1.0 / n as f64).sqrt()
}

/// The standard deviation for ReLU: `√(2 / n)` (6.2.3).
pub fn he(n: usize) -> f64 {
    (2.0 / n as f64).sqrt()
}
