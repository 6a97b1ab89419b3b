//! Section 4.2: the losses of the text, mini-batches, and why the loss and not the accuracy.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch04_loss::derive::accuracy::accuracy;
use ch04_loss::derive::cross_entropy_error::{
    DELTA, cross_entropy_error, cross_entropy_error_of_batch, cross_entropy_error_of_labels,
};
use ch04_loss::derive::softmax_cross_entropy::softmax_cross_entropy;
use ch04_loss::derive::sum_squared_error::{sum_squared_error, sum_squared_error_of_batch};
use ch04_loss::experiments::{
    accuracy_has_no_gradient, accuracy_ladder, accuracy_staircase, hill_climbing_on_accuracy,
    losses_of_the_text, mini_batch, sign_of_the_slope, steep_sigmoid, step_as_activation,
};
use chapter_kit::check::{finding, quick_with_seed};
use core_tensor::tensor::targets::one_hot;
use golden::book;
use ndarray::{Array1, Array2, array};
use portable_math::{exp, ln};

#[test]
fn the_losses_of_the_text_are_the_books() {
    let outcome = quick_with_seed(&losses_of_the_text::EXPERIMENT, 1);
    let losses = book(&["ch04", "losses"]);
    losses.get("sse1").assert_number(finding(&outcome, "right.sum_squared_error"), 1e-14);
    losses.get("sse2").assert_number(finding(&outcome, "wrong.sum_squared_error"), 1e-14);
    losses.get("cee1").assert_number(finding(&outcome, "right.cross_entropy_error"), 1e-14);
    losses.get("cee2").assert_number(finding(&outcome, "wrong.cross_entropy_error"), 1e-14);
    losses.get("sse_batch").assert_number(finding(&outcome, "batch.sum_squared_error"), 1e-14);
    losses
        .get("cee_batch_onehot")
        .assert_number(finding(&outcome, "batch.cross_entropy_error_one_hot"), 1e-14);
    losses.get("cee_batch_label").assert_number(finding(&outcome, "batch.cross_entropy_error_labels"), 1e-14);
    losses.get("cee_zero_prob").assert_number(finding(&outcome, "gap_1000.book"), 1e-14);
    losses.get("delta").assert_number(DELTA, 0.0);
    // What 0.6 on the truth leaves goes to one wrong class: only the squared error notices.
    assert!((finding(&outcome, "rest_on_7.sum_squared_error") - 0.16).abs() < 1e-12);
    assert!((finding(&outcome, "rest_on_7.cross_entropy_error") - 0.5108).abs() < 1e-4);
}

#[test]
fn the_losses_of_the_books_own_vectors_are_the_books() {
    let losses = book(&["ch04", "losses"]);
    let vector = |name: &str| Array1::from_iter(losses.get(name).tensor());
    let label = losses.get("t_label").number() as usize;
    let t = one_hot::<f64>(&[label], 10).row(0).to_owned();
    for (y, squared, entropy) in [("y1", "sse1", "cee1"), ("y2", "sse2", "cee2")] {
        losses.get(squared).assert_number(sum_squared_error(&vector(y), &t), 1e-14);
        losses.get(entropy).assert_number(cross_entropy_error(&vector(y), &t), 1e-14);
    }
    let y = ndarray::stack![ndarray::Axis(0), vector("y1"), vector("y2")];
    let labels = losses.get("batch_labels").labels();
    losses.get("cee_batch_label").assert_number(cross_entropy_error_of_labels(&y, &labels), 1e-14);
    losses
        .get("cee_batch_onehot")
        .assert_number(cross_entropy_error_of_batch(&y, &one_hot(&labels, 10)), 1e-14);
    losses.get("sse_batch").assert_number(sum_squared_error_of_batch(&y, &one_hot(&labels, 10)), 1e-14);
}

