//! What this chapter derives, small and plain: the book's names, `f64`, one idea a file.
//!
//! From here on the general forms in `core-tensor` are used. `tests/graduation.rs` proves that they are the same.

pub mod adagrad;
pub mod adam;
pub mod batch_norm;
pub mod dropout;
pub mod momentum;
pub mod rmsprop;
pub mod sgd;
pub mod weight_decay;
pub mod weight_init;
