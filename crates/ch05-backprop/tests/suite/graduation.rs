//! What chapter 5 derives in plain `f64` and what `core-tensor` computes are the same on random input: values,
//! gradients of the inputs, gradients of the parameters.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch05_backprop::derive::affine::{Affine, backward_index_by_index};
use ch05_backprop::derive::gradient_check::{numerical_derivative, numerical_gradient};
use ch05_backprop::derive::identity_with_squared_error::IdentityWithSquaredError;
use ch05_backprop::derive::relu::Relu;
use ch05_backprop::derive::sigmoid::{Sigmoid, backward_node_by_node};
use ch05_backprop::derive::sigmoid_with_binary_cross_entropy::SigmoidWithBinaryCrossEntropy;
use ch05_backprop::derive::softmax_with_loss::SoftmaxWithLoss;
use ch05_backprop::derive::two_layer_net::TwoLayerNet;
use ch05_backprop::digits::normal;
use core_tensor::layers::{self, Layer, LossLayer};
use core_tensor::{
    Network, Samples, Streams, Targets, Tensor, Vector, functions::numerical_gradient,
    tensor::targets::one_hot,
};
use ndarray::{Array2, ArrayView, Dimension, Ix2, s};
use portable_math::sin;

fn random(rows: usize, columns: usize, name: &str) -> Array2<f64> {
    normal(rows, columns, 1.0, &mut Streams::new(5).rng(name))
}

#[track_caller]
fn assert_near<D: Dimension>(derived: ArrayView<f64, D>, core: &Tensor<f64>, tolerance: f64) {
    assert_eq!(derived.shape(), core.shape());
    for (derived, core) in derived.iter().zip(core) {
        assert!((derived - core).abs() <= tolerance, "{derived} and {core}");
    }
}

#[test]
fn the_derived_affine_layer_is_the_cores_forward_and_backward() {
    let (x, w, dout) = (random(7, 5, "x"), random(5, 4, "w"), random(7, 4, "dout"));
    let b: Vector<f64> = random(1, 4, "b").row(0).to_owned();
    let mut derived = Affine::new(w.clone(), b.clone());
    let mut core = layers::Affine::new(1, w.clone(), b);
    let y = core.forward(x.clone().into_dyn());
    assert_near(derived.forward(&x).view(), &y, 1e-14);
    assert_near(derived.predict(&x).view(), &y, 1e-14);
    let dx = core.backward(dout.clone().into_dyn());
    assert_near(derived.backward(&dout).view(), &dx, 1e-14);
    assert_near(derived.dw.view(), &core.params()[0].grad, 1e-14);
    assert_near(derived.db.view(), &core.params()[1].grad, 1e-14);
    let (by_index_dx, by_index_dw, by_index_db) = backward_index_by_index(&x, &w, &dout);
    assert_near(by_index_dx.view(), &dx, 1e-14);
    assert_near(by_index_dw.view(), &core.params()[0].grad, 1e-14);
    assert_near(by_index_db.view(), &core.params()[1].grad, 1e-14);
}

#[test]
fn the_derived_activations_are_the_cores_forward_and_backward() {
    let mut x = random(6, 5, "x");
    x[[0, 0]] = 0.0;
    let dout = random(6, 5, "dout");
    let (mut derived, mut core) = (Relu::new(), layers::Relu::new(1));
    assert_near(derived.forward(&x).view(), &core.forward(x.clone().into_dyn()), 0.0);
    let before = dout.clone();
    assert_near(derived.backward(&dout).view(), &core.backward(dout.clone().into_dyn()), 0.0);
    assert_eq!(dout, before, "dout is unchanged");
    let (mut derived, mut core) = (Sigmoid::new(), layers::Sigmoid::<f64>::new(1));
    assert_near(derived.forward(&x).view(), &core.forward(x.clone().into_dyn()), 1e-15);
    let dx = core.backward(dout.clone().into_dyn());
    assert_near(derived.backward(&dout).view(), &dx, 1e-15);
    let by_nodes = Array2::from_shape_fn(x.dim(), |at| backward_node_by_node(x[at], dout[at])[4]);
    assert_near(by_nodes.view(), &dx, 1e-15);
}

