//! What this chapter derives, small and plain: the book's names, `f64`, one idea per file.
//!
//! Later chapters use the general forms in `core-tensor`. `tests/suite/graduation.rs` proves that they are the same.

pub mod affine;
pub mod computational_graph;
pub mod diamond;
pub mod forward_mode;
pub mod gradient_check;
pub mod identity_with_squared_error;
pub mod jacobian_chain;
pub mod layer_naive;
pub mod relu;
pub mod sigmoid;
pub mod sigmoid_with_binary_cross_entropy;
pub mod softmax_with_loss;
pub mod softmax_with_squared_error;
pub mod two_layer_net;
