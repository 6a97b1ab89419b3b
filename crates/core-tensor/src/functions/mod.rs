//! What does a network compute with? Functions of numbers and of rows: activations, softmax, losses, initial weights, and
//! the derivative of any of them by central differences.

pub mod activation;
pub mod init;
pub mod loss;
pub mod numerical_gradient;
pub mod softmax;

pub use crate::kernels::im2col::{col2im, im2col};
