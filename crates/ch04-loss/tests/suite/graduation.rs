//! What this chapter derives and what the core computes are the same, on random input.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch04_loss::derive::accuracy::correct_predictions;
use ch04_loss::derive::cross_entropy_error::{
    cross_entropy_error, cross_entropy_error_of_batch, cross_entropy_error_of_labels,
};
use ch04_loss::derive::gradient_descent::gradient_descent;
use ch04_loss::derive::mini_batch::random_choice;
use ch04_loss::derive::numerical_diff::numerical_diff;
use ch04_loss::derive::numerical_gradient::{numerical_gradient, numerical_gradient_of_array};
use ch04_loss::derive::simple_net::SimpleNet;
use ch04_loss::derive::softmax_cross_entropy::{softmax_cross_entropy, softmax_cross_entropy_of_labels};
use ch04_loss::derive::sum_squared_error::{sum_squared_error, sum_squared_error_of_batch};
use ch04_loss::derive::two_layer_net::TwoLayerNet;
use core_tensor::functions::softmax::softmax;
use core_tensor::layers::{Affine, Sigmoid, SoftmaxCrossEntropy};
use core_tensor::optimizers::{Optimizer, Sgd};
use core_tensor::tensor::targets::one_hot;
use core_tensor::training::batches::Batches;
use core_tensor::training::evaluation::correct_predictions as core_correct_answers;
use core_tensor::{
    Matrix, Network, Param, Role, Streams, Targets, Tensor, functions::loss, functions::numerical_gradient,
};
use golden::assert_near;
use ndarray::Array1;
use portable_math::{powi, sin};
use rand::RngExt;

fn random(rows: usize, columns: usize, name: &str) -> Matrix<f64> {
    let mut rng = Streams::new(4).rng(name);
    Matrix::from_shape_simple_fn((rows, columns), || rng.random_range(-2.0..2.0))
}

fn labels(n: usize, classes: usize) -> Vec<usize> {
    let mut rng = Streams::new(4).rng("labels");
    (0..n).map(|_| rng.random_range(0..classes)).collect()
}

fn assert_same(derived: f64, core: f64, tolerance: f64) {
    assert_near([&derived], [&core], tolerance);
}

#[test]
fn derived_squared_errors_are_the_cores() {
    let (y, t) = (random(7, 5, "y"), random(7, 5, "t"));
    let core = loss::sum_squared_error(y.view(), t.view());
    assert_same(sum_squared_error_of_batch(&y, &t), core, 1e-14);
    let by_row =
        y.rows().into_iter().zip(t.rows()).map(|(y, t)| sum_squared_error(&y.to_owned(), &t.to_owned()));
    assert_same(by_row.sum(), core, 1e-14);
}

#[test]
fn derived_cross_entropies_are_the_cores_up_to_the_books_delta() {
    let (scores, labels) = (random(9, 6, "scores"), labels(9, 6));
    let (y, t) = (softmax(scores.view()), one_hot::<f64>(&labels, 6));
    let exact = loss::softmax_cross_entropy(scores.view(), &Targets::Labels(labels.clone()));
    assert_same(softmax_cross_entropy(&scores, &t), exact, 1e-14);
    assert_same(softmax_cross_entropy_of_labels(&scores, &labels), exact, 1e-14);
    // The core takes the logarithm of what it is given, so it is given the book's y + 1e-7.
    let book = loss::cross_entropy_error((&y + 1e-7).view(), &Targets::Values(t.clone().into_dyn()));
    assert_same(cross_entropy_error_of_batch(&y, &t), book, 1e-14);
    assert_same(cross_entropy_error_of_labels(&y, &labels), book, 1e-14);
    let by_row =
        y.rows().into_iter().zip(t.rows()).map(|(y, t)| cross_entropy_error(&y.to_owned(), &t.to_owned()));
    assert_same(by_row.sum::<f64>() / 9.0, book, 1e-14);
    assert!(book < exact, "1e-7 makes every loss a little smaller");
}

#[test]
fn derived_counts_of_right_predictions_are_the_cores() {
    let (scores, labels) = (random(50, 4, "scores"), labels(50, 4));
    let derived = correct_predictions(&scores, &one_hot(&labels, 4));
    assert_eq!(derived, core_correct_answers(&scores.into_dyn(), &Targets::<f64>::Labels(labels)));
    assert!(derived > 0 && derived < 50);
}

#[test]
fn derived_batches_are_those_that_the_core_draws_with_replacement() {
    let streams = Streams::new(8);
    let mut core = Batches::with_replacement(60_000, 100, streams.rng("batches"));
    let mut rng = streams.rng("batches");
    for _ in 0..5 {
        assert_eq!(random_choice(60_000, 100, &mut rng), core.draw());
    }
}

