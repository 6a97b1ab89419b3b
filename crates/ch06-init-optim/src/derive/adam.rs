//! 6.1.6 The ball of 6.1.4 with the learning rates of 6.1.5.
//!
//! ```text
//! m ← β₁ m + (1 − β₁) g            a moving average of the gradients
//! v ← β₂ v + (1 − β₂) g²           a moving average of their squares
//! W ← W − lrₜ · m / (√v + 1e-7),   lrₜ = lr √(1 − β₂ᵗ) / (1 − β₁ᵗ)
//! ```
//!
//! Both averages (the first and second **moment**) start at 0 and so are too small at first; `lrₜ` is the bias
//! correction. This is the form of the book's code, [`Adam::book`](core_tensor::optimizers::Adam::book) in
//! `core-tensor`. The paper's algorithm 1 adds ε = 1e-8 to the
//! *corrected* `√v̂`. That is not the same: here the 1e-7 acts like `1e-7 / √(1 − β₂ᵗ)`, 3.2e-6 in the first step.
//! Where gradients are as small as that, the two forms train differently; `adam_epsilon` measures by how much.

use portable_math::powi;

/// Adam.
#[derive(Clone, Debug)]
pub struct Adam {
    /// Learning rate.
    pub lr: f64,
    /// β₁, 0.9.
    pub beta1: f64,
    /// β₂, 0.999.
    pub beta2: f64,
    /// Steps taken.
    pub iter: i32,
    /// The moving average of the gradients.
    pub m: Vec<f64>,
    /// The moving average of their squares.
    pub v: Vec<f64>,
}

impl Adam {
    /// With learning rate `lr`, β₁ = 0.9 and β₂ = 0.999.
    pub fn new(lr: f64) -> Self {
        Self { lr, beta1: 0.9, beta2: 0.999, iter: 0, m: Vec::new(), v: Vec::new() }
    }

    /// One step of the parameters `w` with their gradient `g`.
    pub fn update(&mut self, w: &mut [f64], g: &[f64]) {
        self.m.resize(w.len(), 0.0);
        self.v.resize(w.len(), 0.0);
        self.iter += 1;
        let t = self.iter;
        let lr_t = self.lr * (1.0 - powi(self.beta2, t)).sqrt() / (1.0 - powi(self.beta1, t));
        for i in 0..w.len() {
            self.m[i] += (1.0 - self.beta1) * (g[i] - self.m[i]);
            self.v[i] += (1.0 - self.beta2) * (g[i] * g[i] - self.v[i]);
            w[i] -= lr_t * self.m[i] / (self.v[i].sqrt() + 1e-7);
        }
    }
}
