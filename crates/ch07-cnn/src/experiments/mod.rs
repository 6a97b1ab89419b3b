//! The chapter's experiments, in the book's order: one file each.

pub mod affine_against_convolution;
pub mod alexnet;
pub mod apply_filter;
pub mod average_vs_max_pooling;
pub mod col2im_overlap;
pub mod convolution_by_hand;
pub mod convolution_in_blocks;
pub mod feature_maps;
pub mod gradient_check;
pub mod im2col_picture;
pub mod lenet;
pub mod output_sizes;
pub mod pooling_by_hand;
pub mod shuffled_pixels;
pub mod simple_convnet;
pub mod three_ways_of_convolution;
pub mod train_convnet;
pub mod translated_digits;
pub mod visualize_filter;
pub mod what_stride_costs;

use chapter_kit::Experiment;

/// All of them.
pub const ALL: &[Experiment] = &[
    // 7.2 The convolution layer
    shuffled_pixels::EXPERIMENT,
    affine_against_convolution::EXPERIMENT,
    convolution_by_hand::EXPERIMENT,
    output_sizes::EXPERIMENT,
    what_stride_costs::EXPERIMENT,
    convolution_in_blocks::EXPERIMENT,
    // 7.3 The pooling layer
    pooling_by_hand::EXPERIMENT,
    average_vs_max_pooling::EXPERIMENT,
    translated_digits::EXPERIMENT,
    // 7.4 Implementing the layers
    im2col_picture::EXPERIMENT,
    col2im_overlap::EXPERIMENT,
    three_ways_of_convolution::EXPERIMENT,
    // 7.5 The network
    simple_convnet::EXPERIMENT,
    gradient_check::EXPERIMENT,
    train_convnet::EXPERIMENT,
    // 7.6 Visualising what it has learnt
    visualize_filter::EXPERIMENT,
    apply_filter::EXPERIMENT,
    feature_maps::EXPERIMENT,
    // 7.7 Well-known networks
    lenet::EXPERIMENT,
    alexnet::EXPERIMENT,
];
