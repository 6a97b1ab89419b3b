//! `train_deepnet`: the results of a short run.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch08_deep::experiments::train_deepnet::EXPERIMENT;
use chapter_kit::check::{finding, quick};

#[test]
fn a_short_training_learns_something_and_the_loss_with_dropout_is_higher_than_without() {
    let outcome = quick(&EXPERIMENT);
    assert_eq!(finding(&outcome, "iterations"), 20.0);
    assert!(finding(&outcome, "test_accuracy") > 0.2, "chance is 0.1");
    assert!(finding(&outcome, "best.test_accuracy") >= finding(&outcome, "test_accuracy"));
    let [with, without] =
        ["with", "without"].map(|word| finding(&outcome, &format!("training_loss_{word}_dropout")));
    assert!(with > without, "{with} with, {without} without");
}
