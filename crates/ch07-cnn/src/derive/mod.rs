//! What this chapter derives, small and plain: the book's names, `f64`, one idea per file.
//!
//! Later chapters use the general forms in `core-tensor`. `tests/suite/graduation.rs` proves that they are the same. Fully
//! connected layers, ReLU and the loss were derived in earlier chapters, so they already come from `core-tensor`.

pub mod convolution;
pub mod convolution_as_affine;
pub mod convolution_loops;
pub mod im2col;
pub mod max_pooling_loops;
pub mod numerical_gradient;
pub mod output_size;
pub mod padding;
pub mod pooling;
pub mod simple_convnet;