#[test]
fn derived_numerical_gradients_are_the_cores_to_the_last_bits() {
    for x in [-3.0, 0.0, 0.7, 5.0] {
        assert_same(numerical_diff(sin, x), numerical_gradient::numerical_diff(sin, x), 1e-15);
    }
    let x = random(3, 4, "x");
    let f = |x: &Tensor<f64>| x.iter().map(|&v| sin(v) * v).sum::<f64>();
    let core = numerical_gradient::numerical_gradient(f, &x.clone().into_dyn(), numerical_gradient::H);
    let derived = numerical_gradient_of_array(f, &x.clone().into_dyn());
    assert_near(&derived, &core, 1e-15);
    assert_eq!(derived.shape(), [3, 4]);
    let flat = numerical_gradient(|x| x.iter().map(|&v| sin(v) * v).sum(), &x.iter().copied().collect());
    assert_near(&flat, &core, 1e-15);
}

#[test]
fn derived_gradient_descent_walks_the_path_of_the_cores_sgd() {
    let f = |x: &Array1<f64>| powi(x[0], 2) + 3.0 * powi(x[1], 4);
    let path = gradient_descent(f, &Array1::from(vec![1.0, -0.5]), 0.05, 30);
    let mut param = Param::new("x", Array1::from(vec![1.0, -0.5]), Role::Weight);
    let mut sgd = Sgd::new(0.05);
    for point in &path[1..] {
        let gradient = numerical_gradient::numerical_gradient(
            |x: &Tensor<f64>| f(&x.iter().copied().collect()),
            &param.value,
            numerical_gradient::H,
        );
        param.grad.assign(&gradient);
        sgd.step(&mut [&mut param]);
        assert_near(point, &param.value, 1e-13);
    }
}

/// The same parameters in the core's layers.
fn core_of(net: &TwoLayerNet) -> Network<f64> {
    Network::new(
        vec![
            Box::new(Affine::new(1, net.w1.clone(), net.b1.clone())),
            Box::new(Sigmoid::new(1)),
            Box::new(Affine::new(2, net.w2.clone(), net.b2.clone())),
        ],
        SoftmaxCrossEntropy,
    )
}

#[test]
fn the_derived_network_is_the_cores_forward_and_in_every_gradient() {
    let mut rng = Streams::new(2).rng("init");
    let mut net = TwoLayerNet::new([12, 7, 5], 0.8, &mut rng);
    net.b1.assign(&random(1, 7, "b1").row(0));
    net.b2.assign(&random(1, 5, "b2").row(0));
    let (x, labels) = (random(20, 12, "x"), labels(20, 5));
    let t = one_hot::<f64>(&labels, 5);
    let mut core = core_of(&net);
    let targets = Targets::Labels(labels);
    assert_near(&net.scores_of_hidden(&net.hidden(&x)), &core.predict(&x.clone().into_dyn()), 1e-13);
    let y = softmax(net.scores_of_hidden(&net.hidden(&x)).view());
    assert_near(&net.predict(&x), &y, 1e-15);
    assert_same(net.loss(&x, &t), core.gradient(x.clone().into_dyn(), &targets), 1e-13);
    let grads = net.gradient(&x, &t);
    let of = |name: &str| core.param(name).unwrap().grad.clone();
    assert_near(&grads.w1, &of("W1"), 1e-14);
    assert_near(&grads.b1, &of("b1"), 1e-14);
    assert_near(&grads.w2, &of("W2"), 1e-14);
    assert_near(&grads.b2, &of("b2"), 1e-14);
    let numeric = net.numerical_gradient(&x, &t);
    let by_core = core.numerical_gradients(&x.clone().into_dyn(), &targets, numerical_gradient::H);
    for (core, derived) in by_core.iter().zip([
        numeric.w1.clone().into_dyn(),
        numeric.b1.clone().into_dyn(),
        numeric.w2.clone().into_dyn(),
        numeric.b2.clone().into_dyn(),
    ]) {
        assert_near(&derived, core, 1e-10);
    }
    assert_near(&numeric.w1, &grads.w1, 1e-9);
    net.update(&grads, 0.3);
    core.train_step(x.into_dyn(), &targets, &mut Sgd::new(0.3));
    assert_near(&net.w1, &core.param("W1").unwrap().value, 1e-14);
    assert_near(&net.b2, &core.param("b2").unwrap().value, 1e-14);
}

#[test]
fn the_simple_network_is_one_affine_layer_without_a_bias() {
    let net = SimpleNet { w: random(2, 3, "w") };
    let (x, t) = (random(1, 2, "x").row(0).to_owned(), one_hot::<f64>(&[1], 3).row(0).to_owned());
    let mut core =
        Network::new(vec![Box::new(Affine::new(1, net.w.clone(), Array1::zeros(3)))], SoftmaxCrossEntropy);
    let batch = x.clone().insert_axis(ndarray::Axis(0)).into_dyn();
    assert_near(&net.predict(&x), &core.predict(&batch), 1e-15);
    assert_same(net.loss(&x, &t), core.gradient(batch, &Targets::Labels(vec![1])), 1e-14);
    assert_near(&net.gradient(&x, &t), &core.param("W1").unwrap().grad, 1e-14);
    assert_near(&net.numerical_gradient(&x, &t), &net.gradient(&x, &t), 1e-9);
}
