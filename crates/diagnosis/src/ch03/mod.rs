//! Chapter 3: neural networks.

pub mod accuracy;
pub mod activations;
pub mod collapse;
pub mod confidence;
pub mod forward;
pub mod idx;
pub mod network;
pub mod parameters;
pub mod softmax;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(activations::step());
    bank.question(activations::sigmoid());
    bank.question(activations::relu());
    bank.question(collapse::two_layers());
    bank.prediction("ch03_3_parameters", parameters::count());
    bank.question(forward::output());
    bank.question(softmax::of_one());
    bank.question(softmax::of_rows());
    bank.question(accuracy::share());
    bank.choice("ch03_8_how_sure", confidence::when_wrong());
    bank.question(idx::header());
}
