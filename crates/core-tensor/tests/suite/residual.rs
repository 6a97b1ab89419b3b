//! A network with residual blocks is trained like every other: its gradient is right, workers agree with one network, it can be
//! interrupted, and its table shows the blocks.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_tensor::layers::{Affine, SoftmaxCrossEntropy, Tanh};
use core_tensor::optimizers::{Adam, Sgd};
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::training::gradient_check::{Verdict, check_network};
use core_tensor::training::{Evaluate, Sets, Trainer};
use core_tensor::{Matrix, Network, Samples, Sequential, Streams, Targets, Tensor, Vector};
use portable_math::sin;

/// Blocks in blocks, batch normalisation within, and a pooling that ReLU may follow.
fn net() -> Sequential {
    Sequential::new([2, 6, 6])
        .conv(4, 3)
        .batch_norm()
        .residual(|block| block.conv(4, 3).batch_norm().relu().residual(|inner| inner.conv(4, 3)))
        .relu()
        .max_pool(2)
        .residual(Sequential::relu)
        .flatten()
        .affine(3)
}

fn built(streams: &Streams) -> Network<f64> {
    net().build(SoftmaxCrossEntropy, streams)
}

fn samples() -> Samples<f64> {
    let x = Tensor::from_shape_fn(vec![12, 2, 6, 6], |i| sin((i[0] * 7 + i[1] * 5 + i[2] * 3 + i[3]) as f64));
    Samples::from_values(x, Targets::Labels((0..12).map(|i| i % 3).collect()))
}

#[test]
fn its_backward_pass_is_right() {
    let (x, t) = samples().all();
    let report = check_network(&built(&Streams::new(1)), &x, &t, 12);
    assert_eq!(report.verdict(), Verdict::Right, "{report}");
}

#[test]
fn workers_have_the_gradient_of_one_network() {
    let streams = Streams::new(1);
    let (mut alone, samples) = (built(&streams), samples());
    let (x, t) = samples.all();
    let loss = alone.gradient(x, &t);
    for workers in [2, 3] {
        let mut group = DataParallel::new(built(&streams), workers, &streams);
        assert!((group.gradient(&samples, &(0..12).collect::<Vec<_>>()) - loss).abs() < 1e-12);
        for (a, b) in group.network().params().iter().zip(alone.params()) {
            let apart = (&a.grad - &b.grad).iter().fold(0.0_f64, |most, d| most.max(d.abs()));
            assert!(apart < 1e-12, "{} by {workers} workers: {apart}", a.name);
        }
    }
}

#[test]
fn images_predicted_in_blocks_are_those_predicted_at_once() {
    let (network, (x, _)) = (built(&Streams::new(1)), samples().all());
    let first = x.slice_axis(ndarray::Axis(0), (..5).into()).to_owned();
    let all = network.predict(&x);
    assert_eq!(all.slice_axis(ndarray::Axis(0), (..5).into()), network.predict(&first));
}

#[test]
fn interrupted_and_resumed_it_ends_in_the_same_bits() {
    let (streams, samples) = (Streams::new(1), samples());
    let sets = Sets::new(&samples, &samples);
    let start = || {
        let trainer = Trainer::new(Adam::new(0.01)).epochs(3).batch_size(5).workers(2).streams(&streams);
        trainer.evaluate(Evaluate::Never).start(built(&streams), 12)
    };
    let (mut whole, mut first, mut second) = (start(), start(), start());
    while whole.advance(&sets).unwrap().is_some() {}
    (0..4).for_each(|_| assert!(first.advance(&sets).unwrap().is_some()));
    second.restore(&first.state()).unwrap();
    while second.advance(&sets).unwrap().is_some() {}
    assert_eq!(second.state(), whole.state());
    assert!(whole.describe().contains("residual blocks"), "{}", whole.describe());
}

#[test]
fn its_table_indents_what_is_in_a_block() {
    let table = format!("{:?}", built(&Streams::new(1)));
    assert!(table.contains("\n  convolution2 "), "{table}");
    assert!(table.contains("\n    convolution3") && table.contains("+ input   + input"), "{table}");
}

#[test]
fn a_loss_that_overflows_in_a_block_is_traced_to_its_layer() {
    let mut network = built(&Streams::new(1));
    network.param_mut("W2").unwrap().value.fill(f64::MAX);
    let samples = samples();
    let trainer = Trainer::new(Sgd::new(0.1)).batch_size(12).evaluate(Evaluate::Never);
    let sentence = trainer.fit(&mut network, &samples, &samples).unwrap_err().to_string();
    assert!(sentence.contains("convolution2 overflowed first"), "{sentence}");
}

#[test]
#[should_panic(expected = "the residual blocks 0..2 and 1..3 overlap")]
fn blocks_that_overlap_are_refused() {
    let affine = |number| Box::new(Affine::<f64>::new(number, Matrix::eye(2), Vector::zeros(2)));
    let layers: Vec<Box<dyn core_tensor::layers::Layer<f64>>> =
        vec![affine(1), Box::new(Tanh::new(1)), affine(2)];
    Network::with_residual_blocks(layers, vec![0..2, 1..3], SoftmaxCrossEntropy);
}
