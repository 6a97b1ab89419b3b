//! The chapter's experiments, in the book's order: one file each.

pub mod accuracy_has_no_gradient;
pub mod accuracy_ladder;
pub mod accuracy_staircase;
pub mod difference_error_over_h;
pub mod gradient_1d;
pub mod gradient_2d;
pub mod gradient_method;
pub mod gradient_simplenet;
pub mod hill_climbing_on_accuracy;
pub mod losses_of_the_text;
pub mod mini_batch;
pub mod numerical_training_cost;
pub mod sign_of_the_slope;
pub mod steep_sigmoid;
pub mod step_as_activation;
pub mod train_neuralnet;
pub mod two_layer_net;
pub mod watch_simplenet_learn;

use chapter_kit::Experiment;

/// All of them.
pub const ALL: &[Experiment] = &[
    // 4.2 The loss
    losses_of_the_text::EXPERIMENT,
    mini_batch::EXPERIMENT,
    accuracy_staircase::EXPERIMENT,
    accuracy_has_no_gradient::EXPERIMENT,
    accuracy_ladder::EXPERIMENT,
    sign_of_the_slope::EXPERIMENT,
    hill_climbing_on_accuracy::EXPERIMENT,
    step_as_activation::EXPERIMENT,
    steep_sigmoid::EXPERIMENT,
    // 4.3 Numerical differentiation
    difference_error_over_h::EXPERIMENT,
    gradient_1d::EXPERIMENT,
    // 4.4 Gradients and descent
    gradient_2d::EXPERIMENT,
    gradient_method::EXPERIMENT,
    gradient_simplenet::EXPERIMENT,
    watch_simplenet_learn::EXPERIMENT,
    // 4.5 Learning
    two_layer_net::EXPERIMENT,
    numerical_training_cost::EXPERIMENT,
    train_neuralnet::EXPERIMENT,
];
