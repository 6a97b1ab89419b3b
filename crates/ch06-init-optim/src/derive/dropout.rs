//! 6.4.3 What if, at every step, a random share of the units were switched off?
//!
//! ```text
//! training   y = x · mask        mask: 1 where a draw of 0…1 is above the ratio, else 0
//! inference  y = x · (1 − ratio)
//! backward   dx = dout · mask
//! ```
//!
//! This is the book's form, which scales down at inference. `core-tensor` uses **inverted dropout**: it scales up by `1
//! / (1 − ratio)` in training, and inference has nothing to do. With the same mask, one is `1 / (1 − ratio)` times the
//! other in training and in inference, which `tests/suite/graduation.rs` shows.

/// Dropout as the book writes it.
#[derive(Clone, Debug)]
pub struct Dropout {
    /// The share of units that are off.
    pub dropout_ratio: f64,
    mask: Vec<bool>,
}

impl Dropout {
    /// With this ratio.
    pub fn new(dropout_ratio: f64) -> Self {
        Self { dropout_ratio, mask: Vec::new() }
    }

    /// Training: `draws` are uniform random numbers from 0 to 1, one per element.
    pub fn forward(&mut self, x: &[f64], draws: &[f64]) -> Vec<f64> {
        self.mask = draws.iter().map(|&draw| draw > self.dropout_ratio).collect();
        self.masked(x)
    }

    /// Inference.
    pub fn predict(&self, x: &[f64]) -> Vec<f64> {
        x.iter().map(|x| x * (1.0 - self.dropout_ratio)).collect()
    }

    /// The gradient passes where the value passed.
    pub fn backward(&self, dout: &[f64]) -> Vec<f64> {
        self.masked(dout)
    }

    fn masked(&self, x: &[f64]) -> Vec<f64> {
        x.iter().zip(&self.mask).map(|(&x, &on)| if on { x } else { 0.0 }).collect()
    }
}
