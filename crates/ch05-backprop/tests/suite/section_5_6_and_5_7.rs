//! Sections 5.6 and 5.7: what the pages say about whole layers and the whole network, asserted.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch05_backprop::CHAPTER;
use ch05_backprop::derive::affine::Affine;
use ch05_backprop::derive::diamond::{by_edges, by_paths};
use ch05_backprop::derive::identity_with_squared_error::IdentityWithSquaredError;
use ch05_backprop::derive::jacobian_chain::counted_product;
use ch05_backprop::derive::sigmoid_with_binary_cross_entropy::SigmoidWithBinaryCrossEntropy;
use ch05_backprop::derive::softmax_with_loss::SoftmaxWithLoss;
use ch05_backprop::experiments::{
    affine_backward, gradient_check, mismatched_pairs, neat_pairs, softmax_with_loss_graph,
    time_of_three_gradients, train_neuralnet, two_layer_net, why_backprop,
};
use chapter_kit::check::{assert_found, finding, quick};
use chapter_kit::{Outcome, Run, Scale, Verdict};
use ndarray::{Array2, array};
use portable_math::ln;

#[track_caller]
fn assert_matrix(outcome: &Outcome, name: &str, expected: &Array2<f64>) {
    for ((row, column), &value) in expected.indexed_iter() {
        assert_found(outcome, &format!("{name}.{row}.{column}"), value, 0.0);
    }
}

#[test]
fn every_experiment_draws_and_its_findings_are_finite() {
    for experiment in CHAPTER.experiments {
        let outcome = quick(experiment);
        assert!(outcome.figures().count() > 0, "{} draws nothing", experiment.name);
        for finding in outcome.findings() {
            assert!(finding.value.is_finite(), "{}: {finding:?}", experiment.name);
        }
    }
}

// (S26)
#[test]
fn the_gradients_of_a_matrix_product_are_products_with_one_factor_transposed() {
    let outcome = quick(&affine_backward::EXPERIMENT);
    assert_matrix(&outcome, "dx", &array![[1.0, 7.0], [1.0, 4.0], [3.0, 6.0]]);
    assert_matrix(&outcome, "dw", &array![[2.0, 1.0, 0.0], [1.0, 0.0, 1.0]]);
    assert_matrix(&outcome, "db", &array![[3.0, 1.0, 0.0]]);
    assert!(
        outcome.claims().iter().all(|claim| claim.verdict == Verdict::Agrees),
        "index by index and matrices differ"
    );
}

// (S15)
#[test]
fn all_nodes_of_softmax_and_cross_entropy_send_back_y_minus_t() {
    let outcome = quick(&softmax_with_loss_graph::EXPERIMENT);
    let gradients = [
        ("nodes", [0.3, -0.8, 0.5]),
        ("unsure", [0.3, -0.8, 0.5]),
        ("sure", [0.01, -0.01, 0.0]),
        // A batch of two divides by 2.
        ("batch", [0.15, -0.4, 0.25]),
    ];
    for (name, expected) in gradients {
        for (k, expected) in expected.into_iter().enumerate() {
            assert_found(&outcome, &format!("{name}.da{}", k + 1), expected, 1e-14);
        }
        assert_found(&outcome, &format!("{name}.sum"), 0.0, 1e-14);
    }
    assert_found(&outcome, "loss.nodes", -ln(0.2), 1e-14);
    assert_found(&outcome, "loss.layer", -ln(0.2), 1e-14);
}

// (S16)
#[test]
fn the_identity_with_half_the_sum_of_squares_sends_back_y_minus_t_and_a_mean_does_not() {
    let outcome = quick(&neat_pairs::EXPERIMENT);
    assert_found(&outcome, "identity.difference_to_backward", 0.0, 0.0);
    assert_found(&outcome, "identity.mean_of_squares_to_half_sum", 2.0 / 20.0, 1e-15);
}

