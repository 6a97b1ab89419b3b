//! Chapter 8, "Deep learning": more layers, and what they are good for.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 8.1.1 | [`mod@derive`]: the DeepConvNet, layer by layer | `deep_convnet`, `misclassified_mnist`, … |
//! | 8.1.2 | changed images, falling learning rates, several networks together | `data_augmentation`, `ensemble`, … |
//! | 8.1.3 | what a deep layer sees of the image | `two_small_filters_for_one_large`, `depth_and_accuracy` |
//! | 8.2 | the way around a layer | `skip_connections`, `transfer_learning` |
//! | 8.3 | a quarter of the products; a batch in parts; numbers of 16 bits | `winograd`, `data_parallelism`, … |
//!
//! Each experiment is one file of [`experiments`], named as the book names its script. `tests/graduation.rs` proves
//! that what is derived here and what `core-tensor` computes are the same.
//!
//! To try a network of your own, open `experiments/awesome_net.rs`.

pub mod derive;
pub mod digits;
pub mod experiments;
pub mod half_precision_inference;
pub mod judging;
pub mod learning;
pub mod nets;
pub mod predictions;
pub mod recorded;
pub mod shipped;
pub mod summary;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Deep learning: more layers, and what they are good for",
    experiments: experiments::ALL,
};
