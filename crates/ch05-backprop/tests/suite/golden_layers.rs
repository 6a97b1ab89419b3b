//! The book's own code and the layers derived here give the same values.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch05_backprop::derive::affine::Affine;
use ch05_backprop::derive::relu::Relu;
use ch05_backprop::derive::sigmoid::Sigmoid;
use ch05_backprop::derive::softmax_with_loss::SoftmaxWithLoss;
use ch05_backprop::derive::two_layer_net::TwoLayerNet;
use ch05_backprop::experiments::{buy_apple, buy_apple_orange};
use chapter_kit::{Experiment, Run, Scale};
use core_tensor::tensor::targets::{arg_max, one_hot};
use golden::{Entry, book};
use ndarray::{Array1, Array2, Ix1, Ix2};
use portable_math::ln;

fn matrix(entry: &Entry, name: &str) -> Array2<f64> {
    entry.get(name).tensor().into_dimensionality::<Ix2>().unwrap()
}

fn vector(entry: &Entry, name: &str) -> Array1<f64> {
    entry.get(name).tensor().into_dimensionality::<Ix1>().unwrap()
}

/// Every value of the book's script, under the same name among the findings.
fn assert_found_as_in(experiment: &Experiment, entry: &Entry) {
    let outcome = (experiment.run)(&Run::for_test(1, Scale::Quick)).unwrap();
    let inputs = ["apple", "orange", "tax", "apple_num", "orange_num"];
    let names: Vec<&str> = entry.keys().into_iter().filter(|name| !inputs.contains(name)).collect();
    assert!(names.len() >= 6);
    for name in names {
        let found = outcome.get(name).unwrap_or_else(|| panic!("no finding {name}"));
        entry.get(name).assert_number(found, 1e-15);
    }
}

// (S20)
#[test]
fn apples_and_oranges_cost_what_the_book_says_and_send_back_the_same() {
    assert_found_as_in(&buy_apple::EXPERIMENT, &book(&["ch05", "buy_apple"]));
    assert_found_as_in(&buy_apple_orange::EXPERIMENT, &book(&["ch05", "buy_apple_orange"]));
}

#[test]
fn relu_blocks_what_the_books_relu_blocks() {
    let entry = book(&["ch05", "relu_layer"]);
    let mut relu = Relu::new();
    entry.get("out").assert_close(relu.forward(&matrix(&entry, "x")).into_dyn().view(), 1e-15);
    entry.get("dx").assert_close(relu.backward(&matrix(&entry, "dout")).into_dyn().view(), 1e-15);
    entry.get("mask").assert_close(relu.mask.mapv(f64::from).into_dyn().view(), 1e-15);
}

#[test]
fn sigmoid_is_the_books_forward_and_backward() {
    let entry = book(&["ch05", "sigmoid_layer"]);
    let mut sigmoid = Sigmoid::new();
    entry.get("out").assert_close(sigmoid.forward(&matrix(&entry, "x")).into_dyn().view(), 1e-14);
    entry.get("dx").assert_close(sigmoid.backward(&matrix(&entry, "dout")).into_dyn().view(), 1e-14);
}

#[test]
fn affine_is_the_books_forward_and_backward() {
    let entry = book(&["ch05", "affine"]);
    let mut affine = Affine::new(matrix(&entry, "W"), vector(&entry, "b"));
    entry.get("out").assert_close(affine.forward(&matrix(&entry, "x")).into_dyn().view(), 1e-14);
    entry.get("dx").assert_close(affine.backward(&matrix(&entry, "dout")).into_dyn().view(), 1e-14);
    entry.get("dW").assert_close(affine.dw.view().into_dyn(), 1e-14);
    entry.get("db").assert_close(affine.db.view().into_dyn(), 1e-14);
}

#[test]
fn affine_on_flattened_images_is_the_books() {
    let entry = book(&["ch05", "affine_4d"]);
    let mut affine = Affine::new(matrix(&entry, "W"), vector(&entry, "b"));
    let x = entry.get("x").tensor();
    let shape = x.shape().to_vec();
    let flat = x.into_shape_with_order((2, 8)).unwrap();
    entry.get("out").assert_close(affine.forward(&flat).into_dyn().view(), 1e-13);
    let dx = affine.backward(&matrix(&entry, "dout")).into_shape_with_order(shape).unwrap();
    entry.get("dx").assert_close(dx.view(), 1e-12);
    entry.get("dW").assert_close(affine.dw.view().into_dyn(), 1e-13);
    entry.get("db").assert_close(affine.db.view().into_dyn(), 1e-13);
}

#[test]
fn softmax_with_loss_is_the_books_but_for_the_tiny_number_inside_its_logarithm() {
    let entry = book(&["ch05", "softmax_with_loss_onehot"]);
    let labels = book(&["ch05", "softmax_with_loss_label"]);
    let t = matrix(&entry, "t");
    assert_eq!(one_hot::<f64>(&labels.get("t").labels(), 3), t);
    let mut layer = SoftmaxWithLoss::new();
    entry.get("loss").assert_number(layer.forward(&matrix(&entry, "x"), &t), 1e-6);
    entry.get("y").assert_close(layer.y.view().into_dyn(), 1e-14);
    entry.get("dx").assert_close(layer.backward(1.0).into_dyn().view(), 1e-13);
    labels.get("dx").assert_close(layer.backward(1.0).into_dyn().view(), 1e-13);
}

// (S15)
#[test]
fn the_books_two_examples_send_back_y_minus_t() {
    for example in book(&["ch05", "softmax_with_loss_book_examples"]).list() {
        let row = |name: &str| vector(&example, name).insert_axis(ndarray::Axis(0));
        // Scores whose softmax is y; a probability of 0 needs a score far below.
        let scores = row("y").mapv(|y| if y > 0.0 { ln(y) } else { -1000.0 });
        let mut layer = SoftmaxWithLoss::new();
        layer.forward(&scores, &row("t"));
        let gradients = layer.backward(1.0);
        example.get("y_minus_t").assert_close(gradients.row(0).into_dyn(), 1e-13);
        assert!(gradients.sum().abs() < 1e-15);
    }
}

#[test]
fn the_tiny_network_is_the_books_in_values_and_gradients() {
    let entry = book(&["ch05", "two_layer_net_tiny_relu"]);
    let mut net = TwoLayerNet::new(matrix(&entry, "W1"), matrix(&entry, "W2"));
    (net.affine1.b, net.affine2.b) = (vector(&entry, "b1"), vector(&entry, "b2"));
    let (x, t) = (matrix(&entry, "x"), matrix(&entry, "t"));
    let scores = net.predict(&x);
    entry.get("predict").assert_close(scores.view().into_dyn(), 1e-13);
    entry.get("loss").assert_number(net.gradient(&x, &t), 1e-6);
    // What the book computes backward and, as far as its logarithm allows, numerically.
    for (group, tolerance) in [("grad", 1e-12), ("numerical", 2e-6)] {
        let gradients = entry.get(group);
        gradients.get("W1").assert_close(net.affine1.dw.view().into_dyn(), tolerance);
        gradients.get("b1").assert_close(net.affine1.db.view().into_dyn(), tolerance);
        gradients.get("W2").assert_close(net.affine2.dw.view().into_dyn(), tolerance);
        gradients.get("b2").assert_close(net.affine2.db.view().into_dyn(), tolerance);
    }
    let right = scores.rows().into_iter().zip(t.rows());
    let right = right.filter(|(y, t)| arg_max(y.iter().copied()) == arg_max(t.iter().copied())).count();
    entry.get("accuracy").assert_number(right as f64 / x.nrows() as f64, 1e-15);
}
