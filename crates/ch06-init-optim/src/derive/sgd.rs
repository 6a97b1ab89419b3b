//! 6.1.2 The explorer with the blindfold: feel the slope underfoot, take a step down, repeat.
//!
//! ```text
//! W ← W − lr · dL/dW
//! ```

/// Stochastic gradient descent.
#[derive(Clone, Copy, Debug)]
pub struct Sgd {
    /// Learning rate.
    pub lr: f64,
}

impl Sgd {
    /// One step of the parameters `w` by their slopes `g`.
    pub fn update(&self, w: &mut [f64], g: &[f64]) {
        for (w, g) in w.iter_mut().zip(g) {
            *w -= self.lr * g;
        }
    }
}
