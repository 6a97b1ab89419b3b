//! Where should weight decay go when the optimiser rescales gradients? Into the step, not into the gradient.
//!
//! Derived in: ch06 (not in the book); I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019.
//!
//! ```text
//! W ← W − lr · λ · W        only parameters of the role "weight"
//! W ← Adam's step
//! ```

use super::{Adam, Optimizer};
use crate::tensor::param::Role;
use crate::tensor::settings::check_not_negative;
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// Adam with decoupled weight decay.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, AdamW};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = AdamW::new(0.1, 0.01);
/// optimizer.step(&mut [&mut w]);
/// let left: f64 = w.value[[0]];
/// assert!((left - 0.999).abs() < 1e-12, "without a gradient the weight shrinks by 0.1 · 0.01 of itself");
/// ```
#[derive(Clone, Debug)]
pub struct AdamW<F> {
    /// The Adam inside.
    pub adam: Adam<F>,
    /// λ: the share of each weight, times lr, that a step takes off.
    pub weight_decay: F,
}

impl<F: Real> AdamW<F> {
    /// With learning rate `lr` and decay `weight_decay` (PyTorch's default is 0.01).
    pub fn new(lr: f64, weight_decay: f64) -> Self {
        Self { adam: Adam::new(lr), weight_decay: F::of(weight_decay) }
    }
}

impl<F: Real> Optimizer<F> for AdamW<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        // All of it before the first weight changes.
        self.adam.check_settings();
        check_not_negative("AdamW", "weight decay", self.weight_decay);
        let keep = F::one() - F::of(self.adam.lr) * self.weight_decay;
        for param in params.iter_mut().filter(|param| param.role == Role::Weight) {
            param.value.mapv_inplace(|w| keep * w);
        }
        self.adam.step(params);
    }

    fn lr(&self) -> f64 {
        self.adam.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.adam.lr = lr;
    }

    fn state(&self) -> State {
        self.adam.state()
    }

    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError> {
        self.adam.restore(state, params)
    }
}