#[test]
fn the_derived_losses_are_the_cores_forward_and_backward() {
    let scores = random(6, 4, "scores");
    let t = one_hot::<f64>(&[0, 3, 1, 2, 2, 0], 4);
    let targets = Targets::Values(t.clone().into_dyn());
    let mut derived = SoftmaxWithLoss::new();
    let core = layers::SoftmaxCrossEntropy;
    let (loss, dscores) = core.loss_and_gradient(scores.clone().into_dyn(), &targets);
    assert!((derived.forward(&scores, &t) - loss).abs() < 1e-14);
    assert_near(derived.backward(1.0).view(), &dscores, 1e-15);
    assert_near((derived.backward(3.0) / 3.0).view(), &dscores, 1e-15);
    let values = random(6, 4, "values");
    let targets = Targets::Values(values.clone().into_dyn());
    let mut derived = IdentityWithSquaredError::new();
    let (loss, dy) = layers::SquaredError.loss_and_gradient(scores.clone().into_dyn(), &targets);
    assert!((derived.forward(&scores, &values) - loss).abs() < 1e-13);
    assert_near(derived.backward(1.0).view(), &dy, 1e-15);
    // The derived form sums over the samples, the core's is their mean.
    let yes_or_no = t.slice(s![.., ..1]).to_owned();
    let x = scores.slice(s![.., ..1]).to_owned();
    let labels = Targets::Labels(yes_or_no.iter().map(|&t| t as usize).collect());
    let mut derived = SigmoidWithBinaryCrossEntropy::new();
    let (loss, dx) = layers::SigmoidCrossEntropy.loss_and_gradient(x.clone().into_dyn(), &labels);
    assert!((derived.forward(&x, &yes_or_no) / 6.0 - loss).abs() < 1e-14);
    assert_near((derived.backward(1.0) / 6.0).view(), &dx, 1e-15);
}

/// The derived network and the core's layers in a row, with the same weights; and a batch.
fn both_networks() -> (TwoLayerNet, Network<f64>, Array2<f64>, Array2<f64>) {
    let derived = TwoLayerNet::new(random(6, 5, "w1"), random(5, 3, "w2"));
    let row: Vec<Box<dyn Layer<f64>>> = vec![
        Box::new(layers::Affine::new(1, derived.affine1.w.clone(), derived.affine1.b.clone())),
        Box::new(layers::Relu::new(1)),
        Box::new(layers::Affine::new(2, derived.affine2.w.clone(), derived.affine2.b.clone())),
    ];
    let core = Network::new(row, layers::SoftmaxCrossEntropy);
    (derived, core, random(8, 6, "x"), one_hot(&[0, 1, 2, 0, 1, 2, 0, 1], 3))
}

#[test]
fn the_derived_networks_loss_and_gradients_are_the_cores() {
    let (mut derived, mut core, x, t) = both_networks();
    let loss = core.gradient(x.clone().into_dyn(), &Targets::Values(t.clone().into_dyn()));
    assert!((derived.gradient(&x, &t) - loss).abs() < 1e-14);
    assert!((derived.loss(&x, &t) - loss).abs() < 1e-14);
    let params = core.params();
    assert_near(derived.affine1.dw.view(), &params[0].grad, 1e-14);
    assert_near(derived.affine1.db.view(), &params[1].grad, 1e-14);
    assert_near(derived.affine2.dw.view(), &params[2].grad, 1e-14);
    assert_near(derived.affine2.db.view(), &params[3].grad, 1e-14);
}

#[test]
fn numerical_gradients_are_the_cores_too() {
    let (_, core, x, t) = both_networks();
    let t = Targets::Values(t.into_dyn());
    let of_input = |x: &Array2<f64>| core.loss(&x.clone().into_dyn(), &t);
    let ours = numerical_gradient(of_input, &x, numerical_gradient::H);
    let cores = numerical_gradient::numerical_gradient(
        |x| core.loss(x, &t),
        &x.clone().into_dyn(),
        numerical_gradient::H,
    );
    assert_near(ours.view(), &cores, 0.0);
    let gradient = numerical_derivative(|d| sin(2.0 + d), numerical_gradient::H);
    assert!((gradient - numerical_gradient::numerical_diff(sin, 2.0)).abs() < 1e-11);
}

#[test]
fn one_hot_samples_become_matrices_and_labels_are_refused_in_words() {
    let x = random(3, 4, "x");
    let samples = Samples::from_values(x.clone().into_dyn(), Targets::Labels(vec![1, 0, 1]));
    let error = ch05_backprop::digits::batch(&samples, &[0]).unwrap_err().to_string();
    assert!(error.contains("one-hot"), "{error}");
    let (batch, t) = ch05_backprop::digits::batch(&samples.one_hot(2), &[2, 0]).unwrap();
    assert_eq!(batch.row(1), x.row(0));
    assert_eq!(t.into_dimensionality::<Ix2>().unwrap(), ndarray::array![[0.0, 1.0], [0.0, 1.0]]);
}
