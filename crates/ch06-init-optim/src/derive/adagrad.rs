//! 6.1.5 Parameters that have moved a lot move less: every parameter has its own learning rate, and it only falls.
//!
//! ```text
//! h ← h + g²
//! W ← W − lr · g / √h
//! ```
//!
//! A tiny number added to `√h` prevents a division by 0.

/// AdaGrad.
#[derive(Clone, Debug)]
pub struct AdaGrad {
    /// Learning rate.
    pub lr: f64,
    h: Vec<f64>,
}

impl AdaGrad {
    /// With learning rate `lr`.
    pub fn new(lr: f64) -> Self {
        Self { lr, h: Vec::new() }
    }

    /// One step of the parameters `w` with their gradient `g`.
    pub fn update(&mut self, w: &mut [f64], g: &[f64]) {
        self.h.resize(w.len(), 0.0);
        for ((w, g), h) in w.iter_mut().zip(g).zip(&mut self.h) {
            *h += g * g;
            *w -= self.lr * g / (h.sqrt() + 1e-7);
        }
    }
}
