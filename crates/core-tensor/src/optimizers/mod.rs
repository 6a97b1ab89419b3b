//! Which way, and how far, should each parameter step? Seven rules.
//!
//! Derived in: ch06 (book §6.1). Notation as in the book: `W` a parameter, `g = dL/dW`, `lr` the learning rate.
//!
//! | rule | step | remembers |
//! |---|---|---|
//! | [`Sgd`] | `W −= lr g` | nothing |
//! | [`Momentum`] | `v = α v − lr g; W += v` | velocity |
//! | [`Nesterov`] | momentum, with the gradient taken one step ahead | velocity |
//! | [`AdaGrad`] | `h += g²; W −= lr g / √h` | sum of squares |
//! | [`RmsProp`] | `h = ρ h + (1 − ρ) g²; W −= lr g / √h` | fading mean of squares |
//! | [`Adam`] | momentum over RMSProp, both corrected for starting at 0 | two fading means |
//! | [`AdamW`] | Adam, and `W −= lr λ W` beside it | two fading means |
//!
//! What an optimiser remembers belongs to one network, parameter by parameter. It is made at the first step.

mod adagrad;
mod adam;
mod adamw;
mod memory;
mod momentum;
mod nesterov;
mod optimizer;
mod rmsprop;
mod sgd;

pub use adagrad::AdaGrad;
pub use adam::{Adam, AdamEpsilon};
pub use adamw::AdamW;
pub use momentum::Momentum;
pub use nesterov::Nesterov;
pub use optimizer::Optimizer;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;
