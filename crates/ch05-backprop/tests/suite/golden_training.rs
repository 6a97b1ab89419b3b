//! Trained from the same weights on the same batches, the network takes the book's path; and the gradient check gives
//! the book's differences.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch05_backprop::derive::two_layer_net::TwoLayerNet;
use ch05_backprop::digits::batch;
use ch05_backprop::experiments::gradient_check::{Form, check};
use ch05_backprop::experiments::train_neuralnet::accuracy;
use chapter_kit::{Run, Scale};
use core_tensor::Samples;
use core_tensor::functions::softmax::softmax;
use golden::{book, lcg_weights};
use ndarray::Array2;
use portable_math::ln;

fn network() -> TwoLayerNet {
    TwoLayerNet::new(lcg_weights(1, 784, 50, 0.01), lcg_weights(2, 50, 10, 0.01))
}

fn samples(split: &core_data::Split) -> Samples<f64> {
    split.samples::<f64>().one_hot(10)
}

/// The loss as the book's code computes it, with 1e-7 inside the logarithm. Where the right class got a probability as
/// small as 2e-5, that makes its loss 5e-3 smaller.
fn loss_of_book(net: &TwoLayerNet, x: &Array2<f64>, t: &Array2<f64>) -> f64 {
    let y = softmax(net.predict(x).view());
    -(t * &y.mapv(|y| ln(y + 1e-7))).sum() / x.nrows() as f64
}

#[test]
fn six_hundred_batches_take_the_books_path_and_read_9007_of_10000() {
    let entry = book(&["ch05", "fixed_training_relu"]);
    let run = Run::for_test(1, Scale::Quick);
    let mnist = run.mnist().unwrap();
    let train = samples(&mnist.train);
    let mut net = network();
    let mut losses = Vec::new();
    for i in 0..600 {
        let indices: Vec<usize> = (100 * i..100 * (i + 1)).collect();
        let (x, t) = batch(&train, &indices).unwrap();
        if i == 0 {
            entry.get("loss_before").assert_number(loss_of_book(&net, &x, &t), 1e-9);
        }
        net.gradient(&x, &t);
        net.update(0.1);
        losses.push(loss_of_book(&net, &x, &t));
    }
    for (i, expected) in entry.get("losses_after_update_first5").list().iter().enumerate() {
        expected.assert_number(losses[i], 1e-6);
    }
    for i in entry.get("loss_at").keys() {
        entry.get("loss_at").get(i).assert_number(losses[i.parse::<usize>().unwrap()], 1e-6);
    }
    for (name, sum) in [("W1", net.affine1.w.sum()), ("b1", net.affine1.b.sum()), ("W2", net.affine2.w.sum())]
    {
        entry.get("param_sums").get(name).assert_number(sum, 1e-6);
    }
    // The gradient of b2 sums to 0 in every step, so b2 does too, up to rounding.
    assert!(net.affine2.b.sum().abs() < 1e-13);
    let accuracy = accuracy(&net, &samples(&mnist.test)).unwrap();
    entry.get("test_correct").assert_number(accuracy * 10_000.0, 1e-12);
}

#[test]
fn the_books_differences_come_from_its_logarithm_and_are_gone_without() {
    let entry = book(&["ch05", "gradient_check_lcg_weights"]);
    let run = Run::for_test(1, Scale::Quick);
    let train = samples(&run.mnist().unwrap().train.first(3));
    let (x, t) = batch(&train, &[0, 1, 2]).unwrap();
    let net = network();
    entry.get("loss").assert_number(net.loss(&x, &t), 1e-6);
    let stride = [17, 1, 1, 1];
    let found = check(&net, (&x, &t), Form::Book, stride);
    let exact = check(&net, (&x, &t), Form::Exact, stride);
    for ((name, found), exact) in ["W1", "b1", "W2", "b2"].into_iter().zip(&found).zip(&exact) {
        let of_book = entry.get("mean_abs_diff").get(name).number();
        let ratio = found.difference() / of_book;
        // Every 17th entry of W1 stands for all; the others are complete.
        let tolerance = if name == "W1" { 0.25 } else { 0.01 };
        assert!((ratio - 1.0).abs() < tolerance, "{name}: {ratio} times the book's difference");
        assert_eq!(exact.kinks(), 0, "{name}");
        assert!(exact.difference() < 1e-9 && exact.difference() < of_book / 100.0, "{name}: {exact:?}");
        if name != "W1" {
            entry.get("mean_abs_grad").get(name).assert_number(exact.size(), 1e-9);
        }
    }
}
