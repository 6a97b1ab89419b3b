//! Every backward pass is right: each layer and each kind of network against numerical gradients, worst relative
//! error below 1e-6 in `f64`; and the checker finds what is wrong.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_tensor::layers::{
    Affine, AveragePooling, BatchNorm, Convolution, Dropout, Layer, LossLayer, MaxPooling, Relu, Sigmoid,
    SigmoidCrossEntropy, SoftmaxCrossEntropy, SquaredError, Tanh,
};
use core_tensor::tensor::targets::one_hot;
use core_tensor::training::gradient_check::{Report, Verdict, check_layer, check_network};
use core_tensor::{
    Activation, Init, MultiLayerNet, Network, Param, Role, Streams, Targets, Tensor, Vector, Window,
};
use rand::RngExt;

fn random(shape: &[usize], name: &str) -> Tensor<f64> {
    let mut rng = Streams::new(5).rng(name);
    Tensor::from_shape_simple_fn(shape, || rng.random_range(-1.5..1.5))
}

fn affine(inputs: usize, outputs: usize) -> Affine<f64> {
    let w = Init::Normal(0.5).matrix(inputs, outputs, &mut Streams::new(5).rng("w"));
    Affine::new(1, w, Vector::linspace(-0.3, 0.3, outputs))
}

fn assert_right(report: &Report) {
    assert!(report.worst_error() < 1e-6, "\n{report}");
    assert!(report.params.iter().all(|param| param.compared > 0), "nothing was compared:\n{report}");
}

#[test]
fn every_layer_sends_back_the_gradients_that_trying_finds() {
    let layers: Vec<(&str, Box<dyn Layer<f64>>)> = vec![
        ("affine", Box::new(affine(12, 7))),
        ("relu", Box::new(Relu::new(1))),
        ("sigmoid", Box::new(Sigmoid::new(1))),
        ("tanh", Box::new(Tanh::new(1))),
        (
            "batch_norm",
            Box::new(BatchNorm::with(1, Vector::linspace(0.5, 2.0, 12), Vector::linspace(-1.0, 1.0, 12))),
        ),
        ("dropout", Box::new(Dropout::new(1, 0.3, Streams::new(1).rng("dropout")))),
    ];
    for (name, layer) in layers {
        let report = check_layer(layer.as_ref(), &random(&[9, 12], "x"), 200, 1);
        println!("{name}\n{report}");
        assert_right(&report);
    }
}

#[test]
fn affine_sends_gradients_back_into_images() {
    assert_right(&check_layer(&affine(18, 5), &random(&[4, 2, 3, 3], "images"), 200, 1));
}

fn convolution(filters: usize, channels: usize, window: Window) -> Convolution<f64> {
    let w = random(&[filters, channels, window.height, window.width], "filters").into_dimensionality();
    Convolution::new(1, w.unwrap(), Vector::linspace(-0.3, 0.3, filters), window)
}

#[test]
fn convolution_and_pooling_send_back_the_gradients_that_trying_finds() {
    let windows = [
        Window::square(3),
        Window::square(3).pad(1),
        Window::new(2, 3).stride(2).pad(1),
        Window::square(2).stride(2),
    ];
    for window in windows {
        let layers: [Box<dyn Layer<f64>>; 4] = [
            Box::new(BatchNorm::with(1, Vector::linspace(0.5, 2.0, 3), Vector::linspace(-1.0, 1.0, 3))),
            Box::new(convolution(4, 3, window)),
            Box::new(MaxPooling::new(1, window)),
            Box::new(AveragePooling::new(1, window)),
        ];
        for layer in layers {
            let report = check_layer(layer.as_ref(), &random(&[3, 3, 6, 5], "images"), 200, 1);
            println!("{} {window:?}\n{report}", layer.name());
            assert_right(&report);
        }
    }
}

#[test]
fn a_convolution_network_passes_the_gradient_check() {
    let w = |shape: &[usize], name| random(shape, name).into_dimensionality().unwrap();
    let layers: Vec<Box<dyn Layer<f64>>> = vec![
        Box::new(convolution(4, 2, Window::square(3).pad(1))),
        Box::new(Relu::new(1)),
        Box::new(MaxPooling::new(1, Window::square(2).stride(2))),
        Box::new(Affine::new(2, w(&[4 * 9, 6], "w2"), Vector::zeros(6))),
        Box::new(BatchNorm::new(2, 6)),
        Box::new(Relu::new(2)),
        Box::new(Affine::new(3, w(&[6, 3], "w3"), Vector::zeros(3))),
    ];
    let network = Network::new(layers, SoftmaxCrossEntropy);
    let x = random(&[5, 2, 6, 6], "x");
    assert_right(&check_network(&network, &x, &Targets::Labels(vec![0, 1, 2, 1, 0]), 100));
}

