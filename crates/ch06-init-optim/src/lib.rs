//! Chapter 6, "Techniques for learning": optimisers, initial weights, batch normalisation, regularisation, and
//! hyperparameter search.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 6.1 | [`mod@derive`]: SGD, momentum, AdaGrad, RMSProp, Adam | `optimizer_compare_naive`, `optimizer_compare_mnist`, … |
//! | 6.2 | Xavier and He initialisation | `symmetry_laboratory`, `weight_init_compare`, … |
//! | 6.3 | batch normalisation | `batch_norm_test`, … |
//! | 6.4 | weight decay, dropout | `overfit_weight_decay`, `overfit_dropout`, … |
//! | 6.5 | search on a logarithmic scale | `hyperparameter_optimization` |
//!
//! Each experiment is one file of [`experiments`], named after the book's script. `tests/suite/graduation.rs` proves that the
//! derived code and `core-tensor` compute the same.

pub mod comparison;
pub mod derive;
pub mod experiments;
pub mod matched_unit;
pub mod min_median_max;
pub mod overfitting;
pub mod signal;
pub mod smooth_curve;
pub mod symmetry;
pub mod valley;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Techniques for learning: weight initialisation, optimisers, batch normalisation, regularisation",
    experiments: experiments::ALL,
};