#[test]
fn only_the_loss_from_the_scores_knows_how_wrong_a_confident_prediction_is() {
    let outcome = quick_with_seed(&losses_of_the_text::EXPERIMENT, 1);
    assert_eq!(finding(&outcome, "gap_1000.from_scores"), 1000.0);
    assert_eq!(finding(&outcome, "gap_1000.from_scores_labels"), 1000.0);
    assert!(finding(&outcome, "gap_1000.book") < 16.2);
    assert!(softmax_cross_entropy(&array![[1e300, -1e300]], &array![[0.0, 1.0]]).is_finite());
}

#[test]
#[should_panic(expected = "2 predictions for 1 labels")]
fn a_missing_label_is_named() {
    cross_entropy_error_of_labels(&Array2::from_elem((2, 3), 0.3), &[0]);
}

#[test]
#[should_panic(expected = "accuracy: 2 predictions for 3 targets")]
fn a_missing_prediction_is_named() {
    accuracy(&Array2::zeros((2, 3)), &Array2::zeros((3, 3)));
}

#[test]
fn a_hundred_times_more_images_guess_the_loss_ten_times_better() {
    for seed in [1, 2] {
        let outcome = quick_with_seed(&mini_batch::EXPERIMENT, seed);
        let whole = finding(&outcome, "loss_of_all");
        let ratio = finding(&outcome, "batch_10.std") / finding(&outcome, "batch_1000.std");
        assert!((7.0..14.0).contains(&ratio), "{ratio}");
        assert!((finding(&outcome, "batch_10000.mean") - whole).abs() < 0.01);
        assert!((finding(&outcome, "missed_in_an_epoch") - exp(-1.0)).abs() < 0.02);
    }
}

// (S8)
#[test]
fn a_sweep_of_one_weight_gives_few_accuracies_and_a_different_loss_at_every_point() {
    for seed in [42, 1, 2] {
        let outcome = quick_with_seed(&accuracy_staircase::EXPERIMENT, seed);
        assert_eq!(finding(&outcome, "sweep_points"), 601.0);
        assert_eq!(finding(&outcome, "distinct_losses"), 601.0, "seed {seed}");
        let accuracies = finding(&outcome, "distinct_accuracies");
        assert!((20.0..=60.0).contains(&accuracies), "seed {seed}: {accuracies}");
        assert_eq!(finding(&outcome, "accuracy_slope"), 0.0);
        assert!(finding(&outcome, "loss_slope") != 0.0);
    }
}

// (S9)
#[test]
fn all_500_derivatives_of_the_accuracy_are_exactly_0_and_none_of_the_loss() {
    for seed in [42, 1, 2] {
        let outcome = quick_with_seed(&accuracy_has_no_gradient::EXPERIMENT, seed);
        assert_eq!(finding(&outcome, "weights"), 500.0);
        assert_eq!(finding(&outcome, "accuracy.derivatives_exactly_0"), 500.0, "seed {seed}");
        assert_eq!(finding(&outcome, "loss.derivatives_exactly_0"), 0.0, "seed {seed}");
        assert!(
            finding(&outcome, "h_1.weights_that_change_the_accuracy") > 0.5,
            "far enough everyone is noticed"
        );
    }
}

// (S10)
#[test]
fn from_32_of_100_the_accuracy_says_33_and_34_while_the_loss_changes_at_every_step() {
    for seed in [42, 1, 2, 3] {
        let outcome = quick_with_seed(&accuracy_ladder::EXPERIMENT, seed);
        assert_eq!(finding(&outcome, "start.correct"), 32.0, "seed {seed}");
        let steps = finding(&outcome, "steps");
        assert!(finding(&outcome, "accuracies") <= 0.4 * steps, "seed {seed}");
        assert_eq!(
            finding(&outcome, "nudged.losses_with_5_decimals"),
            6.0,
            "seed {seed}: each nudge of 1e-4 shows"
        );
        assert_eq!(finding(&outcome, "nudged.losses_when_one_weight_moves"), 5.0);
    }
    let outcome = quick_with_seed(&accuracy_ladder::EXPERIMENT, 42);
    assert_eq!(finding(&outcome, "accuracies"), 3.0, "32, 33, 34");
    assert_eq!(finding(&outcome, "losses_with_5_decimals"), finding(&outcome, "steps") + 1.0);
    let ladder = &outcome.tables()[0];
    let last = ladder.rows().last().and_then(|row| row.last()).unwrap();
    assert_eq!(last.text(), "–", "the run ends on the last rung: there is no next change");
}

