//! What if the ball used the gradient where it is about to be?
//!
//! Derived in: ch06 (in the book's code, not in its text); Y. Bengio and others, "Advances in Optimizing Recurrent Networks", 2013, eq. 7.
//!
//! ```text
//! W ← W + α² v − (1 + α) lr · g      (with the old v)
//! v ← α v − lr · g
//! ```

use super::Optimizer;
use super::memory::{Memory, unless_faded};
use crate::tensor::settings::{check_not_negative, check_share};
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// Nesterov's accelerated gradient, in the form that needs the gradient only where the network is; α is 0.9.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, Nesterov};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = Nesterov::new(0.1);
/// w.grad.fill(1.0);
/// optimizer.step(&mut [&mut w]);
/// let first: f64 = 1.0 - w.value[[0]];
/// assert!((first - 0.19).abs() < 1e-12, "0.1, and at once 0.9 of it on top");
/// ```
#[derive(Clone, Debug)]
pub struct Nesterov<F> {
    /// Learning rate.
    pub lr: f64,
    /// The share of the velocity that is kept from step to step, α.
    pub momentum: F,
    memory: Memory<F, 1>,
}

impl<F: Real> Nesterov<F> {
    /// With learning rate `lr` (the book's default is 0.01) and α = 0.9.
    pub fn new(lr: f64) -> Self {
        Self { lr, momentum: F::of(0.9), memory: Memory::new() }
    }
}

impl<F: Real> Optimizer<F> for Nesterov<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        check_not_negative("Nesterov", "learning rate", self.lr);
        check_share("Nesterov", "momentum", self.momentum);
        let (lr, alpha) = (F::of(self.lr), self.momentum);
        self.memory.step_each(params, |w, g, [v]| {
            *w += alpha * alpha * *v - (F::one() + alpha) * lr * g;
            *v = unless_faded(alpha * *v - lr * g);
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
