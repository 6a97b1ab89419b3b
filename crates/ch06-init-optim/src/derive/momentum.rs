//! 6.1.4 The ball in the bowl: the gradient doesn't move it, the gradient changes its velocity.
//!
//! ```text
//! v ← α v − lr · dL/dW
//! W ← W + v
//! ```
//!
//! Along the valley the pushes add up; across it they cancel.

/// Gradient descent with a velocity.
#[derive(Clone, Debug)]
pub struct Momentum {
    /// Learning rate.
    pub lr: f64,
    /// α, the share of the velocity that remains after friction; 0.9 in the book.
    pub momentum: f64,
    v: Vec<f64>,
}

impl Momentum {
    /// With learning rate `lr` and α = 0.9.
    pub fn new(lr: f64) -> Self {
        Self { lr, momentum: 0.9, v: Vec::new() }
    }

    /// One step of the parameters `w` with their gradient `g`.
    pub fn update(&mut self, w: &mut [f64], g: &[f64]) {
        self.v.resize(w.len(), 0.0);
        for ((w, g), v) in w.iter_mut().zip(g).zip(&mut self.v) {
            *v = self.momentum * *v - self.lr * g;
            *w += *v;
        }
    }
}
