//! 6.2 How large should the initial weights be? So that a signal neither vanishes nor explodes on its way through the
//! network.
//!
//! If the `n` inputs of a unit have mean square `s²`, and its weights have mean 0 and variance `σ²`, its sum has mean
//! square `n σ² s²`. To keep it at `s²`, σ must be `√(1/n)` (Xavier). ReLU keeps half of the mean square, so there σ must
//! be `√(2/n)` (He).

/// The standard deviation for sigmoid and tanh (6.2.2); `n` inputs of a unit: `√(1 / n)`.
pub fn xavier(n: usize) -> f64 {
    (1.0 / n as f64).sqrt()
}

/// The standard deviation for ReLU (6.2.3): `√(2 / n)`.
pub fn he(n: usize) -> f64 {
    (2.0 / n as f64).sqrt()
}
