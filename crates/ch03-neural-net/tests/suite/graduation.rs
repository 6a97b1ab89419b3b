//! What this chapter derives and what the core computes are the same, on random input.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch03_neural_net::derive::{affine, neuralnet_mnist, relu, sigmoid, softmax, step_function};
use core_tensor::StandardNormal;
use core_tensor::layers::{Affine, Layer, Relu, Sigmoid};
use core_tensor::{Matrix, Streams, Tensor, Vector, functions::activation};
use golden::{assert_near, book};
use ndarray::{Array1, Array2, Axis};
use rand::RngExt;

fn random(rows: usize, columns: usize, std: f64, name: &str) -> Array2<f64> {
    let mut rng = Streams::new(3).rng(name);
    Array2::from_shape_simple_fn((rows, columns), || std * rng.sample::<f64, _>(StandardNormal))
}

#[test]
fn derived_activations_are_the_cores() {
    let x: Array1<f64> = random(1, 500, 20.0, "x").remove_axis(Axis(0));
    assert_eq!(step_function::step_function(&x), x.mapv(activation::step));
    assert_eq!(relu::relu(&x), x.mapv(activation::relu));
    assert_near(&sigmoid::sigmoid(&x), &x.mapv(activation::sigmoid), 1e-15);
}

#[test]
fn derived_softmax_is_the_cores_even_for_scores_that_overflow() {
    for std in [1.0, 30.0, 1e4] {
        let a = random(50, 10, std, "a");
        let core = core_tensor::functions::softmax::softmax(a.view());
        assert_near(&softmax::softmax_of_rows(&a), &core, 1e-14);
        assert_near(&softmax::softmax(&a.row(0).to_owned()), core.row(0), 1e-14);
    }
    let a = random(50, 10, 1.0, "a");
    let core = core_tensor::functions::softmax::softmax(a.view());
    assert_near(&softmax::softmax_naive(&a.row(0).to_owned()), core.row(0), 1e-14);
}

#[test]
fn derived_affine_is_the_cores_layer() {
    let (x, w, b) =
        (random(20, 7, 1.0, "x"), random(7, 4, 1.0, "w"), random(1, 4, 1.0, "b").remove_axis(Axis(0)));
    let layer = Affine::new(1, w.clone(), b.clone());
    assert_near(&affine::affine(&x, &w, &b), &layer.predict(x.into_dyn()), 1e-14);
}

#[test]
fn derived_inference_is_that_of_the_cores_layers_one_by_one_and_in_a_batch() {
    let vector = |n: usize, name: &str| -> Vector<f64> { random(1, n, 0.1, name).remove_axis(Axis(0)) };
    let network = neuralnet_mnist::Network {
        w1: random(784, 50, 0.05, "w1"),
        b1: vector(50, "b1"),
        w2: random(50, 100, 0.2, "w2"),
        b2: vector(100, "b2"),
        w3: random(100, 10, 0.5, "w3"),
        b3: vector(10, "b3"),
    };
    let x: Matrix<f64> = random(30, 784, 0.5, "x");
    let layers: [Box<dyn Layer<f64>>; 5] = [
        Box::new(Affine::new(1, network.w1.clone(), network.b1.clone())),
        Box::new(Sigmoid::new(1)),
        Box::new(Affine::new(2, network.w2.clone(), network.b2.clone())),
        Box::new(Sigmoid::new(2)),
        Box::new(Affine::new(3, network.w3.clone(), network.b3.clone())),
    ];
    let scores = layers.iter().fold(x.clone().into_dyn(), |x, layer| layer.predict(x.clone()));
    let scores = scores.into_dimensionality::<ndarray::Ix2>().unwrap();
    let core = core_tensor::functions::softmax::softmax(scores.view());
    let batch = neuralnet_mnist::predict_batch(&network, &x);
    assert_near(&batch, &core, 1e-13);
    for (x, y) in x.rows().into_iter().zip(batch.rows()) {
        assert_near(&neuralnet_mnist::predict(&network, &x.to_owned()), y, 1e-13);
    }
}

#[test]
fn the_cores_other_activations_and_derivatives_are_the_books() {
    let entry = book(&["ch03", "activations"]);
    let x = entry.get("x").tensor();
    entry.get("tanh").assert_close(x.mapv(activation::tanh).view(), 1e-15);
    entry.get("identity").assert_close(x.mapv(activation::identity).view(), 0.0);
    // The book computes (1 − y) y; near 1 the difference loses digits, the same ones in both forms.
    let derivative = x.mapv(|x| activation::sigmoid_derivative(activation::sigmoid(x)));
    entry.get("sigmoid_grad").assert_close(derivative.view(), 1e-13);
}

#[test]
fn the_books_derivative_of_relu_is_the_cores_layer_except_at_exactly_0() {
    let entry = book(&["ch03", "activations"]);
    let (x, book_derivative) = (entry.get("x").tensor(), entry.get("relu_grad_function").tensor());
    let mut layer = Relu::new(1);
    Layer::<f64>::forward(&mut layer, x.clone().insert_axis(Axis(0)));
    let derivative: Tensor<f64> = layer.backward(Tensor::ones(vec![1, x.len()]));
    for ((x, book_derivative), derivative) in x.iter().zip(&book_derivative).zip(&derivative) {
        // At its kink ReLU has no derivative, and any value from 0 to 1 will do (a subgradient): the book's function
        // takes 1, its layer 0.
        assert_eq!(*derivative, if *x == 0.0 { 0.0 } else { *book_derivative });
    }
    assert_eq!(x.iter().filter(|x| **x == 0.0).count(), 1);
}
