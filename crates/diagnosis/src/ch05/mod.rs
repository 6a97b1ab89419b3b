//! Chapter 5: backpropagation.

pub mod affine;
pub mod apples;
pub mod relu;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(affine::backward());
    bank.prediction(apples::price());
    bank.question(relu::backward());
}
