//! 6.1.2 The blindfolded explorer: feel which way is down, take a step, repeat.
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
    /// One step of the parameters `w` with their gradient `g`.
    pub fn update(&self, w: &mut [f64], g: &[f64]) {
        for (w, g) in w.iter_mut().zip(g) {
            *w -= self.lr * g;
        }
    }
}
