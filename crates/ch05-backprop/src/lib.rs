//! Chapter 5, "Backpropagation": the chain rule on a graph, layers with a backward pass, and fast training.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 5.1 to 5.3 | [`derive::computational_graph`] | `apple_price_nudged`, `chain_rule`, `local_computation` |
//! | 5.4 | [`derive::layer_naive`] | `layer_naive`, `buy_apple`, `buy_apple_orange` |
//! | 5.5 | [`derive::relu`], [`derive::sigmoid`] | `relu_graph`, `sigmoid_graph` |
//! | 5.6 | [`derive::affine`], [`derive::softmax_with_loss`], [`derive::identity_with_squared_error`] | `affine_backward`, `softmax_with_loss_graph`, `neat_pairs`, `mismatched_pairs` |
//! | 5.7 | [`derive::two_layer_net`], [`derive::gradient_check`] | `two_layer_net`, `gradient_check`, `train_neuralnet` |
//! | why backward | [`derive::forward_mode`], [`derive::jacobian_chain`], [`derive::diamond`] | `why_backprop`, `time_of_three_gradients` |
//!
//! Each experiment is one file of [`experiments`], named after the book's script. `tests/suite/graduation.rs` proves that the
//! derived code and `core-tensor` compute the same.

pub mod derive;
pub mod digits;
pub mod drawing;
pub mod experiments;
pub mod shopping;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Backpropagation: the chain rule on a graph, layer by layer",
    experiments: experiments::ALL,
};
