//! What this chapter derives, small and plain: the book's names, `f64`, one idea per file.
//!
//! Later chapters use the general forms in `core-tensor`; `tests/suite/graduation.rs` proves that they are the same. What
//! chapter 3 derived (sigmoid, softmax) already comes from there.

pub mod accuracy;
pub mod cross_entropy_error;
pub mod gradient_descent;
pub mod mini_batch;
pub mod numerical_diff;
pub mod numerical_gradient;
pub mod simple_net;
pub mod softmax_cross_entropy;
pub mod sum_squared_error;
pub mod train;
pub mod two_layer_net;
