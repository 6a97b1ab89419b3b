//! The chapter's experiments, one per file, named after the book's scripts.

pub mod affine_geometry;
pub mod linear_collapse;
pub mod mnist_show;
pub mod neuralnet_mnist;
pub mod neuralnet_mnist_batch;
pub mod relu;
pub mod sig_step_compare;
pub mod sigmoid;
pub mod softmax_overflow;
pub mod step_function;
pub mod three_layer;

use chapter_kit::Experiment;

/// All of them, in the book's order.
pub const ALL: &[Experiment] = &[
    // 3.2 Activation functions
    step_function::EXPERIMENT,
    sigmoid::EXPERIMENT,
    sig_step_compare::EXPERIMENT,
    linear_collapse::EXPERIMENT,
    relu::EXPERIMENT,
    // 3.3 Matrices
    affine_geometry::EXPERIMENT,
    // 3.4 Three layers
    three_layer::EXPERIMENT,
    // 3.5 Outputs
    softmax_overflow::EXPERIMENT,
    // 3.6 Handwritten digits
    mnist_show::EXPERIMENT,
    neuralnet_mnist::EXPERIMENT,
    neuralnet_mnist_batch::EXPERIMENT,
];
