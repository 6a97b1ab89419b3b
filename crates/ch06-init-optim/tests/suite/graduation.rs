//! What this chapter derives and what the core computes are the same, on random input.

use ch06_init_optim::derive::{
    adagrad, adam, batch_norm, dropout, momentum, rmsprop, sgd, weight_decay, weight_init,
};
use ch06_init_optim::smooth_curve::{kaiser_window, smooth_curve};
use core_tensor::layers::{Affine, BatchNorm, Dropout, Layer, SoftmaxCrossEntropy};
use core_tensor::optimizers::{AdaGrad, Adam, Momentum, Optimizer, RmsProp, Sgd};
use core_tensor::{Init, Matrix, Network, Param, Role, Streams, Targets, Tensor, Vector};
use golden::{assert_near, book};
use ndarray::Array2;
use rand::RngExt;

fn random(rows: usize, columns: usize, name: &str) -> Matrix<f64> {
    let mut rng = Streams::new(11).rng(name);
    Matrix::from_shape_simple_fn((rows, columns), || rng.random_range(-2.0..2.0))
}

/// Runs both forms for 50 steps on the same random gradients.
fn same_path(mut derived: impl FnMut(&mut [f64], &[f64]), mut core: impl Optimizer<f64>, tolerance: f64) {
    let mut w = vec![1.0, -2.0, 0.5, 0.0, 3.0];
    let mut param = Param::new("W1", Vector::from(w.clone()), Role::Weight);
    for gradients in random(50, 5, "gradients").rows() {
        derived(&mut w, &gradients.to_vec());
        param.grad.assign(&gradients);
        core.step(&mut [&mut param]);
    }
    assert_near(&w, &param.value, tolerance);
}

#[test]
fn derived_optimisers_take_the_cores_path() {
    let sgd = sgd::Sgd { lr: 0.1 };
    same_path(|w, g| sgd.update(w, g), Sgd::new(0.1), 1e-14);
    let mut momentum = momentum::Momentum::new(0.1);
    same_path(|w, g| momentum.update(w, g), Momentum::new(0.1), 1e-14);
    let mut adagrad = adagrad::AdaGrad::new(0.1);
    same_path(|w, g| adagrad.update(w, g), AdaGrad::new(0.1), 1e-14);
    let mut rmsprop = rmsprop::RmsProp::new(0.1);
    same_path(|w, g| rmsprop.update(w, g), RmsProp::new(0.1), 1e-14);
    let mut adam = adam::Adam::new(0.1);
    same_path(|w, g| adam.update(w, g), Adam::book(0.1), 1e-13);
}

#[test]
fn derived_initial_weights_have_the_cores_standard_deviation() {
    for n in [1, 100, 784] {
        assert_eq!(weight_init::xavier(n), Init::Xavier.std(n, 50));
        assert_eq!(weight_init::he(n), Init::He.std(n, 50));
    }
}

#[test]
fn derived_batch_normalisation_is_the_cores_forward_and_backward() {
    let (gamma, beta) = (Vector::linspace(0.5, 2.0, 6), Vector::linspace(-1.0, 1.0, 6));
    let mut derived = batch_norm::BatchNormalization::new(gamma.clone(), beta.clone());
    let mut core = BatchNorm::with(1, gamma, beta);
    core.epsilon = 1e-6;
    let (x, dout) = (random(20, 6, "x"), random(20, 6, "dout"));
    assert_near(&derived.forward(&x), &core.forward(x.clone().into_dyn()), 1e-12);
    assert_near(&derived.backward(&dout), &core.backward(dout.into_dyn()), 1e-12);
    assert_near(&derived.dgamma, &core.params()[0].grad, 1e-12);
    assert_near(&derived.dbeta, &core.params()[1].grad, 1e-12);
    // Inference differs only by where the running averages start and by n / (n − 1).
    let statistics = [&derived.running_mean, &derived.running_var];
    for (buffer, value) in core.params_mut().into_iter().skip(2).zip(statistics) {
        buffer.value.assign(value);
    }
    assert_near(&derived.predict(&x), &core.predict(x.into_dyn()), 1e-12);
}

