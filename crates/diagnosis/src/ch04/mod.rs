//! Chapter 4: learning.

pub mod accuracy;
pub mod descent;
pub mod gradients;
pub mod losses;
pub mod mini_batch;
pub mod training;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(losses::sum_squared_error());
    bank.question(losses::cross_entropy_error());
    bank.question(mini_batch::mini_batch());
    bank.question(losses::cross_entropy_of_batch());
    bank.choice("ch04_4_accuracy", accuracy::which_learns());
    bank.question(gradients::numerical_diff());
    bank.choice("ch04_6_step_size", gradients::step_size());
    bank.question(gradients::numerical_gradient());
    bank.question(descent::descend());
    bank.question(gradients::weight_gradient());
}
