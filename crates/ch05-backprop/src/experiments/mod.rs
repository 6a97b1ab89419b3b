//! The chapter's experiments, one per file, named after the book's scripts.

pub mod affine_backward;
pub mod apple_price_nudged;
pub mod buy_apple;
pub mod buy_apple_orange;
pub mod chain_rule;
pub mod gradient_check;
pub mod layer_naive;
pub mod local_computation;
pub mod mismatched_pairs;
pub mod neat_pairs;
pub mod relu_graph;
pub mod sigmoid_graph;
pub mod softmax_with_loss_graph;
pub mod time_of_three_gradients;
pub mod train_neuralnet;
pub mod two_layer_net;
pub mod why_backprop;

use chapter_kit::Experiment;

/// All of them, in the book's order.
pub const ALL: &[Experiment] = &[
    // 5.1 Computational graphs, 5.2 The chain rule, 5.3 The backward pass
    apple_price_nudged::EXPERIMENT,
    chain_rule::EXPERIMENT,
    local_computation::EXPERIMENT,
    // 5.4 Simple layers
    layer_naive::EXPERIMENT,
    buy_apple::EXPERIMENT,
    buy_apple_orange::EXPERIMENT,
    // 5.5 Activation function layers
    relu_graph::EXPERIMENT,
    sigmoid_graph::EXPERIMENT,
    // 5.6 Affine and softmax
    affine_backward::EXPERIMENT,
    softmax_with_loss_graph::EXPERIMENT,
    neat_pairs::EXPERIMENT,
    mismatched_pairs::EXPERIMENT,
    // 5.7 The whole network
    why_backprop::EXPERIMENT,
    two_layer_net::EXPERIMENT,
    time_of_three_gradients::EXPERIMENT,
    gradient_check::EXPERIMENT,
    train_neuralnet::EXPERIMENT,
];
