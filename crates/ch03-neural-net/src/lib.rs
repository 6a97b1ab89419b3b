//! Chapter 3, "Neural networks": activation functions, the forward pass as matrix products, and classifying digits.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 3.2 | [`mod@derive`]: step function, sigmoid, ReLU | `step_function`, `sigmoid`, `sig_step_compare`, `linear_collapse`, `relu` |
//! | 3.3 | `x · W + b` | `affine_geometry` |
//! | 3.4 | three layers | `three_layer` |
//! | 3.5 | softmax | `softmax_overflow` |
//! | 3.6 | a network that reads digits, one by one and in batches | `mnist_show`, `neuralnet_mnist`, `neuralnet_mnist_batch` |
//!
//! Each experiment is one file of [`experiments`], named after the book's script. `tests/suite/graduation.rs` proves that the
//! derived code and `core-tensor` compute the same.

pub mod derive;
pub mod experiments;
pub mod number_line;
pub mod plane;
pub mod recognition;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Neural networks: activation functions and the forward pass",
    experiments: experiments::ALL,
};
