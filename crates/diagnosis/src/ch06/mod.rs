//! Chapter 6: training techniques.

pub mod adagrad;
pub mod adam;
pub mod batch_norm;
pub mod dropout;
pub mod fair;
pub mod momentum;
pub mod search;
mod trajectory;
pub mod valley;
pub mod weight_decay;
pub mod weight_init;
pub mod zero;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(momentum::steps());
    bank.question(adagrad::steps());
    bank.question(adam::steps());
    bank.prediction("ch06_4_zero", zero::units_from_zero());
    bank.prediction("ch06_4_zero", zero::parameters_that_move());
    bank.prediction("ch06_4_zero", zero::units_after_a_nudge());
    bank.prediction("ch06_4_zero", zero::units_after_random_weights());
    bank.question(batch_norm::forward());
    bank.question(batch_norm::backward());
    bank.question(dropout::passes());
    bank.question(weight_decay::cost());
    bank.question(search::rate());
    bank.question(valley::angle());
    bank.prediction("ch06_11_downhill", valley::angle_at_the_start());
    bank.question(valley::rates());
    bank.question(valley::walk());
    bank.question(fair::compare());
    bank.prediction("ch06_13_fair_comparison", fair::seeds_for_half_the_error());
}
