//! Chapter 4: learning.

pub mod accuracy;
pub mod descent;
pub mod gradients;
pub mod losses;
pub mod mini_batch;
pub mod staircase;
pub mod steep_sigmoid;
pub mod step_unit;
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
    bank.question(staircase::measure());
    bank.question(staircase::distinct());
    bank.prediction("ch04_11_staircase", staircase::most_accuracies());
    bank.prediction("ch04_11_staircase", staircase::losses_of_the_sweep());
    bank.question(step_unit::derivatives());
    bank.prediction("ch04_12_step_unit", step_unit::before_the_step());
    bank.prediction("ch04_12_step_unit", step_unit::after_the_step());
    bank.question(steep_sigmoid::values_and_slopes());
    bank.prediction("ch04_13_steep_sigmoid", steep_sigmoid::largest_slope_of_ten());
    bank.prediction("ch04_13_steep_sigmoid", steep_sigmoid::width_of_a_hundred());
}
