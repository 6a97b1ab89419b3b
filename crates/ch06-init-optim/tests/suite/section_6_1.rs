//! Section 6.1: what the pages say about optimisers, asserted.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch06_init_optim::CHAPTER;
use ch06_init_optim::derive::momentum::Momentum;
use ch06_init_optim::experiments::{
    adagrad_step_sizes, adam_bias_correction, adam_epsilon, adam_moments, momentum_rolling,
    optimizer_compare_mnist, optimizer_compare_naive, optimizer_compare_seeds, sgd_zigzag,
};
use chapter_kit::check::{assert_found, quick};
use portable_math::{acos, cos, powf, powi, sin};

#[test]
fn every_experiment_runs_quickly_and_finds_finite_numbers() {
    let experiments = CHAPTER.experiments.iter().filter(|experiment| experiment.section.starts_with("6.1"));
    for experiment in experiments {
        let outcome = quick(experiment);
        assert!(!outcome.findings().is_empty(), "{} finds nothing", experiment.name);
        assert!(outcome.figures().count() > 0, "{} draws nothing", experiment.name);
        for finding in outcome.findings() {
            assert!(finding.value.is_finite(), "{}: {finding:?}", experiment.name);
        }
    }
}

#[test]
fn in_the_valley_adagrad_ends_lowest_and_adam_highest() {
    let outcome = quick(&optimizer_compare_naive::EXPERIMENT);
    for (name, x, y, f, length, flips_y) in [
        ("sgd", -0.350, 0.085, 1.33e-2, 37.0, 30.0),
        ("momentum", 0.896, 0.088, 4.79e-2, 12.8, 4.0),
        ("adagrad", -0.120, 0.000, 7.2e-4, 7.6, 0.0),
        ("adam", 0.136, 0.3182, 1.022e-1, 8.3, 2.0),
    ] {
        assert_found(&outcome, &format!("{name}.x"), x, 5e-4);
        assert_found(&outcome, &format!("{name}.y"), y, 5e-4);
        assert_found(&outcome, &format!("{name}.f"), f, 0.005 * f);
        assert_found(&outcome, &format!("{name}.path_length"), length, 0.05);
        assert_found(&outcome, &format!("{name}.flips_y"), flips_y, 0.0);
    }
    let height = |name: &str| outcome.get(&format!("{name}.f")).unwrap();
    assert!(height("adagrad") < height("sgd") && height("sgd") < height("momentum"));
    assert!(height("momentum") < height("adam"));
}

#[test]
fn sgd_starts_64_degrees_off_and_flips_at_every_step() {
    let outcome = quick(&sgd_zigzag::EXPERIMENT);
    assert_found(&outcome, "angle_to_minimum", 64.1, 0.05);
    assert_found(&outcome, "curvature_ratio", 20.0, 1e-12);
    assert_found(&outcome, "multiplier.x", 0.905, 1e-12);
    assert_found(&outcome, "multiplier.y", -0.9, 1e-12);
    assert_found(&outcome, "flips_y", 30.0, 0.0);
    assert_found(&outcome, "path_length", 37.0, 0.05);
}

#[test]
fn no_constant_learning_rate_saves_sgd() {
    let outcome = quick(&sgd_zigzag::EXPERIMENT);
    assert_found(&outcome, "best_lr.formula", 0.952, 5e-4);
    assert_found(&outcome, "best_lr.slowest_multiplier", 0.905, 5e-4);
    assert_found(&outcome, "no_convergence_from_lr", 1.0, 0.0);
    assert_found(&outcome, "f_at_lr_1", 4.0, 0.01);
    assert!(outcome.get("f_at_lr_1_05").unwrap() > 1_000.0);
    assert!(outcome.get("no_zigzag.f").unwrap() > 10.0 * outcome.get("best_lr.f").unwrap());
}

