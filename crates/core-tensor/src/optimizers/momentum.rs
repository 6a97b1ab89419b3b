//! The ball in the bowl: what if the step kept its speed?
//!
//! Derived in: ch06 (book §6.1.4).
//!
//! ```text
//! v ← α v − lr · g
//! W ← W + v
//! ```

use super::Optimizer;
use super::memory::{Memory, unless_faded};
use crate::tensor::settings::{check_not_negative, check_share};
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// Gradient descent with momentum; α is 0.9.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, Momentum};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = Momentum::new(0.1);
/// w.grad.fill(1.0);
/// optimizer.step(&mut [&mut w]);
/// assert_eq!(w.value[[0]], 0.9);
/// optimizer.step(&mut [&mut w]);
/// let second: f64 = 0.9 - w.value[[0]];
/// assert!((second - 0.19).abs() < 1e-12, "0.9 of the first step, and 0.1 again");
/// ```
#[derive(Clone, Debug)]
pub struct Momentum<F> {
    /// Learning rate.
    pub lr: f64,
    /// The share of the velocity that is kept from step to step, α.
    pub momentum: F,
    memory: Memory<F, 1>,
}

impl<F: Real> Momentum<F> {
    /// With learning rate `lr` (the book's default is 0.01) and α = 0.9.
    pub fn new(lr: f64) -> Self {
        Self { lr, momentum: F::of(0.9), memory: Memory::new() }
    }
}

impl<F: Real> Optimizer<F> for Momentum<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        check_not_negative("Momentum", "learning rate", self.lr);
        check_share("Momentum", "momentum", self.momentum);
        let (lr, alpha) = (F::of(self.lr), self.momentum);
        self.memory.step_each(params, |w, g, [v]| {
            *v = unless_faded(alpha * *v - lr * g);
            *w += *v;
        });
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.lr = lr;
    }

    fn state(&self) -> State {
        self.memory.state(["v"])
    }

    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError> {
        self.memory.restore(["v"], state, params)
    }
}
