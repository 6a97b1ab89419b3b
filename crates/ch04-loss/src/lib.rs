//! Chapter 4, "Learning": what a loss is for, numerical gradients, and the first training.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 4.2 | [`mod@derive`]: squared error, cross-entropy, mini-batches | `losses_of_the_text`, `mini_batch` |
//! | 4.2.5 | accuracy | `accuracy_staircase`, `accuracy_has_no_gradient`, `step_as_activation`, … |
//! | 4.3 | forward and central difference | `difference_error_over_h`, `gradient_1d` |
//! | 4.4 | numerical gradient, gradient descent, the smallest network | `gradient_2d`, `gradient_method`, `watch_simplenet_learn`, … |
//! | 4.5 | the two-layer network, the training loop | `two_layer_net`, `numerical_training_cost`, `train_neuralnet` |
//!
//! Each experiment is one file of [`experiments`], named after the book's script. `tests/suite/graduation.rs` proves that the
//! derived code and `core-tensor` compute the same.

pub mod derive;
pub mod digits;
pub mod experiments;
pub mod half_trained;
pub mod one_weight;
pub mod slope_error;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Learning: losses, numerical gradients, gradient descent",
    experiments: experiments::ALL,
};