#[test]
fn a_tuned_ball_is_far_ahead_of_the_best_sgd() {
    let outcome = quick(&momentum_rolling::EXPERIMENT);
    assert_found(&outcome, "tuned.lr", 1.336, 5e-4);
    assert_found(&outcome, "tuned.beta", 0.403, 5e-4);
    assert_found(&outcome, "tuned.f", 1.45e-8, 0.01e-8);
    assert_found(&outcome, "tuned.rate", 0.6345, 5e-5);
    assert_found(&outcome, "best_sgd.rate", 0.905, 5e-4);
    assert_found(&outcome, "best_sgd.f", 1.59e-2, 1e-4);
}

/// In a bowl `½ a x²` the position is a damped oscillation, `√αᵏ (x₀ cos kθ + c sin kθ)` with
/// `cos θ = (1 + α − lr a) / 2√α`; with a constant gradient the velocity is `−lr g (1 − αᵏ) / (1 − α)`.
#[test]
fn a_ball_follows_the_closed_forms_of_a_bowl_and_of_a_constant_gradient() {
    let (lr, alpha, a, start) = (0.1_f64, 0.9_f64, 2.0_f64, 1.5_f64);
    let theta = acos((1.0 + alpha - lr * a) / (2.0 * alpha.sqrt()));
    let c = start * (cos(theta) - alpha.sqrt()) / sin(theta);
    let mut ball = Momentum::new(lr);
    let mut x = [start];
    for k in 1..=60 {
        let gradient = [a * x[0]];
        ball.update(&mut x, &gradient);
        let phase = f64::from(k) * theta;
        let closed = powf(alpha, f64::from(k) / 2.0) * (start * cos(phase) + c * sin(phase));
        assert!((x[0] - closed).abs() < 1e-12, "step {k}: {} against {closed}", x[0]);
    }
    let (mut ball, mut x, g) = (Momentum::new(lr), [0.0], -3.0);
    for k in 1..=60 {
        let before = x[0];
        ball.update(&mut x, &[g]);
        let velocity = -lr * g * (1.0 - powi(alpha, k)) / (1.0 - alpha);
        assert!((x[0] - before - velocity).abs() < 1e-12, "step {k}");
    }
}

#[test]
fn momentum_of_the_book_is_between_too_little_and_too_much() {
    let outcome = quick(&momentum_rolling::EXPERIMENT);
    assert_found(&outcome, "beta_0_9.path_length", 12.8, 0.05);
    assert_found(&outcome, "beta_0_9.flips_y", 4.0, 0.0);
    let height = |key: &str| outcome.get(&format!("{key}.f")).unwrap();
    for other in ["beta_0", "beta_0_5", "beta_0_99"] {
        assert!(height("beta_0_9") < height(other), "{other}");
    }
}

#[test]
fn adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not() {
    let outcome = quick(&adagrad_step_sizes::EXPERIMENT);
    assert_found(&outcome, "first_step.x", 1.5, 1e-6);
    assert_found(&outcome, "first_step.y", -1.5, 1e-6);
    assert_found(&outcome, "flips_y", 0.0, 0.0);
    assert_found(&outcome, "path_length", 7.6, 0.05);
    assert_found(&outcome, "constant_gradient.adagrad.exponent", -0.5, 1e-6);
    assert_found(&outcome, "constant_gradient.rmsprop.first_step", 15.0, 1e-4);
    assert_found(&outcome, "constant_gradient.rmsprop.last_step", 1.5, 1e-5);
}

#[test]
fn adams_first_step_is_the_learning_rate_whatever_the_gradient() {
    let outcome = quick(&adam_moments::EXPERIMENT);
    assert_found(&outcome, "first_step.x", 0.3, 2e-6);
    assert_found(&outcome, "first_step.y", -0.3, 2e-6);
    assert!(outcome.get("first_step.largest_deviation").unwrap() < 2e-4);
    // Corrected, the first moments are the gradient and its square.
    assert_found(&outcome, "step_1.x.m_hat", -0.7, 1e-12);
    assert_found(&outcome, "step_1.x.v_hat", 0.49, 1e-12);
    assert_found(&outcome, "step_1.y.m_hat", 4.0, 1e-12);
    assert_found(&outcome, "step_1.y.v_hat", 16.0, 1e-12);
    assert_found(&outcome, "v_hat_to_plain_mean.x", 1.0, 0.01);
}

