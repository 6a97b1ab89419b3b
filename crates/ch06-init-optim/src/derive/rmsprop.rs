//! 6.1.5, a remark: AdaGrad never forgets, so it comes to a halt. RMSProp forgets.
//!
//! ```text
//! h ← ρ h + (1 − ρ) g²
//! W ← W − lr · g / √h
//! ```

/// RMSProp.
#[derive(Clone, Debug)]
pub struct RmsProp {
    /// Learning rate.
    pub lr: f64,
    /// ρ, the decay rate of the moving average of squares; 0.99 in the book's code.
    pub decay_rate: f64,
    h: Vec<f64>,
}

impl RmsProp {
    /// With learning rate `lr` and ρ = 0.99.
    pub fn new(lr: f64) -> Self {
        Self { lr, decay_rate: 0.99, h: Vec::new() }
    }

    /// One step of the parameters `w` with their gradient `g`.
    pub fn update(&mut self, w: &mut [f64], g: &[f64]) {
        self.h.resize(w.len(), 0.0);
        for ((w, g), h) in w.iter_mut().zip(g).zip(&mut self.h) {
            *h = self.decay_rate * *h + (1.0 - self.decay_rate) * g * g;
            *w -= self.lr * g / (h.sqrt() + 1e-7);
        }
    }
}
