//! The chapter's experiments, one a file, named as the book names its scripts.

pub mod apple_price_nudged;
pub mod buy_apple;
pub mod buy_apple_orange;
pub mod chain_rule;
pub mod layer_naive;
pub mod local_computation;
pub mod relu_graph;
pub mod sigmoid_graph;

use chapter_kit::Experiment;

/// All of them, in the book's order.
pub const ALL: &[Experiment] = &[
    // 5.1 Computational graphs, 5.2 The chain rule, 5.3 The way back
    apple_price_nudged::EXPERIMENT,
    chain_rule::EXPERIMENT,
    local_computation::EXPERIMENT,
    // 5.4 Simple layers
    layer_naive::EXPERIMENT,
    buy_apple::EXPERIMENT,
    buy_apple_orange::EXPERIMENT,
    // 5.5 Layers of activation functions
    relu_graph::EXPERIMENT,
    sigmoid_graph::EXPERIMENT,
];
