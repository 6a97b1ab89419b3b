//! The chapter's experiments, in the book's order: one file each.

pub mod awesome_net;
pub mod batch_norm_deep;
pub mod data_augmentation;
pub mod data_parallelism;
pub mod deep_convnet;
pub mod depth_and_accuracy;
pub mod ensemble;
pub mod half_float_network;
pub mod last_dropout;
pub mod leaderboard;
pub mod learning_rate_schedules;
pub mod misclassified_mnist;
pub mod skip_connections;
pub mod time_by_layer;
pub mod train_deepnet;
pub mod transfer_learning;
pub mod two_small_filters_for_one_large;
pub mod winograd;

use chapter_kit::Experiment;

/// All of them.
pub const ALL: &[Experiment] = &[
    // 8.1.1 Deeper
    deep_convnet::EXPERIMENT,
    train_deepnet::EXPERIMENT,
    misclassified_mnist::EXPERIMENT,
    last_dropout::EXPERIMENT,
    awesome_net::EXPERIMENT,
    // 8.1.2 More accurate
    data_augmentation::EXPERIMENT,
    learning_rate_schedules::EXPERIMENT,
    ensemble::EXPERIMENT,
    leaderboard::EXPERIMENT,
    // 8.1.3 Why deeper
    two_small_filters_for_one_large::EXPERIMENT,
    depth_and_accuracy::EXPERIMENT,
    // 8.2 From the history of deep learning
    skip_connections::EXPERIMENT,
    batch_norm_deep::EXPERIMENT,
    transfer_learning::EXPERIMENT,
    // 8.3 Faster
    time_by_layer::EXPERIMENT,
    winograd::EXPERIMENT,
    data_parallelism::EXPERIMENT,
    half_float_network::EXPERIMENT,
];
