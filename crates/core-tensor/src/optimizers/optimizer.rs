//! What must an optimiser be able to do? Step every parameter by its gradient, and stop today and go on tomorrow.

use crate::tensor::state::{State, StateError};
use crate::{Param, Real};

/// A rule that changes parameters by their gradients.
pub trait Optimizer<F: Real>: Send {
    /// One step: changes each value by its gradient. The parameters must be those of one network, always in the same
    /// order.
    ///
    /// # Panics
    /// If they are not those of the earlier steps, or a setting makes no sense, such as a learning rate that is negative
    /// or `NaN`.
    fn step(&mut self, params: &mut [&mut Param<F>]);
}

/// An optimiser that can stop today and go on tomorrow: all seven can.
pub trait Resumable<F: Real>: Optimizer<F> {
    /// What it remembers of the steps so far. Settings such as the learning rate are not in it.
    fn state(&self) -> State;

    /// Remembers what [`state`](Resumable::state) gave, of a network with these parameters.
    ///
    /// # Errors
    /// If it is the state of another rule or another network.
    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError>;
}