// (S18)
#[test]
fn three_pairs_send_back_y_minus_t_and_the_numerical_gradient_agrees_to_1e_9() {
    for seed in 1..=5 {
        let outcome = (neat_pairs::EXPERIMENT.run)(&Run::for_test(seed, Scale::Quick)).unwrap();
        for pair in ["identity", "softmax", "sigmoid"] {
            assert_found(&outcome, &format!("{pair}.difference_to_backward"), 0.0, 1e-15);
            let numerical = finding(&outcome, &format!("{pair}.backward_to_numerical"));
            assert!(numerical < 1e-9, "{pair}: {numerical}");
        }
    }
}

#[test]
fn huge_scores_still_have_finite_losses_and_gradients() {
    let (x, t) = (array![[1010.0, -1000.0]], array![[0.0, 1.0]]);
    let mut softmax = SoftmaxWithLoss::new();
    assert_eq!(softmax.forward(&x, &t), 2010.0);
    assert_eq!(softmax.backward(1.0), array![[1.0, -1.0]]);
    let mut sigmoid = SigmoidWithBinaryCrossEntropy::new();
    assert_eq!(sigmoid.forward(&x, &t), 2010.0);
    assert_eq!(sigmoid.backward(1.0), array![[1.0, -1.0]]);
}

// (S17)
#[test]
fn at_0_99_cross_entropy_pulls_with_0_99_and_the_squared_error_with_0_0098() {
    let outcome = quick(&mismatched_pairs::EXPERIMENT);
    for layer in ["sigmoid", "softmax"] {
        assert_found(&outcome, &format!("{layer}.cross_entropy.gradient_at_0.99"), 0.99, 1e-12);
        let (neat, mismatched) = (
            finding(&outcome, &format!("{layer}.cross_entropy.steps_to_doubt")),
            finding(&outcome, &format!("{layer}.squared_error.steps_to_doubt")),
        );
        assert!(mismatched > 9.0 * neat, "{layer}: {mismatched} steps against {neat}");
    }
    assert_found(&outcome, "sigmoid.squared_error.gradient_at_0.99", 0.99 * 0.99 * 0.01, 1e-12);
    // Of two classes both outputs are wrong by 0.99, so the gradient is twice that.
    assert_found(&outcome, "softmax.squared_error.gradient_at_0.99", 2.0 * 0.99 * 0.99 * 0.01, 1e-12);
}

// (S22)
#[test]
fn one_product_takes_42300_multiplications_from_the_loss_and_2438240_from_the_input() {
    let outcome = quick(&why_backprop::EXPERIMENT);
    assert_found(&outcome, "parameters", 39_760.0, 0.0);
    assert_found(&outcome, "passes.numerical", 79_520.0, 0.0);
    assert_found(&outcome, "chain.from_the_loss", 42_300.0, 0.0);
    assert_found(&outcome, "chain.from_the_input", 2_438_240.0, 0.0);
    assert_found(&outcome, "chain.relative_difference", 0.0, 1e-13);
    let mut count = 0;
    let product = counted_product(&array![[1.0, 2.0]], &array![[3.0], [4.0]], &mut count);
    assert_eq!((product, count), (array![[11.0]], 2));
}

// (S22)
#[test]
fn a_row_of_k_diamonds_has_2_to_the_k_paths_and_2k_edges() {
    let outcome = quick(&why_backprop::EXPERIMENT);
    for k in [1u32, 2, 4, 8, 16] {
        assert_found(&outcome, &format!("diamond_{k}.paths"), f64::from(1 << k), 0.0);
        assert_found(&outcome, &format!("diamond_{k}.edges"), f64::from(2 * k), 0.0);
    }
    assert_found(&outcome, "diamond.relative_difference", 0.0, 1e-12);
    assert_eq!(
        (by_paths(&[(2.0, 3.0), (1.0, -4.0)]), by_edges(&[(2.0, 3.0), (1.0, -4.0)])),
        ((-15.0, 4), (-15.0, 4))
    );
}

