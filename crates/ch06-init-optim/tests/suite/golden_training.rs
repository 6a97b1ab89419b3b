//! Training runs without randomness: the same weights, the same batches, the same losses as the book's code, to 1e-6 in
//! `f64`, and exactly the same number of test images right.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_data::Mnist;
use core_tensor::functions::loss::cross_entropy_error;
use core_tensor::functions::softmax::softmax;
use core_tensor::layers::{Affine, Layer, Relu, Sigmoid, SoftmaxCrossEntropy};
use core_tensor::optimizers::{AdaGrad, Adam, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
use core_tensor::tensor::as_rows;
use core_tensor::{Network, Real, Samples, Targets, Tensor, Vector};
use golden::{Entry, book, lcg_weights};

/// The losses of an `f32` run stay this close to the book's (relative), over 600 iterations.
const SINGLE: f64 = 1e-5;

fn mnist<F: Real>() -> (Samples<F>, Samples<F>) {
    let mnist = Mnist::load(None).unwrap();
    (mnist.train.samples(), mnist.test.samples())
}

/// A network whose weights come from the generator, one seed per layer.
fn network<F: Real>(sizes: &[usize], seed: u32, std: fn(usize) -> f64, sigmoid: bool) -> Network<F> {
    let mut layers: Vec<Box<dyn Layer<F>>> = Vec::new();
    for (i, size) in sizes.windows(2).enumerate() {
        let w = lcg_weights(seed + i as u32, size[0], size[1], std(size[0])).mapv(F::of);
        layers.push(Box::new(Affine::new(i + 1, w, Vector::zeros(size[1]))));
        match (i + 2 < sizes.len(), sigmoid) {
            (false, _) => {}
            (true, true) => layers.push(Box::new(Sigmoid::new(i + 1))),
            (true, false) => layers.push(Box::new(Relu::new(i + 1))),
        }
    }
    Network::new(layers, SoftmaxCrossEntropy)
}

/// The book's form of the loss, with 1e-7 inside the logarithm.
fn book_loss<F: Real>(network: &Network<F>, x: &Tensor<F>, t: &Targets<F>) -> f64 {
    let y = softmax(as_rows(&network.predict(x), "scores").view());
    cross_entropy_error((y + F::of(1e-7)).view(), t).as_f64()
}

/// Trains on consecutive batches and returns the loss after each update, on the same batch.
fn losses<F: Real>(
    network: &mut Network<F>,
    optimizer: &mut dyn Optimizer<F>,
    train: &Samples<F>,
    (batch, iterations): (usize, usize),
) -> Vec<f64> {
    (0..iterations)
        .map(|k| {
            let indices: Vec<usize> = (0..batch).map(|i| (k * batch + i) % train.len()).collect();
            let (x, t) = train.batch(&indices);
            network.train_step(x.clone(), &t, optimizer);
            book_loss(network, &x, &t)
        })
        .collect()
}

fn assert_two_layer<F: Real>(entry: &Entry, sigmoid: bool, tolerance: f64) {
    let (train, test) = mnist::<F>();
    let mut network = network(&[784, 50, 10], 1, |_| 0.01, sigmoid);
    let (x, t) = train.range(0..100);
    entry.get("loss_before").assert_number(book_loss(&network, &x, &t), tolerance);
    let losses = losses(&mut network, &mut Sgd::new(0.1), &train, (100, 600));
    for (i, first) in entry.get("losses_after_update_first5").list().iter().enumerate() {
        first.assert_number(losses[i], tolerance);
    }
    for iteration in entry.get("loss_at").keys() {
        entry
            .get("loss_at")
            .get(iteration)
            .assert_number(losses[iteration.parse::<usize>().unwrap()], tolerance);
    }
    assert_eq!(network.evaluate(&test).correct() as f64, entry.get("test_correct").number());
    if tolerance < SINGLE {
        for param in network.params() {
            let sum = param.value.sum().as_f64();
            assert!(
                (sum - entry.get("param_sums").get(&param.name).number()).abs() < 1e-6,
                "{}: {sum}",
                param.name
            );
        }
    }
}

#[test]
fn ch04_training_with_sigmoid_has_the_books_losses_and_7902_right_predictions() {
    let entry = book(&["ch04", "fixed_training_sigmoid"]);
    assert_two_layer::<f64>(&entry, true, 1e-6);
    assert_two_layer::<f32>(&entry, true, SINGLE);
}

#[test]
fn ch05_training_with_relu_has_the_books_losses_and_9007_right_predictions() {
    let entry = book(&["ch05", "fixed_training_relu"]);
    assert_two_layer::<f64>(&entry, false, 1e-6);
    assert_two_layer::<f32>(&entry, false, SINGLE);
}

#[test]
fn ch06_trainings_with_six_optimisers_have_the_books_losses_and_accuracies() {
    let runs = book(&["ch06", "fixed_training_optimizers", "runs"]);
    let (train, test) = mnist::<f64>();
    for name in runs.keys() {
        let mut optimizer: Box<dyn Optimizer<f64>> = match name {
            "SGD_0.01" => Box::new(Sgd::new(0.01)),
            "Momentum_0.01" => Box::new(Momentum::new(0.01)),
            "Nesterov_0.01" => Box::new(Nesterov::new(0.01)),
            "AdaGrad_0.01" => Box::new(AdaGrad::new(0.01)),
            "RMSprop_0.01" => Box::new(RmsProp::new(0.01)),
            "Adam_0.001" => Box::new(Adam::book(0.001)),
            other => panic!("no optimiser {other}"),
        };
        let mut network = network(&[784, 100, 100, 100, 100, 10], 20, |n| (2.0 / n as f64).sqrt(), false);
        let losses = losses(&mut network, optimizer.as_mut(), &train, (128, 100));
        let run = runs.get(name);
        for (i, first) in run.get("losses_first5").list().iter().enumerate() {
            first.assert_number(losses[i], 1e-6);
        }
        for iteration in [9, 49, 99] {
            run.get(&format!("loss_{iteration}")).assert_number(losses[iteration], 1e-6);
        }
        run.get("test_accuracy").assert_number(network.evaluate(&test).accuracy(), 1e-9);
    }
}
