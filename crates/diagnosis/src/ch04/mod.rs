//! Chapter 4: learning.

pub mod accuracy;
pub mod descent;
pub mod losses;
pub mod mini_batch;
pub mod slopes;
pub mod training;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(losses::sum_squared_error());
    bank.question(losses::cross_entropy_error());
    bank.question(mini_batch::mini_batch());
    bank.question(losses::cross_entropy_of_batch());
    bank.choice(accuracy::which_learns());
    bank.question(slopes::numerical_diff());
    bank.choice(slopes::step_size());
    bank.question(slopes::numerical_gradient());
    bank.question(descent::descend());
    bank.question(slopes::weight_gradient());
}