// (S11)
#[test]
fn a_negative_slope_moves_the_weight_up_a_positive_one_down_and_0_never() {
    let outcome = quick_with_seed(&sign_of_the_slope::EXPERIMENT, 1);
    assert!(finding(&outcome, "left.slope") < 0.0 && finding(&outcome, "left.first_move") > 0.0);
    assert!(finding(&outcome, "right.slope") > 0.0 && finding(&outcome, "right.first_move") < 0.0);
    assert!(finding(&outcome, "left.end").abs() < 0.5 && finding(&outcome, "right.end").abs() < 0.5);
    assert_eq!(finding(&outcome, "stair.slope"), 0.0);
    assert_eq!(finding(&outcome, "stair.end"), 2.3);
    assert_eq!(finding(&outcome, "stair.learning_rates_that_moved_it"), 0.0);
}

// (S12)
#[test]
fn with_equal_passes_gradient_descent_is_far_ahead_of_hill_climbing_on_the_accuracy() {
    for seed in [42, 1] {
        let outcome = quick_with_seed(&hill_climbing_on_accuracy::EXPERIMENT, seed);
        let gradient = finding(&outcome, "gradient.test_accuracy");
        for chance in ["chance_better_accuracy", "chance_equal_accuracy_too"] {
            let accuracy = finding(&outcome, &format!("{chance}.test_accuracy"));
            assert!(gradient > accuracy + 0.2, "seed {seed}: {gradient} and {chance} {accuracy}");
        }
        let kept = finding(&outcome, "chance_better_accuracy.kept");
        assert!(kept < 0.1 * finding(&outcome, "forward_passes"), "{kept}");
    }
}

// (S13)
#[test]
fn with_a_step_w1_never_moves_and_a_shake_flips_as_many_units_as_their_density_says() {
    for seed in [42, 1] {
        let outcome = quick_with_seed(&step_as_activation::EXPERIMENT, seed);
        assert_eq!(finding(&outcome, "step.weights_of_w1_that_moved"), 0.0);
        assert_eq!(
            finding(&outcome, "step.weights_of_w2_that_moved"),
            500.0,
            "random features are learnt from"
        );
        assert!(finding(&outcome, "step.test_accuracy") > 0.5);
        assert!(finding(&outcome, "sigmoid.weights_of_w1_that_moved") > 8_000.0);
        assert_eq!(finding(&outcome, "step.numerical_gradients_of_w1_not_0"), 0.0);
        let (flipped, expected) = (
            finding(&outcome, "step.outputs_that_change"),
            finding(&outcome, "step.outputs_expected_to_change"),
        );
        assert!((flipped / expected - 1.0).abs() < 0.2, "{flipped} and {expected}");
        assert_eq!(finding(&outcome, "step.largest_change"), 1.0);
        assert_eq!(finding(&outcome, "sigmoid.outputs_that_change"), 1.0);
        assert!(finding(&outcome, "sigmoid.largest_change") <= 0.0025 + 1e-9, "h / 4");
    }
}

// (S14)
#[test]
fn a_steep_sigmoid_has_slope_k_over_4_on_a_width_of_1_over_k() {
    let outcome = quick_with_seed(&steep_sigmoid::EXPERIMENT, 1);
    let mut flat = -1.0;
    for k in [1.0, 10.0, 100.0] {
        assert!((finding(&outcome, &format!("k_{k}.steepest_slope")) - k / 4.0).abs() < 1e-6 * k);
        let width = finding(&outcome, &format!("k_{k}.width_times_k"));
        assert!((width - 2.0 * ln(3.0)).abs() < 1e-9, "{width}");
        let share = finding(&outcome, &format!("k_{k}.inputs_without_slope"));
        assert!(share > flat, "ever more inputs have no slope");
        flat = share;
    }
    assert!(flat > 0.85);
}
