//! Chapter 8, "Deep learning": more layers, and what they are good for.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 8.1.1 | [`mod@derive`]: the DeepConvNet, layer by layer | `deep_convnet`, `misclassified_mnist`, … |
//! | 8.1.2 | data augmentation, learning-rate schedules, ensembles | `data_augmentation`, `ensemble`, … |
//! | 8.1.3 | receptive fields | `two_small_filters_for_one_large`, `depth_and_accuracy` |
//! | 8.2 | skip connections | `skip_connections`, `transfer_learning` |
//! | 8.3 | Winograd convolution, data parallelism, half precision | `winograd`, `data_parallelism`, … |
//!
//! Each experiment is one file of [`experiments`], named after the book's script. `tests/suite/graduation.rs` proves that the
//! derived code and `core-tensor` compute the same.
//!
//! To try your own network, open `experiments/awesome_net.rs`.

pub mod derive;
pub mod digits;
pub mod experiments;
pub mod half_precision_inference;
pub mod learning;
pub mod nets;
pub mod predictions;
pub mod pretrained;
pub mod recorded;
pub mod summary;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Deep learning: more layers, and what they are good for",
    experiments: experiments::ALL,
};
