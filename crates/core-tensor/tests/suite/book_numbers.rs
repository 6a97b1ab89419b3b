//! The core gives the book's numbers: ch03's functions, ch04's losses and gradients, ch05's layers, ch06's optimisers
//! and batch normalisation, all in `f64` against the official NumPy code.
//!
//! Where the book adds 1e-7 inside a logarithm, the core's exact form is given probabilities with 1e-7 added, which is
//! the same.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_tensor::functions::activation::{identity, relu, sigmoid, sigmoid_derivative, step, tanh};
use core_tensor::functions::loss::{cross_entropy_error, sum_squared_error};
use core_tensor::functions::numerical_gradient::{H, numerical_diff, numerical_gradient};
use core_tensor::functions::softmax::softmax;
use core_tensor::layers::{
    Affine, BatchNorm, Layer, LossLayer, Relu, Sigmoid, SoftmaxCrossEntropy, SquaredError,
};
use core_tensor::optimizers::{AdaGrad, Adam, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
use core_tensor::tensor::targets::one_hot;
use core_tensor::{Matrix, Network, Param, Role, Targets, Tensor, Vector};
use golden::{Entry, book, lcg_weights};
use ndarray::{Axis, Ix1, Ix2, array};

/// Makes the activation of a numbered layer.
type MakeActivation = fn(usize) -> Box<dyn Layer<f64>>;

const EXACT: f64 = 1e-9;
/// What the book adds inside its logarithm.
const DELTA: f64 = 1e-7;

fn matrix(entry: &Entry) -> Matrix<f64> {
    entry.tensor().into_dimensionality::<Ix2>().unwrap()
}

fn vector(entry: &Entry) -> Vector<f64> {
    entry.tensor().into_dimensionality::<Ix1>().unwrap()
}

fn book_cross_entropy(y: &Matrix<f64>, t: &Targets<f64>) -> f64 {
    cross_entropy_error((y + DELTA).view(), t)
}

#[test]
fn ch03_activations_are_the_books() {
    let entry = book(&["ch03", "activations"]);
    let x = vector(&entry.get("x"));
    let check =
        |name: &str, f: fn(f64) -> f64| entry.get(name).assert_close(x.mapv(f).into_dyn().view(), EXACT);
    check("step", step);
    check("sigmoid", sigmoid);
    check("sigmoid_grad", |x| sigmoid_derivative(sigmoid(x)));
    check("relu", relu);
    check("tanh", tanh);
    check("identity", identity);
}

#[test]
fn ch03_softmax_is_the_books_and_survives_1010() {
    for case in book(&["ch03", "softmax_1d"]).list() {
        let x = vector(&case.get("x")).insert_axis(Axis(0));
        case.get("y").assert_close(softmax(x.view()).row(0).into_dyn(), EXACT);
    }
    let table = book(&["ch03", "softmax_2d"]);
    table.get("y").assert_close(softmax(matrix(&table.get("x")).view()).into_dyn().view(), EXACT);
}

#[test]
fn ch03_three_layer_forward_ends_in_0_3168_and_0_6963() {
    let entry = book(&["ch03", "three_layer_forward_booktext"]);
    let layer =
        |n: usize| Affine::new(n, matrix(&entry.get(&format!("W{n}"))), vector(&entry.get(&format!("b{n}"))));
    let network = Network::new(
        vec![
            Box::new(layer(1)),
            Box::new(Sigmoid::new(1)),
            Box::new(layer(2)),
            Box::new(Sigmoid::new(2)),
            Box::new(layer(3)),
        ],
        SquaredError,
    );
    let x = vector(&entry.get("x")).insert_axis(Axis(0)).into_dyn();
    for ((_, y), name) in network.activations(&x).iter().zip(["A1", "Z1", "A2", "Z2", "Y"]) {
        entry.get(name).assert_close(y.index_axis(Axis(0), 0), EXACT);
    }
}

#[test]
fn ch04_losses_are_the_books() {
    let entry = book(&["ch04", "losses"]);
    let label = entry.get("t_label").number() as usize;
    let t = Targets::Labels(vec![label]);
    let wanted = one_hot::<f64>(&[label], 10);
    let row = |name: &str| vector(&entry.get(name)).insert_axis(Axis(0));
    for (y, squares, entropy) in [("y1", "sse1", "cee1"), ("y2", "sse2", "cee2")] {
        entry.get(squares).assert_number(sum_squared_error(row(y).view(), wanted.view()), EXACT);
        entry.get(entropy).assert_number(book_cross_entropy(&row(y), &t), EXACT);
    }
    let batch = ndarray::concatenate![Axis(0), row("y1"), row("y2")];
    let labels = entry.get("batch_labels").labels();
    let rows = one_hot(&labels, 10);
    entry.get("sse_batch").assert_number(sum_squared_error(batch.view(), rows.view()), EXACT);
    entry
        .get("cee_batch_onehot")
        .assert_number(book_cross_entropy(&batch, &Targets::Values(rows.into_dyn())), EXACT);
    entry.get("cee_batch_label").assert_number(book_cross_entropy(&batch, &Targets::Labels(labels)), EXACT);
    let impossible = array![[0.0, 1.0]];
    entry
        .get("cee_zero_prob")
        .assert_number(book_cross_entropy(&impossible, &Targets::Labels(vec![0])), EXACT);
}

#[test]
fn ch04_numerical_gradients_are_the_books_to_the_last_bits() {
    let f = |x: f64| 0.01 * (x * x) + 0.1 * x;
    let entry = book(&["ch04", "numerical_diff"]);
    entry.get("at5").assert_number(numerical_diff(f, 5.0), EXACT);
    entry.get("at10").assert_number(numerical_diff(f, 10.0), EXACT);
    for point in book(&["ch04", "numerical_gradient_f2"]).list() {
        let gradient = numerical_gradient(|x| x.iter().map(|x| x * x).sum(), &point.get("x").tensor(), H);
        point.get("grad").assert_close(gradient.view(), EXACT);
    }
}

#[test]
fn ch04_gradient_descent_walks_the_books_path() {
    let path = book(&["ch04", "gradient_descent", "path"]);
    let mut x = array![-3.0, 4.0].into_dyn();
    for point in path.list() {
        point.assert_close(x.view(), EXACT);
        x = &x - 0.1 * numerical_gradient(|x| x.iter().map(|x| x * x).sum(), &x, H);
    }
}

#[test]
fn ch04_simple_net_has_the_books_loss_and_gradients() {
    let entry = book(&["ch04", "simplenet"]);
    let w = matrix(&entry.get("W"));
    let x = vector(&entry.get("x")).insert_axis(Axis(0)).into_dyn();
    let t = Targets::Values(entry.get("t").tensor().insert_axis(Axis(0)));
    let layers: Vec<Box<dyn Layer<f64>>> = vec![Box::new(Affine::new(1, w.clone(), Vector::zeros(3)))];
    let mut network = Network::new(layers, SoftmaxCrossEntropy);
    entry.get("predict").assert_close(network.predict(&x).index_axis(Axis(0), 0), EXACT);
    let loss_with = |w: &Tensor<f64>| {
        let w = w.view().into_dimensionality::<Ix2>().unwrap();
        let rows = x.view().into_dimensionality::<Ix2>().unwrap();
        book_cross_entropy(&softmax(rows.dot(&w).view()), &t)
    };
    entry.get("loss").assert_number(loss_with(&w.clone().into_dyn()), EXACT);
    entry
        .get("numerical_gradient")
        .assert_close(numerical_gradient(loss_with, &w.into_dyn(), H).view(), EXACT);
    network.gradient(x.clone(), &t);
    entry.get("analytic").assert_close(network.params()[0].grad.view(), EXACT);
}

#[test]
fn ch05_relu_and_sigmoid_go_forward_and_backward_as_the_books() {
    let layers: [(&str, Box<dyn Layer<f64>>); 2] =
        [("relu_layer", Box::new(Relu::new(1))), ("sigmoid_layer", Box::new(Sigmoid::new(1)))];
    for (name, mut layer) in layers {
        let entry = book(&["ch05", name]);
        entry.get("out").assert_close(layer.predict(entry.get("x").tensor()).view(), EXACT);
        entry.get("out").assert_close(layer.forward(entry.get("x").tensor()).view(), EXACT);
        entry.get("dx").assert_close(layer.backward(entry.get("dout").tensor()).view(), EXACT);
    }
}

#[test]
fn ch05_affine_goes_forward_and_backward_as_the_books_also_on_images() {
    for name in ["affine", "affine_4d"] {
        let entry = book(&["ch05", name]);
        let mut layer = Affine::new(1, matrix(&entry.get("W")), vector(&entry.get("b")));
        entry.get("out").assert_close(layer.forward(entry.get("x").tensor()).view(), EXACT);
        entry.get("dx").assert_close(layer.backward(entry.get("dout").tensor()).view(), EXACT);
        entry.get("dW").assert_close(layer.params()[0].grad.view(), EXACT);
        entry.get("db").assert_close(layer.params()[1].grad.view(), EXACT);
    }
}

#[test]
fn ch05_softmax_with_loss_sends_back_y_minus_t_over_n() {
    let one_hot = book(&["ch05", "softmax_with_loss_onehot"]);
    let labels = book(&["ch05", "softmax_with_loss_label"]);
    let cases = [
        (&one_hot, Targets::Values(one_hot.get("t").tensor())),
        (&labels, Targets::Labels(labels.get("t").labels())),
    ];
    for (entry, t) in cases {
        let scores = entry.get("x").tensor();
        let y = softmax(matrix(&entry.get("x")).view());
        entry.get("y").assert_close(y.view().into_dyn(), EXACT);
        entry.get("loss").assert_number(book_cross_entropy(&y, &t), EXACT);
        let (_, dx) = SoftmaxCrossEntropy.loss_and_gradient(scores, &t);
        entry.get("dx").assert_close(dx.view(), EXACT);
    }
}

/// A network of affine layers with this activation, from the parameters of a golden entry.
fn network_of(params: &Entry, count: usize, activation: MakeActivation) -> Network<f64> {
    let mut layers: Vec<Box<dyn Layer<f64>>> = Vec::new();
    for n in 1..=count {
        let (w, b) = (params.get(&format!("W{n}")), params.get(&format!("b{n}")));
        layers.push(Box::new(Affine::new(n, matrix(&w), vector(&b))));
        if n == count {
            break;
        }
        if params.keys().contains(&format!("gamma{n}").as_str()) {
            let (gamma, beta) = (params.get(&format!("gamma{n}")), params.get(&format!("beta{n}")));
            let mut norm = BatchNorm::with(n, vector(&gamma), vector(&beta));
            norm.epsilon = 1e-6;
            layers.push(Box::new(norm));
        }
        layers.push(activation(n));
    }
    Network::new(layers, SoftmaxCrossEntropy)
}

fn assert_gradients(network: &Network<f64>, expected: &Entry, tolerance: f64) {
    for param in network.params() {
        expected.get(&param.name).assert_close(param.grad.view(), tolerance);
    }
}

#[test]
fn ch04_and_ch05_tiny_networks_have_the_books_loss_and_gradients() {
    let cases: [(_, _, MakeActivation); 2] = [
        ("ch04", "two_layer_net_tiny_sigmoid", |n| Box::new(Sigmoid::new(n))),
        ("ch05", "two_layer_net_tiny_relu", |n| Box::new(Relu::new(n))),
    ];
    for (chapter, name, activation) in cases {
        let entry = book(&[chapter, name]);
        let mut network = network_of(&entry, 2, activation);
        let (x, t) = (entry.get("x").tensor(), Targets::Values(entry.get("t").tensor()));
        let scores = network.predict(&x).into_dimensionality::<Ix2>().unwrap();
        let y = softmax(scores.view());
        // ch04's network predicts probabilities, ch05's scores.
        let predicted = if chapter == "ch04" { &y } else { &scores };
        entry.get("predict").assert_close(predicted.view().into_dyn(), EXACT);
        entry.get("loss").assert_number(book_cross_entropy(&y, &t), EXACT);
        network.gradient(x, &t);
        assert_gradients(&network, &entry.get("grad"), EXACT);
    }
}

#[test]
fn ch06_multi_layer_networks_have_the_books_loss_and_gradients() {
    type Case = (&'static str, MakeActivation, f64);
    let cases: [Case; 3] = [
        ("multi_layer_net_relu", |n| Box::new(Relu::new(n)), 0.0),
        ("multi_layer_net_sigmoid_wd0.1", |n| Box::new(Sigmoid::new(n)), 0.1),
        ("multi_layer_net_extend_bn", |n| Box::new(Relu::new(n)), 0.0),
    ];
    for (name, activation, decay) in cases {
        let entry = book(&["ch06", name]);
        let mut network = network_of(&entry.get("params"), 3, activation);
        network.weight_decay = decay;
        let (x, t) = (entry.get("x").tensor(), Targets::Labels(entry.get("t").labels()));
        let batch_norm = name.ends_with("bn");
        let loss = if batch_norm {
            network.training_loss(x.clone(), &t)
        } else {
            let scores = network.predict(&x).into_dimensionality::<Ix2>().unwrap();
            entry.get("predict").assert_close(scores.view().into_dyn(), EXACT);
            book_cross_entropy(&softmax(scores.view()), &t) + network.penalty()
        };
        // Through batch normalisation there is no way around the book's 1e-7 in the logarithm.
        entry.get("loss").assert_number(loss, if batch_norm { 1e-6 } else { EXACT });
        network.gradient(x, &t);
        if batch_norm {
            // Gradients of the lower layers are rounding noise with three samples; see the note of the entry.
            for name in ["W3", "b3", "gamma2", "beta2"] {
                entry.get("grad").get(name).assert_close(network.param(name).unwrap().grad.view(), 1e-8);
            }
        } else {
            assert_gradients(&network, &entry.get("grad"), EXACT);
        }
    }
}

#[test]
fn ch05_gradients_of_a_whole_network_numerically_agree_with_backward() {
    let entry = book(&["ch05", "two_layer_net_tiny_relu"]);
    let mut network = network_of(&entry, 2, |n| Box::new(Relu::new(n)));
    let (x, t) = (entry.get("x").tensor(), Targets::Values(entry.get("t").tensor()));
    let numerical = network.numerical_gradients(&x, &t, H);
    for (param, numerical) in network.params().iter().zip(numerical) {
        entry.get("grad").get(&param.name).assert_close(numerical.view(), 1e-7);
    }
}

#[test]
fn ch06_batch_normalisation_goes_forward_and_backward_as_the_books() {
    let entry = book(&["ch06", "batch_normalization_2d"]);
    let mut layer = BatchNorm::with(1, vector(&entry.get("gamma")), vector(&entry.get("beta")));
    layer.epsilon = entry.get("eps").number();
    entry.get("out_train").assert_close(layer.forward(entry.get("x").tensor()).view(), EXACT);
    entry.get("dx").assert_close(layer.backward(entry.get("dout").tensor()).view(), 1e-8);
    entry.get("dgamma").assert_close(layer.params()[0].grad.view(), EXACT);
    entry.get("dbeta").assert_close(layer.params()[1].grad.view(), EXACT);
}

fn optimizer(name: &str, lr: f64) -> Box<dyn Optimizer<f64>> {
    match name {
        "SGD" => Box::new(Sgd::new(lr)),
        "Momentum" => Box::new(Momentum::new(lr)),
        "Nesterov" => Box::new(Nesterov::new(lr)),
        "AdaGrad" => Box::new(AdaGrad::new(lr)),
        "RMSprop" => Box::new(RmsProp::new(lr)),
        "Adam" => Box::new(Adam::book(lr)),
        other => panic!("no optimiser {other}"),
    }
}

#[test]
fn ch06_optimisers_take_the_books_steps() {
    let entry = book(&["ch06", "optimizer_steps"]);
    let after = entry.get("after_each_step");
    for name in after.keys() {
        let mut optimizer = optimizer(name, entry.get("lr_default").get(name).number());
        let init = entry.get("init");
        let mut w = Param::new("W", init.get("W").tensor(), Role::Weight);
        let mut b = Param::new("b", init.get("b").tensor(), Role::Bias);
        for (grads, expected) in entry.get("grads").list().iter().zip(after.get(name).list()) {
            w.grad = grads.get("W").tensor();
            b.grad = grads.get("b").tensor();
            optimizer.step(&mut [&mut w, &mut b]);
            expected.get("W").assert_close(w.value.view(), EXACT);
            expected.get("b").assert_close(b.value.view(), EXACT);
        }
    }
}

#[test]
fn ch06_optimisers_walk_the_books_paths_through_the_valley() {
    let entry = book(&["ch06", "optimizer_compare_naive"]);
    for name in entry.get("trajectories").keys() {
        let short = name.split('_').next().unwrap();
        let mut optimizer = optimizer(short, entry.get("lr").get(short).number());
        let mut xy = Param::new("xy", vector(&entry.get("init")), Role::Weight);
        let path = entry.get("trajectories").get(name);
        for point in path.get("points").list() {
            point.assert_close(xy.value.view(), EXACT);
            xy.grad = array![xy.value[0] / 10.0, 2.0 * xy.value[1]].into_dyn();
            optimizer.step(&mut [&mut xy]);
        }
        path.get("after_30_updates").assert_close(xy.value.view(), EXACT);
    }
}

#[test]
fn a_million_weights_of_the_generator_have_the_spread_they_ask_for() {
    let weights = lcg_weights(7, 1000, 1000, 0.5);
    assert!((weights.std(0.0) - 0.5).abs() < 1e-3);
}
