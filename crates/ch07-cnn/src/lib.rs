//! Chapter 7, "Convolutional networks": filters that slide, and what they learn to see.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 7.2.1 | [`derive::convolution_as_affine`] | `affine_against_convolution`, `shuffled_pixels` |
//! | 7.2.2 to 7.2.4 | [`derive::padding`], [`derive::output_size`] | `convolution_by_hand`, `output_sizes`, `what_stride_costs` |
//! | 7.2.5 to 7.2.7 | [`derive::convolution_loops`] | `convolution_in_blocks` |
//! | 7.3 | [`derive::pooling`] | `pooling_by_hand`, `average_vs_max_pooling` |
//! | 7.4 | [`mod@derive::im2col`], [`derive::convolution`] | `im2col_picture`, `col2im_overlap`, `three_ways_of_convolution` |
//! | 7.5 | [`derive::simple_convnet`], [`derive::numerical_gradient`] | `simple_convnet`, `gradient_check`, `train_convnet`, `translated_digits` |
//! | 7.6 | | `visualize_filter`, `apply_filter`, `feature_maps` |
//! | 7.7 | | `lenet`, `alexnet` |
//!
//! Each experiment is one file of [`experiments`], named after the book's script. `tests/suite/graduation.rs` proves that the
//! derived code and `core-tensor` compute the same.

pub mod derive;
pub mod drawing;
pub mod experiments;
pub mod learning;
pub mod pretrained;
pub mod scene;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Convolutional networks: filters that slide, and what they learn to see",
    experiments: experiments::ALL,
};
