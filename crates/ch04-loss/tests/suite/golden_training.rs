//! A training run without randomness: the same weights, the same batches, the same losses as the book's code, to 1e-6,
//! and exactly the same number of test images right. Here with the network that this chapter derives.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch04_loss::derive::cross_entropy_error::cross_entropy_error_of_batch;
use ch04_loss::derive::two_layer_net::TwoLayerNet;
use ch04_loss::digits::{Digits, accuracy_on};
use core_data::Mnist;
use core_tensor::Samples;
use golden::{book, lcg_weights};
use ndarray::Array1;

/// The book's loss, with its 1e-7.
fn book_loss(net: &TwoLayerNet, batch: &Digits) -> f64 {
    cross_entropy_error_of_batch(&net.predict(&batch.x), &batch.t)
}

#[test]
fn the_derived_network_trains_to_the_books_losses_and_7902_right_predictions() {
    let entry = book(&["ch04", "fixed_training_sigmoid"]);
    let mnist = Mnist::load(None).unwrap();
    let (train, test): (Samples<f64>, Samples<f64>) = (mnist.train.samples(), mnist.test.samples());
    let mut net = TwoLayerNet {
        w1: lcg_weights(1, 784, 50, 0.01),
        b1: Array1::zeros(50),
        w2: lcg_weights(2, 50, 10, 0.01),
        b2: Array1::zeros(10),
    };
    let consecutive = |k: usize| Digits::at(&train, &(k * 100..(k + 1) * 100).collect::<Vec<_>>());
    entry.get("loss_before").assert_number(book_loss(&net, &consecutive(0)), 1e-6);
    let losses: Vec<f64> = (0..600)
        .map(|k| {
            let batch = consecutive(k);
            net.update(&net.gradient(&batch.x, &batch.t), 0.1);
            book_loss(&net, &batch)
        })
        .collect();
    for (i, first) in entry.get("losses_after_update_first5").list().iter().enumerate() {
        first.assert_number(losses[i], 1e-6);
    }
    for iteration in entry.get("loss_at").keys() {
        entry.get("loss_at").get(iteration).assert_number(losses[iteration.parse::<usize>().unwrap()], 1e-6);
    }
    let correct = (accuracy_on(&net, &test) * test.len() as f64).round();
    assert_eq!(correct, entry.get("test_correct").number());
    entry.get("test_accuracy").assert_number(accuracy_on(&net, &test), 1e-12);
    let sums = [("W1", net.w1.sum()), ("b1", net.b1.sum()), ("W2", net.w2.sum()), ("b2", net.b2.sum())];
    for (name, sum) in sums {
        let theirs = entry.get("param_sums").get(name).number();
        assert!((sum - theirs).abs() < 1e-6, "{name}: {sum}, book {theirs}");
    }
}
