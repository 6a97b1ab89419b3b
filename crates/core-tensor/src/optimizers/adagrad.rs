//! What if a parameter that has moved much moved less from now on?
//!
//! Derived in: ch06 (book §6.1.5); J. Duchi, E. Hazan, Y. Singer, 2011.
//!
//! ```text
//! h ← h + g²
//! W ← W − lr · g / (√h + ε)
//! ```

use super::Optimizer;
use super::memory::Memory;
use crate::tensor::settings::check_not_negative;
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// AdaGrad: each parameter has its own learning rate, which only ever falls; ε is 1e-7, as in the book.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, AdaGrad};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = AdaGrad::new(0.1);
/// w.grad.fill(7.0);
/// optimizer.step(&mut [&mut w]);
/// let first: f64 = 1.0 - w.value[[0]];
/// assert!((first - 0.1).abs() < 1e-6, "the first step is the learning rate, whatever the gradient");
/// optimizer.step(&mut [&mut w]);
/// let second = 1.0 - first - w.value[[0]];
/// assert!((second - 0.1 / 2f64.sqrt()).abs() < 1e-6, "the second is shorter by √2");
/// ```
#[derive(Clone, Debug)]
pub struct AdaGrad<F> {
    /// Learning rate.
    pub lr: f64,
    /// Keeps the division from meeting 0.
    pub epsilon: F,
    memory: Memory<F, 1>,
}

impl<F: Real> AdaGrad<F> {
    /// With learning rate `lr`; the book's default is 0.01.
    pub fn new(lr: f64) -> Self {
        Self { lr, epsilon: F::of(1e-7), memory: Memory::new() }
    }
}

impl<F: Real> Optimizer<F> for AdaGrad<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        check_not_negative("AdaGrad", "learning rate", self.lr);
        check_not_negative("AdaGrad", "epsilon", self.epsilon);
        let (lr, epsilon) = (F::of(self.lr), self.epsilon);
        self.memory.step_each(params, |w, g, [h]| {
            *h += g * g;
            *w -= lr * g / (h.sqrt() + epsilon);
        });
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.lr = lr;
    }

    fn state(&self) -> State {
        self.memory.state(["h"])
    }

    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError> {
        self.memory.restore(["h"], state, params)
    }
}
