//! Chapter 5: backpropagation.

pub mod affine;
pub mod apples;
pub mod gradient_check;
pub mod layers;
pub mod mismatched;
pub mod network;
pub mod nodes;
pub mod order;
pub mod relu;
pub mod shop;
pub mod sigmoid;
pub mod softmax_loss;
pub mod two_ways;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.prediction("ch05_1_apples", apples::price());
    bank.question(nodes::multiplication());
    bank.question(nodes::addition());
    bank.question(shop::bill());
    bank.question(two_ways::gradients());
    bank.question(relu::backward());
    bank.question(sigmoid::layer());
    bank.question(affine::backward());
    bank.question(softmax_loss::backward());
    bank.question(network::gradient());
    bank.question(gradient_check::worst());
    bank.question(mismatched::sigmoid_gradients());
    bank.question(mismatched::softmax_gradients());
    bank.prediction("ch05_11_mismatched_pairs", mismatched::how_many_times());
    bank.question(order::multiplications());
    bank.question(order::paths_and_edges());
    bank.prediction("ch05_12_order", order::how_many_times());
}
