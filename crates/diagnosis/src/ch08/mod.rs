//! Chapter 8: deep learning.

pub mod confusion;
pub mod cost;
pub mod ensemble;
pub mod half;
pub mod receptive_field;
pub mod shift;
pub mod skip;
pub mod small_filters;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.prediction("ch08_1_small_filters", small_filters::parameters());
    bank.question(receptive_field::receptive_field());
    bank.question(shift::shifted());
    bank.prediction("ch08_4_two_of_three", ensemble::two_of_three());
    bank.question(ensemble::prediction());
    bank.question(half::rounded());
    bank.question(confusion::matrix());
    bank.question(confusion::most_confused());
    bank.question(skip::backward());
    bank.question(cost::counted());
    bank.prediction("ch08_9_cost", cost::share_of_the_convolutions());
}
