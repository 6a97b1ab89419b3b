//! Section 4.5: the two-layer network, what its training with numerical gradients costs, and its training.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch04_loss::derive::cross_entropy_error::cross_entropy_error_of_batch;
use ch04_loss::derive::numerical_gradient::numerical_gradient_of_array;
use ch04_loss::derive::two_layer_net::TwoLayerNet;
use ch04_loss::digits::{Digits, accuracy_on};
use ch04_loss::experiments::two_layer_net::{tiny_batch, tiny_network};
use ch04_loss::experiments::{numerical_training_cost, train_neuralnet, two_layer_net};
use chapter_kit::check::{finding, quick_with_seed};
use chapter_kit::{Run, Scale};
use core_data::Mnist;
use core_tensor::Samples;
use golden::book;
use ndarray::ArrayD;
use portable_math::ln;

#[test]
fn the_tiny_network_gives_the_books_predictions_and_gradients() {
    let entry = book(&["ch04", "two_layer_net_tiny_sigmoid"]);
    let (net, batch) = (tiny_network(), tiny_batch());
    entry.get("W1").assert_close(net.w1.clone().into_dyn().view(), 1e-15);
    entry.get("b1").assert_close(net.b1.clone().into_dyn().view(), 1e-15);
    entry.get("W2").assert_close(net.w2.clone().into_dyn().view(), 1e-15);
    entry.get("b2").assert_close(net.b2.clone().into_dyn().view(), 1e-15);
    entry.get("x").assert_close(batch.x.clone().into_dyn().view(), 0.0);
    entry.get("t").assert_close(batch.t.clone().into_dyn().view(), 0.0);
    let y = net.predict(&batch.x);
    entry.get("predict").assert_close(y.clone().into_dyn().view(), 1e-13);
    entry.get("loss").assert_number(cross_entropy_error_of_batch(&y, &batch.t), 1e-13);
    entry.get("accuracy").assert_number(net.accuracy(&batch.x, &batch.t), 0.0);
    let grads = net.gradient(&batch.x, &batch.t);
    entry.get("grad").get("W1").assert_close(grads.w1.clone().into_dyn().view(), 1e-12);
    entry.get("grad").get("b1").assert_close(grads.b1.clone().into_dyn().view(), 1e-12);
    entry.get("grad").get("W2").assert_close(grads.w2.clone().into_dyn().view(), 1e-12);
    entry.get("grad").get("b2").assert_close(grads.b2.clone().into_dyn().view(), 1e-12);
}

#[test]
fn the_tiny_networks_gradients_by_difference_are_the_books_when_the_loss_has_its_delta() {
    let numerical = book(&["ch04", "two_layer_net_tiny_sigmoid", "numerical"]);
    let batch = tiny_batch();
    let check = |name: &str, start: ArrayD<f64>, put: fn(&mut TwoLayerNet, &ArrayD<f64>)| {
        let mut net = tiny_network();
        let loss = |values: &ArrayD<f64>| {
            put(&mut net, values);
            cross_entropy_error_of_batch(&net.predict(&batch.x), &batch.t)
        };
        let numerical_gradient = numerical_gradient_of_array(loss, &start);
        for (ours, theirs) in numerical_gradient.iter().zip(&numerical.get(name).tensor()) {
            assert!((ours - theirs).abs() < 1e-10, "{name}: {ours}, book {theirs}");
        }
    };
    let net = tiny_network();
    check("W1", net.w1.into_dyn(), |net, w| net.w1.assign(w));
    check("b1", net.b1.into_dyn(), |net, b| net.b1.assign(b));
    check("W2", net.w2.into_dyn(), |net, w| net.w2.assign(w));
    check("b2", net.b2.into_dyn(), |net, b| net.b2.assign(b));
}

#[test]
fn the_network_has_39760_parameters_and_its_gradient_by_formula_is_the_numerical_one() {
    for seed in [42, 1] {
        let outcome = quick_with_seed(&two_layer_net::EXPERIMENT, seed);
        assert_eq!(finding(&outcome, "parameters"), 39_760.0);
        assert_eq!(finding(&outcome, "outputs"), 10.0);
        assert_eq!(finding(&outcome, "tiny.parameters_checked"), 23.0);
        assert!(finding(&outcome, "tiny.largest_difference") < 1e-9);
        assert!(finding(&outcome, "large.largest_difference") < 1e-9);
        assert!(finding(&outcome, "largest_error_of_a_sum_of_probabilities") < 1e-14);
        assert!((finding(&outcome, "untrained.loss") - ln(10.0)).abs() < 0.05, "it knows nothing: ln 10");
    }
}

