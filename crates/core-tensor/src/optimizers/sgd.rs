//! The explorer with the blindfold: how far do you get by always stepping against the gradient?
//!
//! Derived in: ch04 (book §4.4), ch06 (book §6.1.2).
//!
//! ```text
//! W ← W − lr · g
//! ```

use super::Optimizer;
use super::memory::Memory;
use crate::tensor::settings::check_not_negative;
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// Stochastic gradient descent.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, Sgd};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = Sgd::new(0.1);
/// w.grad.fill(2.0);
/// optimizer.step(&mut [&mut w]);
/// assert_eq!(w.value[[0]], 0.8, "1 − 0.1 · 2");
/// ```
#[derive(Clone, Debug)]
pub struct Sgd<F> {
    /// Learning rate.
    pub lr: f64,
    memory: Memory<F, 0>,
}

impl<F: Real> Sgd<F> {
    /// With learning rate `lr`; the book's default is 0.01.
    pub fn new(lr: f64) -> Self {
        Self { lr, memory: Memory::new() }
    }
}

impl<F: Real> Optimizer<F> for Sgd<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        check_not_negative("Sgd", "learning rate", self.lr);
        let lr = F::of(self.lr);
        self.memory.step_each(params, |w, g, []| *w -= lr * g);
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.lr = lr;
    }

    fn state(&self) -> State {
        self.memory.state([])
    }

    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError> {
        self.memory.restore([], state, params)
    }
}