#[test]
fn derived_batch_normalisation_has_the_books_running_averages() {
    let entry = book(&["ch06", "batch_normalization_2d"]);
    let matrix = |name: &str| entry.get(name).tensor().into_dimensionality::<ndarray::Ix2>().unwrap();
    let vector = |name: &str| entry.get(name).tensor().into_dimensionality::<ndarray::Ix1>().unwrap();
    let mut layer = batch_norm::BatchNormalization::new(vector("gamma"), vector("beta"));
    for (x, out, mean, var) in [
        ("x", "out_train", "running_mean_1", "running_var_1"),
        ("x2", "out_train_2", "running_mean_2", "running_var_2"),
    ] {
        entry.get(out).assert_close(layer.forward(&matrix(x)).into_dyn().view(), 1e-9);
        entry.get(mean).assert_close(layer.running_mean.view().into_dyn(), 1e-9);
        entry.get(var).assert_close(layer.running_var.view().into_dyn(), 1e-9);
    }
    entry.get("out_test").assert_close(layer.predict(&matrix("x_test")).into_dyn().view(), 1e-9);
}

#[test]
fn derived_dropout_is_the_cores_scaled_by_one_minus_the_ratio() {
    let ratio = 0.3;
    let mut core = Dropout::new(1, ratio, Streams::new(1).rng("dropout"));
    let x = random(10, 10, "x");
    let y = core.forward(x.clone().into_dyn());
    // Draws that make the same mask: above the ratio where the core let a value pass.
    let draws: Vec<f64> = y.iter().map(|&y| if y == 0.0 { 0.0 } else { 1.0 }).collect();
    let mut derived = dropout::Dropout::new(ratio);
    let flat = |x: &Tensor<f64>| x.iter().copied().collect::<Vec<f64>>();
    let x = flat(&x.into_dyn());
    let shrunk = |values: Vec<f64>| values.into_iter().map(|v| v * (1.0 - ratio)).collect::<Vec<f64>>();
    assert_near(&derived.forward(&x, &draws), &shrunk(flat(&y)), 1e-14);
    let dout = random(10, 10, "dout").into_dyn();
    assert_near(&derived.backward(&flat(&dout)), &shrunk(flat(&core.backward(dout.clone()))), 1e-14);
    let predicted = core.predict(Tensor::from_shape_vec(vec![100], x.clone()).unwrap());
    assert_near(&derived.predict(&x), &shrunk(flat(&predicted)), 1e-14);
}

#[test]
fn derived_weight_decay_is_the_cores_loss_and_gradient() {
    let (w, x) = (random(4, 3, "w"), random(5, 4, "x").into_dyn());
    let t = Targets::Labels(vec![0, 1, 2, 0, 1]);
    let network = |decay: f64| {
        let affine: Box<dyn Layer<f64>> = Box::new(Affine::new(1, w.clone(), Vector::ones(3)));
        let mut network = Network::new(vec![affine], SoftmaxCrossEntropy);
        network.weight_decay = decay;
        network
    };
    let (mut plain, mut decayed) = (network(0.0), network(0.1));
    let (loss, with_decay) = (plain.gradient(x.clone(), &t), decayed.gradient(x, &t));
    let flat: Vec<f64> = w.iter().copied().collect();
    assert!((with_decay - loss - weight_decay::penalty(0.1, &flat)).abs() < 1e-14);
    let dw: Vec<f64> = plain.params()[0].grad.iter().copied().collect();
    assert_near(&weight_decay::gradient(0.1, &flat, &dw), &decayed.params()[0].grad, 1e-14);
    assert_eq!(plain.params()[1].grad, decayed.params()[1].grad, "the bias does not decay");
}

#[test]
fn the_smoothed_curve_is_the_books() {
    let entry = book(&["ch06", "smooth_curve"]);
    let input: Vec<f64> = entry.get("input").tensor().iter().copied().collect();
    let smooth = Array2::from_shape_vec((1, input.len()), smooth_curve(&input)).unwrap();
    entry.get("output").assert_close(smooth.row(0).into_dyn(), 1e-9);
    entry
        .get("kernel_normalized")
        .assert_close(Vector::from(kaiser_window().to_vec()).into_dyn().view(), 1e-9);
}