#[test]
fn training_with_numerical_gradients_is_the_same_at_two_passes_per_parameter() {
    let outcome = quick_with_seed(&numerical_training_cost::EXPERIMENT, 1);
    assert_eq!(finding(&outcome, "book.passes_a_step"), 79_520.0);
    assert_eq!(finding(&outcome, "book.passes"), 795_200_000.0);
    assert_eq!(finding(&outcome, "small.passes_a_step"), 2.0 * finding(&outcome, "small.parameters"));
    assert!(finding(&outcome, "largest_difference_of_the_losses") < 1e-8);
    assert_eq!(
        finding(&outcome, "by_difference.test_accuracy"),
        finding(&outcome, "by_formula.test_accuracy")
    );
    let measured = outcome.all_measured();
    assert!(measured.iter().all(|finding| finding.value > 0.0), "{measured:?}");
}

#[test]
fn the_training_of_the_book_starts_at_ln_10_and_learns() {
    let outcome = quick_with_seed(&train_neuralnet::EXPERIMENT, 1);
    assert!((finding(&outcome, "loss.first") - ln(10.0)).abs() < 0.05);
    assert!(finding(&outcome, "loss.mean_of_last_100") < 2.28);
    assert!(finding(&outcome, "test_accuracy") > finding(&outcome, "first.test_accuracy"));
}

/// The book's script with three seeds of NumPy: 0.9435, 0.9460 and 0.9459 at its last evaluation.
#[test]
fn the_full_training_ends_where_the_books_does() {
    let outcome = (train_neuralnet::EXPERIMENT.run)(&Run::for_test(42, Scale::Standard)).unwrap();
    let (train, test) = (finding(&outcome, "train_accuracy"), finding(&outcome, "test_accuracy"));
    assert_eq!(finding(&outcome, "evaluations"), 17.0);
    assert!((0.940..0.949).contains(&test), "{test}");
    assert!((train - test).abs() < 0.006, "{train} and {test}");
    assert!((0.16..0.20).contains(&finding(&outcome, "loss.mean_of_last_100")));
}

#[test]
fn shrunk_images_keep_their_ink_and_their_labels() {
    let mnist = Mnist::load(None).unwrap();
    let split = mnist.train.first(20);
    let samples: Samples<f64> = split.samples();
    let whole = Digits::at(&samples, &(0..20).collect::<Vec<_>>());
    for factor in [1, 2, 4, 7, 28] {
        let small = Digits::shrunk(&split, factor);
        assert_eq!(small.x.dim(), (20, 784 / (factor * factor)));
        assert_eq!(small.t, whole.t);
        for (a, b) in small.x.rows().into_iter().zip(whole.x.rows()) {
            assert!((a.mean().unwrap() - b.mean().unwrap()).abs() < 1e-7);
        }
    }
}

#[test]
#[should_panic(expected = "28 pixels have no 3th part")]
fn images_shrink_only_by_a_factor_of_28() {
    Digits::shrunk(&Mnist::load(None).unwrap().test.first(1), 3);
}

#[test]
fn accuracy_in_chunks_is_the_accuracy_of_all() {
    let test: Samples<f64> = Mnist::load(None).unwrap().test.first(2_500).samples();
    let net = TwoLayerNet::new([784, 5, 10], 1.0, &mut Run::for_test(1, Scale::Quick).rng("init"));
    let all = Digits::at(&test, &(0..2_500).collect::<Vec<_>>());
    assert_eq!(accuracy_on(&net, &test), net.accuracy(&all.x, &all.t));
}

#[test]
fn scores_that_are_not_numbers_are_never_right() {
    let t = ndarray::array![[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]];
    let y = ndarray::array![[f64::NAN, f64::NAN], [2.0, f64::NAN], [2.0, 1.0]];
    assert_eq!(ch04_loss::derive::accuracy::correct_predictions(&y, &t), 1);
}
