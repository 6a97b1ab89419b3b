//! What this chapter derives, one idea per file, in plain `f64` and with the book's names.
//!
//! One input is an `Array1`, a batch of them an `Array2` with one row per input. `core-tensor` has the general forms of
//! the activation functions and of softmax; `affine` becomes a layer in chapter 5.

pub mod affine;
pub mod neuralnet_mnist;
pub mod relu;
pub mod sigmoid;
pub mod softmax;
pub mod step_function;
pub mod three_layer;
