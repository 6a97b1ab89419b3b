//! What must an optimiser be able to do? Step every parameter by its gradient, with a learning rate that a schedule may set,
//! and stop today and resume tomorrow.

use crate::tensor::state::{State, StateError};
use crate::{Param, Real};
use std::fmt;

/// A rule that changes parameters by their gradients.
pub trait Optimizer<F: Real>: fmt::Debug + Send {
    /// One step: changes each value by its gradient. The parameters must be those of one network, always in the same
    /// order.
    ///
    /// # Panics
    /// If they are not those of the earlier steps, or a setting makes no sense, such as a learning rate that is negative
    /// or `NaN`.
    fn step(&mut self, params: &mut [&mut Param<F>]);

    /// The learning rate of the next step.
    fn lr(&self) -> f64;

    /// Sets the learning rate of the next step, as a [`Schedule`](crate::training::schedule::Schedule) does before each.
    fn set_lr(&mut self, lr: f64);

    /// What it remembers of the steps so far. Settings such as the learning rate are not in it.
    fn state(&self) -> State;

    /// Remembers what [`state`](Optimizer::state) returned, of a network with these parameters.
    ///
    /// # Errors
    /// If it is the state of another rule or another network.
    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError>;
}

impl<F: Real> Optimizer<F> for Box<dyn Optimizer<F>> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        (**self).step(params);
    }

    fn lr(&self) -> f64 {
        (**self).lr()
    }

    fn set_lr(&mut self, lr: f64) {
        (**self).set_lr(lr);
    }

    fn state(&self) -> State {
        (**self).state()
    }

    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError> {
        (**self).restore(state, params)
    }
}
