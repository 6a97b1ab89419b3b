//! The chapter's experiments, in the book's order: one file each.

pub mod adagrad_step_sizes;
pub mod adam_bias_correction;
pub mod adam_epsilon;
pub mod adam_moments;
pub mod batch_norm_gradient_check;
pub mod batch_norm_regions;
pub mod batch_norm_test;
pub mod hyperparameter_optimization;
pub mod momentum_rolling;
pub mod optimizer_compare_mnist;
pub mod optimizer_compare_naive;
pub mod optimizer_compare_seeds;
pub mod overfit_compare;
pub mod overfit_dropout;
pub mod overfit_weight_decay;
pub mod sgd_zigzag;
pub mod symmetry_broken_by_one_weight;
pub mod symmetry_first_steps;
pub mod symmetry_laboratory;
pub mod symmetry_which_noise;
pub mod weight_init_activation_histogram;
pub mod weight_init_compare;

use chapter_kit::Experiment;

/// All of them.
pub const ALL: &[Experiment] = &[
    // 6.1 Optimisers
    optimizer_compare_naive::EXPERIMENT,
    sgd_zigzag::EXPERIMENT,
    momentum_rolling::EXPERIMENT,
    adagrad_step_sizes::EXPERIMENT,
    adam_moments::EXPERIMENT,
    adam_bias_correction::EXPERIMENT,
    adam_epsilon::EXPERIMENT,
    optimizer_compare_mnist::EXPERIMENT,
    optimizer_compare_seeds::EXPERIMENT,
    // 6.2 Weight initialisation
    symmetry_first_steps::EXPERIMENT,
    symmetry_laboratory::EXPERIMENT,
    symmetry_broken_by_one_weight::EXPERIMENT,
    symmetry_which_noise::EXPERIMENT,
    weight_init_activation_histogram::EXPERIMENT,
    weight_init_compare::EXPERIMENT,
    // 6.3 Batch normalisation
    batch_norm_gradient_check::EXPERIMENT,
    batch_norm_test::EXPERIMENT,
    batch_norm_regions::EXPERIMENT,
    // 6.4 Regularisation against overfitting
    overfit_weight_decay::EXPERIMENT,
    overfit_dropout::EXPERIMENT,
    overfit_compare::EXPERIMENT,
    // 6.5 Hyperparameters
    hyperparameter_optimization::EXPERIMENT,
];
