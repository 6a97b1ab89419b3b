//! 6.1.5 Who has moved much, moves less: every parameter has a learning rate of its own, and it only falls.
//!
//! ```text
//! h ← h + g²
//! W ← W − lr · g / √h
//! ```
//!
//! A tiny number beside `√h` keeps the first division from meeting 0.

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

    /// One step of the parameters `w` by their slopes `g`.
    pub fn update(&mut self, w: &mut [f64], g: &[f64]) {
        self.h.resize(w.len(), 0.0);
        for ((w, g), h) in w.iter_mut().zip(g).zip(&mut self.h) {
            *h += g * g;
            *w -= self.lr * g / (h.sqrt() + 1e-7);
        }
    }
}
