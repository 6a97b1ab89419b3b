//! The chapter's experiments, in the book's order: one file each.

pub mod sgd_zigzag;
pub mod momentum_rolling;
pub mod adagrad_step_sizes;
pub mod adam_moments;
pub mod adam_bias_correction;
pub mod optimizer_compare_naive;

use chapter_kit::Experiment;

/// All of them.
pub const ALL: &[Experiment] = &[
    // 6.1 The way of stepping
    optimizer_compare_naive::EXPERIMENT,
    sgd_zigzag::EXPERIMENT,
    momentum_rolling::EXPERIMENT,
    adagrad_step_sizes::EXPERIMENT,
    adam_moments::EXPERIMENT,
    adam_bias_correction::EXPERIMENT,
    // 6.2 The first weights
    // 6.3 Batch normalisation
    // 6.4 Against learning by heart
    // 6.5 Hyperparameters
];
