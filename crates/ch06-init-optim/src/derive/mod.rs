//! What this chapter derives, small and plain: the book's names, `f64`, one idea per file.
//!
//! Later chapters use the general forms in `core-tensor`. `tests/suite/graduation.rs` proves that they are the same.

pub mod adagrad;
pub mod adam;
pub mod batch_norm;
pub mod dropout;
pub mod momentum;
pub mod rmsprop;
pub mod sgd;
pub mod weight_decay;
pub mod weight_init;