#[test]
fn without_bias_correction_adam_steps_too_far_for_a_thousand_steps() {
    let outcome = quick(&adam_bias_correction::EXPERIMENT);
    for (t, factor) in [(1, 3.162), (10, 6.528), (100, 3.241), (1_000, 1.258)] {
        assert_found(&outcome, &format!("factor.step_{t}"), factor, 1e-3);
        // The formula: both moments are too small, v's root by more.
        let formula = (1.0 - powi(0.9, t)) / (1.0 - powi(0.999_f64, t)).sqrt();
        assert_found(&outcome, &format!("factor.step_{t}"), formula, 1e-5);
    }
    assert_found(&outcome, "factor.peak_at_step", 12.0, 0.0);
    assert_found(&outcome, "factor.peak", 6.57, 5e-3);
    assert_found(&outcome, "without.first_step.x", 0.949, 5e-4);
}

#[test]
fn the_books_epsilon_is_the_papers_divided_by_the_root_of_the_correction_and_not_the_papers() {
    let outcome = quick(&adam_epsilon::EXPERIMENT);
    assert_found(&outcome, "first_step.acting_epsilon", 3.1623e-6, 1e-10);
    assert_found(&outcome, "first_step.book_at_acting_epsilon", 0.5, 1e-12);
    assert_found(&outcome, "first_step.paper_at_acting_epsilon", 1.0 / (1.0 + 1e-8 / 3.1623e-6), 1e-6);
    for start in ["std_0_01", "he"] {
        // With the fading ε the training runs are the same up to rounding, …
        assert_found(&outcome, &format!("{start}.fading.loss_apart"), 0.0, 1e-9);
    }
    // … with a constant one they aren't, from weights with small gradients.
    for form in ["paper_1e_8", "paper_1e_7"] {
        let apart = |start: &str| outcome.get(&format!("{start}.{form}.loss_apart")).unwrap();
        assert!(apart("std_0_01") > 0.01, "{}", apart("std_0_01"));
        assert!(apart("he") < 0.1 * apart("std_0_01"), "{} and {}", apart("he"), apart("std_0_01"));
    }
}

#[test]
fn all_four_start_from_the_same_loss() {
    let outcome = quick(&optimizer_compare_mnist::EXPERIMENT);
    assert_found(&outcome, "first_loss_spread", 0.0, 0.0);
    let first = outcome.get("first_loss").unwrap();
    let before = |name: &str| outcome.get(&format!("{name}.loss_before_step")).unwrap();
    assert!(before("sgd") < first, "SGD learned nothing");
    for name in ["momentum", "adagrad", "adam"] {
        assert!(
            before(name) < before("sgd") - 0.5,
            "{name}: {} against SGD's {}",
            before(name),
            before("sgd")
        );
    }
}

#[test]
fn for_every_seed_the_three_others_are_ahead_of_sgd() {
    let outcome = quick(&optimizer_compare_seeds::EXPERIMENT);
    let wins =
        ["sgd", "momentum", "adagrad", "adam"].map(|name| outcome.get(&format!("{name}.wins")).unwrap());
    assert_eq!(wins.iter().sum::<f64>(), outcome.get("seeds").unwrap());
    let loss = |name: &str, which: &str| outcome.get(&format!("{name}.loss_last_100.{which}")).unwrap();
    for name in ["momentum", "adagrad", "adam"] {
        // The worst seed of each is ahead of the best seed of SGD.
        assert!(loss(name, "max") < loss("sgd", "min") - 0.1, "{name} is not ahead of SGD on every seed");
        let accuracy =
            |name: &str, which: &str| outcome.get(&format!("{name}.test_accuracy.{which}")).unwrap();
        assert!(accuracy(name, "min") > accuracy("sgd", "max"), "{name}: accuracy");
    }
    for name in ["sgd", "adam"] {
        let accuracy = |which: &str| outcome.get(&format!("{name}.test_accuracy.{which}")).unwrap();
        assert!(accuracy("min") <= accuracy("median") && accuracy("median") <= accuracy("max"));
    }
}
