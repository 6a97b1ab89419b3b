//! A loss that is a sum and a loss that is a mean are both evaluated, and both trained by several workers, as what they are.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_tensor::layers::{Affine, BatchNorm, Convolution, Layer, Relu, SoftmaxCrossEntropy, SquaredError};
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::{Init, Network, Samples, Streams, Targets, Tensor, Vector, Window};
use ndarray::{array, s};
use portable_math::{cos, ln, sin};

/// `y = x` of one number, with the squared error.
fn identity() -> Network<f64> {
    Network::new(vec![Box::new(Affine::new(1, array![[1.0]], array![0.0]))], SquaredError)
}

/// Samples whose output is `errors[i]` away from its target.
fn with_errors(errors: Vec<f64>) -> Samples<f64> {
    let x = Tensor::from_shape_vec(vec![errors.len(), 1], errors).unwrap();
    Samples::from_values(x.clone(), Targets::Values(Tensor::zeros(x.shape())))
}

#[test]
fn the_evaluated_loss_is_the_mean_of_a_sample_whatever_the_loss_and_however_many_samples() {
    // ½ (1 + 4 + 9 + 16) = 15, a quarter of which belongs to each sample.
    assert_eq!(identity().evaluate(&with_errors(vec![1.0, 2.0, 3.0, 4.0])).loss, 3.75);
    for samples in [1, 499, 500, 501, 1_000, 1_200] {
        assert_eq!(identity().evaluate(&with_errors(vec![1.0; samples])).loss, 0.5, "{samples} samples");
    }
    let mean = Network::new(
        vec![Box::new(Affine::new(1, array![[0.0, 0.0]], array![0.0, 0.0]))],
        SoftmaxCrossEntropy,
    );
    for samples in [1, 499, 501, 1_200] {
        let x = Tensor::<f64>::ones(vec![samples, 1]);
        let evaluated = mean.evaluate(&Samples::from_values(x, Targets::Labels(vec![0; samples])));
        assert!((evaluated.loss - ln(2.0)).abs() < 1e-12, "{samples} samples: {}", evaluated.loss);
    }
}

/// Layers of every kind that workers meet in, on images of 2 × 5 × 5, with three outputs.
fn layers() -> Vec<Box<dyn Layer<f64>>> {
    let mut rng = Streams::new(1).rng("init");
    let filters = Init::He.filters((4, 2, 3, 3), &mut rng);
    vec![
        Box::new(Convolution::new(1, filters, Vector::zeros(4), Window::square(3))),
        Box::new(BatchNorm::new(1, 4)),
        Box::new(Relu::new(1)),
        Box::new(Affine::new(2, Init::He.matrix(36, 6, &mut rng), Vector::zeros(6))),
        Box::new(BatchNorm::with(2, Vector::linspace(0.5, 2.0, 6), Vector::linspace(-1.0, 1.0, 6))),
        Box::new(Relu::new(2)),
        Box::new(Affine::new(3, Init::He.matrix(6, 3, &mut rng), Vector::zeros(3))),
    ]
}

fn sum() -> Network<f64> {
    let mut network = Network::new(layers(), SquaredError);
    network.weight_decay = 0.01;
    network
}

fn mean() -> Network<f64> {
    let mut network = Network::new(layers(), SoftmaxCrossEntropy);
    network.weight_decay = 0.01;
    network
}

fn samples(targets: Targets<f64>) -> Samples<f64> {
    let x = Tensor::from_shape_fn(vec![24, 2, 5, 5], |i| sin((i[0] * 7 + i[1] * 3 + i[2] * 5 + i[3]) as f64));
    Samples::from_values(x, targets)
}

/// The largest difference between the gradients of one network and those of `workers` workers, and between the losses.
fn difference(
    build: fn() -> Network<f64>,
    samples: &Samples<f64>,
    batch: usize,
    workers: usize,
) -> (f64, f64) {
    let indices: Vec<usize> = (0..batch).collect();
    let (x, t) = samples.batch(&indices);
    let mut alone = build();
    let loss = alone.gradient(x, &t);
    let mut group = DataParallel::new(build(), workers, &Streams::new(1));
    let of_group = group.gradient(samples, &indices);
    let pairs = group.network().params().into_iter().zip(alone.params());
    let apart = pairs.map(|(a, b)| (&a.grad - &b.grad).iter().fold(0.0_f64, |most, d| most.max(d.abs())));
    ((of_group - loss).abs(), apart.fold(0.0, f64::max))
}

#[test]
fn workers_have_the_loss_and_the_gradient_of_one_network_for_sums_and_for_means() {
    let labels = Targets::Labels((0..24).map(|i| i % 3).collect());
    let values = Targets::Values(Tensor::from_shape_fn(vec![24, 3], |i| cos((i[0] + 5 * i[1]) as f64)));
    // Equal parts, uneven ones, and fewer samples than workers.
    for batch in [24, 23, 13, 3] {
        for workers in [1, 2, 3, 4] {
            for (kind, build, targets) in [("sum", sum as fn() -> _, &values), ("mean", mean, &labels)] {
                let (loss, gradient) = difference(build, &samples(targets.clone()), batch, workers);
                let what = format!("{kind} loss, {batch} samples, {workers} workers");
                assert!(
                    loss < 1e-11 && gradient < 1e-10,
                    "{what}: loss {loss:e}, gradient {gradient:e} apart"
                );
            }
        }
    }
}

#[test]
fn two_workers_add_up_a_sum_of_squares() {
    let samples = with_errors(vec![2.0, 8.0, 4.0, 6.0]);
    let (x, t) = samples.all();
    let mut alone = identity();
    assert_eq!(alone.gradient(x, &t), 60.0, "½ (4 + 64 + 16 + 36)");
    assert_eq!(alone.param("b1").unwrap().grad, array![20.0].into_dyn());
    for workers in [1, 2, 4] {
        let mut group = DataParallel::new(identity(), workers, &Streams::new(1));
        assert_eq!(group.gradient(&samples, &[0, 1, 2, 3]), 60.0, "{workers} workers");
        let grad = &group.network().param("b1").unwrap().grad;
        assert_eq!(grad.slice(s![..]), array![20.0], "{workers} workers");
    }
}