#[test]
fn every_loss_has_the_gradient_that_central_differences_find() {
    let labels = [0, 2, 1, 1, 0];
    let rows = Targets::Values(one_hot(&labels, 3).into_dyn());
    let cases: [(Box<dyn LossLayer<f64>>, Targets<f64>); 4] = [
        (Box::new(SoftmaxCrossEntropy), Targets::Labels(labels.to_vec())),
        (Box::new(SoftmaxCrossEntropy), rows.clone()),
        (Box::new(SquaredError), rows.clone()),
        (Box::new(SigmoidCrossEntropy), rows),
    ];
    for (loss, t) in cases {
        let scores = random(&[5, 3], "scores");
        let (_, dscores) = loss.loss_and_gradient(scores.clone(), &t);
        let numerical = core_tensor::functions::numerical_gradient::numerical_gradient(
            |scores| loss.loss(scores, &t),
            &scores,
            core_tensor::functions::numerical_gradient::H,
        );
        for (a, n) in dscores.iter().zip(&numerical) {
            assert!((a - n).abs() < 1e-7 * a.abs().max(1e-2), "{}: {a} against {n}", loss.name());
        }
    }
}

#[test]
fn every_kind_of_network_passes_the_gradient_check() {
    let deep = MultiLayerNet::new(20, &[16, 12, 10, 8, 8], 5);
    let kinds = [
        ("relu", deep.clone()),
        ("sigmoid", deep.clone().activation(Activation::Sigmoid).init(Init::Xavier)),
        ("tanh", deep.clone().activation(Activation::Tanh).init(Init::Xavier)),
        ("weight decay", deep.clone().weight_decay(0.1)),
        ("batch norm", deep.clone().batch_norm()),
        ("dropout", deep.clone().dropout(0.3)),
        ("everything", deep.batch_norm().dropout(0.2).weight_decay(0.01)),
        ("book, ch05", MultiLayerNet::new(784, &[50], 10)),
        ("book, ch06", MultiLayerNet::new(784, &[100; 4], 10).batch_norm()),
    ];
    for (name, description) in kinds {
        let mut network = description.build::<f64>(&Streams::new(1));
        let inputs = network.params()[0].value.shape()[0];
        // A unit that sees only zeros stands on ReLU's kink as long as its bias is 0.
        for param in network.params_mut().into_iter().filter(|param| param.role == Role::Bias) {
            param.value.fill(0.1);
        }
        let outputs = network.params().last().unwrap().value.len();
        let x = random(&[8, inputs], "x");
        let t = Targets::Labels((0..8).map(|i| i % outputs).collect());
        let report = check_network(&network, &x, &t, 40);
        println!("{name}: worst {:.1e}", report.worst_error());
        assert_right(&report);
    }
}

type Mistake = fn(&mut Param<f64>);

/// An affine layer with a mistake put in after its backward pass.
#[derive(Clone)]
struct Mistaken {
    right: Affine<f64>,
    mistake: Mistake,
}

impl Layer<f64> for Mistaken {
    fn name(&self) -> &str {
        self.right.name()
    }
    fn predict(&self, x: Tensor<f64>) -> Tensor<f64> {
        self.right.predict(x)
    }
    fn forward(&mut self, x: Tensor<f64>) -> Tensor<f64> {
        self.right.forward(x)
    }
    fn backward(&mut self, dout: Tensor<f64>) -> Tensor<f64> {
        let dx = self.right.backward(dout);
        (self.mistake)(self.right.params_mut().swap_remove(0));
        dx
    }
    fn params(&self) -> Vec<&Param<f64>> {
        self.right.params()
    }
    fn params_mut(&mut self) -> Vec<&mut Param<f64>> {
        self.right.params_mut()
    }
}

#[test]
fn a_wrong_backward_pass_is_found_and_its_worst_entry_named() {
    let mistakes: [(&str, Mistake); 4] = [
        ("sign", |w| w.grad.mapv_inplace(|g| -g)),
        ("divided by the batch once more", |w| w.grad /= 9.0),
        ("one entry off by a thousandth", |w| w.grad[[3, 2]] *= 1.001),
        ("not a number", |w| w.grad[[3, 2]] = f64::NAN),
    ];
    for (name, mistake) in mistakes {
        let layer = Mistaken { right: affine(12, 7), mistake };
        let report = check_layer(&layer, &random(&[9, 12], "x"), 200, 1);
        assert_ne!(report.verdict(), Verdict::Right, "{name} was not found:\n{report}");
        assert_eq!(report.worst().unwrap().name, "W1", "{name}");
        if name.starts_with("one entry") {
            assert_eq!(report.worst().unwrap().worst.as_ref().unwrap().index, [3, 2]);
        }
    }
}

