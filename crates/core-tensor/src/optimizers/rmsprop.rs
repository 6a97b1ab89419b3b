//! What if AdaGrad could forget?
//!
//! Derived in: ch06 (named in book §6.1.5, in the book's code); G. Hinton, lecture 6e, 2012.
//!
//! ```text
//! h ← ρ h + (1 − ρ) g²
//! W ← W − lr · g / (√h + ε)
//! ```

use super::Optimizer;
use super::memory::{Memory, unless_faded};
use crate::tensor::settings::{check_not_negative, check_share};
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// RMSProp: AdaGrad with a fading memory; ρ is 0.99 and ε 1e-7, as in the book. Since h starts at 0, the first step is `lr / √(1 − ρ)` = 10 lr long.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, RmsProp};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = RmsProp::new(0.01);
/// w.grad.fill(7.0);
/// optimizer.step(&mut [&mut w]);
/// let first: f64 = 1.0 - w.value[[0]];
/// assert!((first - 0.1).abs() < 1e-6, "ten times the learning rate, whatever the gradient");
/// ```
#[derive(Clone, Debug)]
pub struct RmsProp<F> {
    /// Learning rate.
    pub lr: f64,
    /// The share of the old mean of squares that is kept, ρ.
    pub decay: F,
    /// Keeps the division from meeting 0.
    pub epsilon: F,
    memory: Memory<F, 1>,
}

impl<F: Real> RmsProp<F> {
    /// With learning rate `lr`; the book's default is 0.01.
    pub fn new(lr: f64) -> Self {
        Self { lr, decay: F::of(0.99), epsilon: F::of(1e-7), memory: Memory::new() }
    }
}

impl<F: Real> Optimizer<F> for RmsProp<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        check_not_negative("RmsProp", "learning rate", self.lr);
        check_share("RmsProp", "decay", self.decay);
        check_not_negative("RmsProp", "epsilon", self.epsilon);
        let (lr, keep, epsilon) = (F::of(self.lr), self.decay, self.epsilon);
        self.memory.step_each(params, |w, g, [h]| {
            *h = unless_faded(keep * *h + (F::one() - keep) * g * g);
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
