//! Chapter 7: convolutional networks.

pub mod backward;
pub mod convolution;
pub mod counting;
pub mod edges;
pub mod output_size;
pub mod pooling;
pub mod simple_convnet;
pub mod windows;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(output_size::output_size());
    bank.question(convolution::of_one_filter());
    bank.question(windows::im2col_of_an_image());
    bank.prediction("ch07_4_growth", counting::growth_of_im2col());
    bank.question(windows::col2im_of_windows());
    bank.question(backward::of_convolution());
    bank.question(pooling::forward());
    bank.question(pooling::backward());
    bank.prediction("ch07_8_parameters", counting::parameters_of_simple_convnet());
    bank.question(simple_convnet::assembled());
}