#[test]
fn a_point_on_a_kink_is_set_aside_and_not_called_wrong() {
    let mut x = random(&[3, 4], "x");
    x[[1, 2]] = 0.0;
    let report = check_layer(&Relu::new(1), &x, 100, 1);
    assert_eq!((report.params[0].compared, report.params[0].kinks), (11, 1));
    assert_eq!(report.verdict(), Verdict::Right);
}

#[test]
fn batch_norm_of_one_sample_has_only_kinks_and_zeros_so_a_real_batch_is_needed() {
    // The book's own check uses a batch of one: then x − mean is 0, and ReLU stands exactly on its kink.
    let description = MultiLayerNet::new(20, &[10, 10], 5).batch_norm();
    let network = description.build::<f64>(&Streams::new(1));
    let one = check_network(&network, &random(&[1, 20], "x"), &Targets::Labels(vec![3]), 20);
    let beta2 = one.params.iter().find(|param| param.name == "beta2").unwrap();
    assert_eq!((beta2.compared, beta2.kinks), (0, 10), "\n{one}");
    let t = Targets::Labels(vec![0, 1, 2, 3, 4, 0, 1, 2]);
    assert_right(&check_network(&network, &random(&[8, 20], "x"), &t, 20));
}

#[test]
fn where_nothing_was_compared_the_verdict_says_so() {
    let report = check_layer(&Relu::new(1), &Tensor::zeros(vec![3, 4]), 100, 1);
    assert_eq!((report.params[0].compared, report.params[0].kinks), (0, 12));
    assert_eq!(report.verdict(), Verdict::NothingCompared, "{report}");
    assert!(report.to_string().contains("(NothingCompared)"), "{report}");
    let none_asked_for = check_layer(&affine(12, 7), &random(&[9, 12], "x"), 0, 1);
    assert_eq!(none_asked_for.verdict(), Verdict::NothingCompared);
    // One parameter that was not compared is enough: b1 and W1 may be as wrong as they like before a dead ReLU.
    let mut network: Network<f64> = MultiLayerNet::new(6, &[5], 3).build(&Streams::new(1));
    network.param_mut("b1").unwrap().value.fill(0.0);
    network.param_mut("W1").unwrap().value.fill(0.0);
    let report = check_network(&network, &random(&[4, 6], "x"), &Targets::Labels(vec![0, 1, 2, 0]), 50);
    assert_eq!(report.verdict(), Verdict::NothingCompared, "{report}");
}

#[test]
fn entries_far_from_1_are_checked_as_well() {
    let (mut right, mut x) = (affine(12, 7), random(&[9, 12], "x"));
    right.params_mut()[0].value[[3, 2]] = 1e9;
    x.index_axis_mut(ndarray::Axis(1), 3).mapv_inplace(|x| 1e-9 * x);
    assert_right(&check_layer(&right, &x, 200, 1));
    // A step of 1e-3 would change the loss by 1e-12, too little to tell a gradient from its double.
    let layer = Mistaken { right, mistake: |w| w.grad[[3, 2]] *= 2.0 };
    let report = check_layer(&layer, &x, 200, 1);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    assert_eq!(report.worst().unwrap().worst.as_ref().unwrap().index, [3, 2]);
}

/// Everything about a network that a training or a prediction can notice.
fn all_of(network: &mut Network<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Vec<Tensor<f64>> {
    let mut seen: Vec<_> = network.params().iter().flat_map(|p| [p.value.clone(), p.grad.clone()]).collect();
    seen.push(network.predict(x));
    // Twice: frozen layers repeat their mask, the others draw the next one.
    for _ in 0..2 {
        seen.push(Tensor::from_elem(vec![1], network.gradient(x.clone(), t)));
        seen.extend(network.params().iter().map(|param| param.grad.clone()));
    }
    seen
}

#[test]
fn the_check_leaves_the_network_and_its_random_streams_as_they_were_to_the_last_bit() {
    let (x, t) = (random(&[4, 6], "x"), Targets::Labels(vec![0, 1, 2, 0]));
    for frozen in [false, true] {
        let build = || {
            let description = MultiLayerNet::new(6, &[5, 4], 3).batch_norm().dropout(0.5);
            let mut network: Network<f64> = description.build(&Streams::new(1));
            network.gradient(x.clone(), &t);
            network.freeze(frozen);
            network
        };
        let (mut checked, mut untouched) = (build(), build());
        // A batch of another size draws masks of another size.
        for rows in [4, 3] {
            let part = x.slice_axis(ndarray::Axis(0), (0..rows).into()).to_owned();
            check_network(&checked, &part, &t.select(&[0, 1, 2, 3][..rows]), 50);
        }
        assert_eq!(checked.state(), untouched.state());
        assert_eq!(all_of(&mut checked, &x, &t), all_of(&mut untouched, &x, &t), "frozen: {frozen}");
    }
}
