//! Chapter 6, "Techniques for learning": optimisers, initial weights, batch normalisation, regularisation, and the
//! search for good hyperparameters.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 6.1 | [`mod@derive`]: SGD, momentum, AdaGrad, RMSProp, Adam | `optimizer_compare_naive`, `optimizer_compare_mnist`, … |
//! | 6.2 | Xavier's and He's weights | `symmetry_laboratory`, `weight_init_compare`, … |
//! | 6.3 | batch normalisation | `batch_norm_test`, … |
//! | 6.4 | weight decay, dropout | `overfit_weight_decay`, `overfit_dropout`, … |
//! | 6.5 | search on a logarithmic scale | `hyperparameter_optimization` |
//!
//! Each experiment is one file of [`experiments`], named as the book names its script. `tests/graduation.rs` proves
//! that what is derived here and what `core-tensor` computes are the same.

pub mod comparison;
pub mod derive;
pub mod experiments;
pub mod matched_unit;
pub mod overfitting;
pub mod smooth_curve;
pub mod spread;
pub mod symmetry;
pub mod valley;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Techniques for learning: first weights, optimisers, batch normalisation, regularisation",
    experiments: experiments::ALL,
};