#[test]
fn the_three_methods_give_the_same_gradient_and_their_times_are_not_findings() {
    let outcome = quick(&time_of_three_gradients::EXPERIMENT);
    assert_found(&outcome, "reverse_to_forward_mode", 0.0, 1e-12);
    assert_found(&outcome, "reverse_to_numerical", 0.0, 1e-7);
    assert_eq!(outcome.findings().len(), 2);
    assert_eq!(outcome.all_measured().len(), 12);
    assert!(outcome.all_measured().iter().all(|time| time.value > 0.0));
}

#[test]
fn an_untrained_network_knows_nothing_and_one_step_makes_it_know_more() {
    let outcome = quick(&two_layer_net::EXPERIMENT);
    assert_found(&outcome, "parameters", 39_760.0, 0.0);
    assert_found(&outcome, "loss.before", ln(10.0), 0.01);
    assert!(finding(&outcome, "loss.after_one_step") < finding(&outcome, "loss.before"));
    assert!(finding(&outcome, "zeros.w1") > 0.3 && finding(&outcome, "zeros.b2") == 0.0);
}

#[test]
fn away_from_kinks_the_backward_pass_is_exact_and_the_books_logarithm_is_not() {
    for seed in [1, 42] {
        let outcome = (gradient_check::EXPERIMENT.run)(&Run::for_test(seed, Scale::Quick)).unwrap();
        for name in ["w1", "b1", "w2", "b2"] {
            let exact = finding(&outcome, &format!("exact.{name}"));
            assert!(exact < 1e-9, "seed {seed}, {name}: {exact}");
            assert!(finding(&outcome, &format!("book.{name}")) > 100.0 * exact, "seed {seed}, {name}");
            let with_kinks = finding(&outcome, &format!("exact_with_kinks.{name}"));
            let kinks = finding(&outcome, &format!("kinks.{name}"));
            assert_eq!(with_kinks > 1e-9, kinks > 0.0, "seed {seed}, {name}: {with_kinks}, {kinks} kinks");
        }
        assert_found(&outcome, "book.b2", 1.4e-7, 0.05e-7);
        // The plateau: no h makes the book's form better; f32 is far from f64 at any h.
        assert!(finding(&outcome, "b2.f64_book.best_error") > 1e-7);
        assert!(finding(&outcome, "b2.f64.best_error") < 1e-10);
        assert!(finding(&outcome, "b2.f32.best_error") > 1e-6);
    }
}

#[test]
fn even_a_short_training_reads_most_digits() {
    let outcome = quick(&train_neuralnet::EXPERIMENT);
    assert_found(&outcome, "loss.first", ln(10.0), 0.01);
    assert!(finding(&outcome, "loss.mean_of_last_100") < 0.8);
    assert!(finding(&outcome, "test_accuracy") > 0.75);
}

#[test]
#[should_panic(expected = "scores and targets have different shapes")]
fn targets_of_another_shape_are_refused() {
    SoftmaxWithLoss::loss(&array![[1.0, 2.0]], &array![[1.0], [0.0]]);
}

#[test]
#[should_panic(expected = "outputs and targets have different shapes")]
fn values_of_another_shape_are_refused() {
    IdentityWithSquaredError::new().forward(&array![[1.0, 2.0]], &array![[1.0]]);
}

#[test]
#[should_panic(expected = "the inner sizes of a product differ")]
fn matrices_that_do_not_fit_are_not_multiplied() {
    counted_product(&array![[1.0, 2.0]], &array![[1.0]], &mut 0);
}

#[test]
fn a_layer_does_not_change_when_it_only_predicts() {
    let affine = Affine::new(array![[2.0]], array![1.0]);
    assert_eq!(affine.predict(&array![[3.0]]), array![[7.0]]);
    assert_eq!(affine.dw, array![[0.0]]);
}
