//! What this chapter derives and what the core computes are the same, on random input; and everything without a general
//! form there agrees with its formula.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch08_deep::derive::augmentation::{AffineTransform, bilinear, transformed};
use ch08_deep::derive::data_parallel::{Part, plain_mean, whole};
use ch08_deep::derive::deep_convnet::DeepConvNet;
use ch08_deep::derive::ensemble::{majority, mean_of_probabilities, predictions};
use ch08_deep::derive::half_precision::{Format, half_bits, half_value};
use ch08_deep::derive::last_dropout::lowest_loss;
use ch08_deep::derive::learning_rate_schedule::{cosine, step, warm_up};
use ch08_deep::derive::receptive_field::{Kernel, receptive_fields, weights};
use ch08_deep::derive::skip_connection::Block;
use ch08_deep::derive::winograd::{
    by_36, by_144, by_six, by_twelve, convolution, products, products_of_tiles,
};
use ch08_deep::experiments::two_small_filters_for_one_large::gradient_of_the_center;
use core_tensor::functions::numerical_gradient::{H, numerical_gradient};
use core_tensor::layers::{
    Affine, Convolution, Dropout, Layer, LossLayer, Relu, SoftmaxCrossEntropy, SquaredError,
};
use core_tensor::networks::deep_convnet;
use core_tensor::training::Schedule;
use core_tensor::training::augmentation::Augmentation;
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::training::gradient_check::{Verdict, check_network};
use core_tensor::{Network, Samples, Sequential, Streams, Targets, Tensor, Vector, Window};
use ndarray::{Array2, array};
use portable_math::{ln, powi};
use rand::RngExt;

fn random(shape: &[usize], name: &str) -> Tensor<f64> {
    let mut rng = Streams::new(8).rng(name);
    Tensor::from_shape_simple_fn(shape, || rng.random_range(-1.0..1.0))
}

fn matrix(rows: usize, columns: usize, name: &str) -> Array2<f64> {
    random(&[rows, columns], name).into_dimensionality().unwrap()
}

#[test]
fn the_derived_deep_convnet_is_the_cores_forward_and_backward() {
    let streams = Streams::new(3);
    let mut derived = DeepConvNet::new(&streams);
    let mut core = deep_convnet().build::<f64>(SoftmaxCrossEntropy, &streams);
    let (x, t) = (random(&[3, 1, 28, 28], "x"), Targets::Labels(vec![1, 0, 9]));
    assert_eq!(derived.predict(&x), core.predict(&x));
    assert_eq!(derived.loss(&x, &t), core.loss(&x, &t));
    let (loss, dx) = derived.gradient(&x, &t);
    let (core_loss, core_dx) = core.gradient_with_input(x, &t);
    assert_eq!(loss, core_loss);
    assert_eq!(dx, core_dx);
    let params: Vec<_> = derived.layers.iter().flat_map(|layer| layer.params()).collect();
    assert_eq!(params.len(), 16);
    for (derived, core) in params.into_iter().zip(core.params()) {
        assert_eq!(derived, core, "{}", core.name);
    }
    let names = |layers: Vec<&str>| layers.into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        names(derived.layers.iter().map(|layer| layer.name()).collect()),
        names(core.layers().iter().map(|layer| layer.name()).collect())
    );
}

#[test]
fn the_gradients_of_a_small_deep_network_are_right_to_six_digits() {
    let three = Window::square(3).pad(1);
    let halve = Window::square(2).stride(2);
    let mut net = Sequential::new([1, 8, 8]);
    for (filters, second) in [(2, three), (3, three.pad(2))] {
        net = net.conv(filters, three).relu().conv(filters, second).relu().max_pool(halve);
    }
    let net = net.affine(6).relu().dropout(0.5).affine(4).dropout(0.5);
    let mut network = net.build::<f64>(SoftmaxCrossEntropy, &Streams::new(5));
    let (x, t) = (random(&[4, 1, 8, 8], "x"), Targets::Labels(vec![0, 1, 2, 3]));
    // In the padding the second filters of a stage only see zeros. With a bias of exactly 0 such positions would be on
    // ReLU's kink, where there is no derivative to compare.
    let mut rng = Streams::new(5).rng("biases");
    for param in network.params_mut().into_iter().filter(|param| param.name.starts_with('b')) {
        param.value.mapv_inplace(|_| rng.random_range(-0.1..0.1));
    }
    let report = check_network(&network, &x, &t, 60);
    assert_eq!(report.verdict(), Verdict::Right, "{report}");
    assert!(report.params.iter().all(|param| param.compared > 0), "{report}");
}

#[test]
fn rounding_to_single_precision_is_what_the_processor_does() {
    let mut rng = Streams::new(1).rng("numbers");
    for _ in 0..200_000 {
        // All magnitudes of single precision, its subnormal numbers and values beyond its largest.
        let x = rng.random_range(-1.0..1.0f64) * powi(2.0, rng.random_range(-152..130));
        assert_eq!(Format::SINGLE.round(x).to_bits(), f64::from(x as f32).to_bits(), "{x:e}");
    }
    for x in [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::from(f32::MAX), 1e-46, -1e-46, 5e-324, 1e300]
    {
        assert_eq!(Format::SINGLE.round(x).to_bits(), f64::from(x as f32).to_bits(), "{x:e}");
    }
    assert!(Format::SINGLE.round(f64::NAN).is_nan());
}

#[test]
fn half_precision_has_its_known_bit_patterns() {
    let known = [
        (0.0, 0x0000),
        (-0.0, 0x8000),
        (1.0, 0x3c00),
        (-2.0, 0xc000),
        (65_504.0, 0x7bff),
        (65_519.999, 0x7bff),
        (65_520.0, 0x7c00),
        (f64::NEG_INFINITY, 0xfc00),
        (powi(2.0, -14), 0x0400),
        (powi(2.0, -24), 0x0001),
        (powi(2.0, -25), 0x0000),
        (1.000_001 * powi(2.0, -25), 0x0001),
        (6.0976e-5, 0x03ff),
        (1.0 / 3.0, 0x3555),
        (0.1, 0x2e66),
        (std::f64::consts::PI, 0x4248),
    ];
    for (value, bits) in known {
        assert_eq!(half_bits(value), bits, "{value:e} is {:#06x}", half_bits(value));
    }
    assert_eq!(half_bits(f64::NAN) & 0x7c00, 0x7c00);
    assert!(half_value(half_bits(f64::NAN)).is_nan());
}

#[test]
fn every_half_is_unchanged_and_values_between_two_round_to_the_nearer_or_the_even_one() {
    for bits in 0..0x7c00_u16 {
        let value = half_value(bits);
        assert_eq!(half_bits(value), bits);
        assert_eq!(half_bits(-value), bits | 0x8000);
        assert_eq!(Format::HALF.round(value), value);
        if bits < 0x7bff {
            let next = half_value(bits + 1);
            let (middle, little) = (0.5 * (value + next), 1e-6 * (next - value));
            assert_eq!(half_bits(middle), if bits % 2 == 0 { bits } else { bits + 1 });
            assert_eq!(half_bits(middle - little), bits);
            assert_eq!(half_bits(middle + little), bits + 1);
        }
    }
    assert_eq!(Format::HALF.largest(), 65_504.0);
    assert_eq!(Format::HALF.smallest(), powi(2.0, -24));
    // bfloat16 is the upper half of single precision.
    assert_eq!(Format::BFLOAT16.round(std::f64::consts::PI), 3.140625);
}

#[test]
fn the_computed_receptive_field_is_where_gradients_come_back() {
    for sizes in [&[3][..], &[3, 3], &[3, 3, 3], &[5], &[7], &[5, 3]] {
        let kernels: Vec<Kernel> = sizes.iter().map(|&size| Kernel { size, stride: 1 }).collect();
        let gradients = gradient_of_the_center(sizes);
        let seen =
            gradients.rows().into_iter().filter(|row| row.iter().any(|gradient| *gradient != 0.0)).count();
        assert_eq!(Some(&seen), receptive_fields(&kernels).last(), "{sizes:?}");
        assert_eq!(gradients.sum(), sizes.iter().map(|size| (size * size) as f64).product::<f64>());
    }
    assert_eq!([weights(&[3, 3]), weights(&[5]), weights(&[3, 3, 3]), weights(&[7])], [18, 25, 27, 49]);
    // With pooling the steps grow: 3, 5, then 2 of step 1 → 6, then 3 of step 2 → 10.
    let look = |size, stride| Kernel { size, stride };
    assert_eq!(receptive_fields(&[look(3, 1), look(3, 1), look(2, 2), look(3, 1)]), [3, 5, 6, 10]);
}

#[test]
fn the_identity_changes_nothing_and_whole_pixels_are_shifted_exactly() {
    let image = matrix(9, 9, "image");
    for (a, b) in transformed(&image, AffineTransform::NONE).iter().zip(&image) {
        assert!((a - b).abs() < 1e-15);
    }
    let moved = transformed(&image, AffineTransform { down: 2.0, right: -1.0, ..AffineTransform::NONE });
    for row in 0..9 {
        for column in 0..9 {
            let from = if row >= 2 && column < 8 { image[[row - 2, column + 1]] } else { 0.0 };
            assert!((moved[[row, column]] - from).abs() < 1e-15);
        }
    }
}

#[test]
fn a_counter_clockwise_quarter_turn_takes_the_right_edge_to_the_top() {
    let image = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
    let turned = transformed(&image, AffineTransform { angle: 90.0, ..AffineTransform::NONE });
    let expected = array![[3.0, 6.0, 9.0], [2.0, 5.0, 8.0], [1.0, 4.0, 7.0]];
    for (a, b) in turned.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-12, "{turned}");
    }
}

#[test]
fn between_pixels_the_value_is_their_mean_weighted_by_proximity() {
    let image = array![[0.0, 1.0], [2.0, 4.0]];
    assert_eq!(bilinear(&image, 0.5, 0.5), 1.75);
    assert_eq!(bilinear(&image, 0.25, 0.0), 0.5);
    assert_eq!(bilinear(&image, -0.5, 0.0), 0.0);
    assert_eq!(bilinear(&image, 1.5, 1.0), 2.0);
    assert_eq!(bilinear(&image, 1e18, f64::NEG_INFINITY.max(-1e18)), 0.0);
    // Half as large: every second pixel, around the middle.
    let ramp = Array2::from_shape_fn((5, 5), |(_, column)| column as f64);
    let smaller = transformed(&ramp, AffineTransform { scale: 0.5, ..AffineTransform::NONE });
    assert_eq!(smaller.row(2).to_vec(), [0.0, 0.0, 2.0, 4.0, 0.0]);
}

#[test]
fn a_derived_affine_transform_is_the_cores_to_the_last_bit() {
    let image = matrix(9, 7, "image");
    let mut rng = Streams::new(1).rng("changes");
    for _ in 0..50 {
        let change = Augmentation { shift: 3.0, angle: 40.0, scale: 0.5 }.draw(&mut rng);
        let core_tensor::training::augmentation::AffineTransform { down, right, angle, scale } = change;
        let mut by_core = Array2::zeros(image.dim());
        change.write(image.view(), by_core.view_mut());
        assert_eq!(transformed(&image, AffineTransform { down, right, angle, scale }), by_core);
    }
}

#[test]
fn a_derived_learning_rate_is_the_cores_to_the_last_bit() {
    let step_decay = Schedule::step_decay(7, 0.1);
    let warm = Schedule::warm_up_cosine(10);
    for i in 0..=100 {
        assert_eq!(step(0.3, i, 7, 0.1), step_decay.rate(0.3, i, 100));
        assert_eq!(cosine(0.3, i, 100), Schedule::cosine().rate(0.3, i, 100));
        let derived = if i < 10 { warm_up(0.3, i, 10) } else { cosine(0.3, i - 10, 90) };
        assert_eq!(derived, warm.rate(0.3, i, 100));
    }
}

#[test]
fn dropped_scores_cost_a_perfect_network_what_the_formula_says() {
    let n = 40_000;
    let perfect = Tensor::from_shape_fn(vec![n, 10], |at| if at[1] == at[0] % 10 { 1e4 } else { -1e4 });
    let t = Targets::Labels((0..n).map(|i| i % 10).collect());
    for ratio in [0.2, 0.5] {
        let mut dropout = Dropout::new(1, ratio, Streams::new(1).rng("dropout"));
        let loss = SoftmaxCrossEntropy.loss(&dropout.forward(perfect.clone()), &t);
        assert!((loss - lowest_loss(10, ratio)).abs() < 0.02, "{loss} for {ratio}");
    }
    assert!((lowest_loss(10, 0.5) - 0.83).abs() < 0.005);
    assert_eq!(lowest_loss(10, 0.0), 0.0);
    assert_eq!(lowest_loss(2, 0.5), 0.25 * ln(2.0));
}

#[test]
fn the_schedules_have_their_formulas_values() {
    assert_eq!([0, 9, 10, 19, 20].map(|i| step(1.0, i, 10, 0.5)), [1.0, 1.0, 0.5, 0.5, 0.25]);
    assert_eq!(cosine(2.0, 0, 100), 2.0);
    assert!((cosine(2.0, 50, 100) - 1.0).abs() < 1e-15);
    assert!(cosine(2.0, 100, 100).abs() < 1e-15);
    assert_eq!([0, 1, 3, 4, 9].map(|i| warm_up(1.0, i, 4)), [0.25, 0.5, 1.0, 1.0, 1.0]);
}

#[test]
fn parts_weighted_by_their_samples_are_the_cores_gradient() {
    let net = Sequential::new([1, 6, 6]).conv(2, Window::square(3)).relu().affine(5).relu().affine(3);
    let streams = Streams::new(2);
    let samples = Samples::from_values(
        random(&[37, 1, 6, 6], "images"),
        Targets::Labels((0..37).map(|i| i % 3).collect()),
    );
    let mut network = net.build::<f64>(SoftmaxCrossEntropy, &streams);
    let share = 37usize.div_ceil(4);
    let parts: Vec<Part> = (0..37)
        .step_by(share)
        .map(|from| {
            let to = 37.min(from + share);
            let (x, t) = samples.range(from..to);
            network.gradient(x, &t);
            let gradient = network.params().iter().flat_map(|param| param.grad.iter().copied()).collect();
            Part { samples: to - from, gradient }
        })
        .collect();
    let mut group = DataParallel::new(net.build::<f64>(SoftmaxCrossEntropy, &streams), 4, &streams);
    group.gradient(&samples, &(0..37).collect::<Vec<_>>());
    let params = group.network().params();
    let core: Vec<f64> = params.iter().flat_map(|param| param.grad.iter().copied()).collect();
    let far = |a: &[f64]| a.iter().zip(&core).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(far(&whole(&parts)) < 1e-15);
    assert!(far(&plain_mean(&parts)) > 1e-4);
    assert_eq!(whole(&[]), Vec::<f64>::new());
}

#[test]
fn an_ensemble_decides_by_the_mean_or_by_the_number_of_votes() {
    let (a, b, c) = (array![[0.9, 0.1, 0.0]], array![[0.2, 0.5, 0.3]], array![[0.3, 0.4, 0.3]]);
    let members = [a, b, c];
    let mean = mean_of_probabilities(&members);
    assert!((&mean - &array![[1.4 / 3.0, 1.0 / 3.0, 0.2]]).iter().all(|difference| difference.abs() < 1e-15));
    assert_eq!(predictions(&mean), [0]);
    assert_eq!(majority(&members), [1]);
    // One vote each: the larger mean decides.
    assert_eq!(majority(&members[..2]), [0]);
}

#[test]
fn a_block_with_a_skip_connection_has_the_numerical_gradient() {
    for skip in [false, true] {
        let mut block = Block::new(matrix(4, 4, "w"), skip);
        block.b = Vector::from(vec![0.1, -0.2, 0.3, 0.0]);
        let (x, dout) = (matrix(3, 4, "x"), matrix(3, 4, "dout"));
        block.forward(&x);
        let dx = block.backward(&dout);
        let weighed = |block: &Block, x: &Array2<f64>| (&block.clone().forward(x) * &dout).sum();
        let tried = numerical_gradient(
            |x| weighed(&block, &x.clone().into_dimensionality().unwrap()),
            &x.clone().into_dyn(),
            H,
        );
        assert!(dx.iter().zip(&tried).all(|(a, b)| (a - b).abs() < 1e-8), "skip: {skip}");
        let with_w = |w: &Tensor<f64>| {
            let mut block = block.clone();
            block.w = w.clone().into_dimensionality().unwrap();
            block
        };
        let tried = numerical_gradient(|w| weighed(&with_w(w), &x), &block.w.clone().into_dyn(), H);
        assert!(block.dw.iter().zip(&tried).all(|(a, b)| (a - b).abs() < 1e-8), "skip: {skip}");
        let with_b = |b: &Tensor<f64>| {
            let mut block = block.clone();
            block.b = b.clone().into_dimensionality().unwrap();
            block
        };
        let tried = numerical_gradient(|b| weighed(&with_b(b), &x), &block.b.clone().into_dyn(), H);
        assert!(block.db.iter().zip(&tried).all(|(a, b)| (a - b).abs() < 1e-8), "skip: {skip}");
    }
}

#[test]
fn a_block_with_a_skip_connection_is_the_cores_residual_block() {
    let (w, x, dout) = (matrix(4, 4, "w"), matrix(3, 4, "x"), matrix(3, 4, "dout"));
    let mut block = Block::new(w.clone(), true);
    let layers: Vec<Box<dyn Layer<f64>>> =
        vec![Box::new(Affine::new(1, w, Vector::zeros(4))), Box::new(Relu::new(1))];
    let mut core = Network::with_residual_blocks(layers, std::iter::once(0..2).collect(), SquaredError);
    let y = block.forward(&x);
    let near = |a: &Array2<f64>, b: &Tensor<f64>| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-14);
    assert!(near(&y, &core.predict(&x.clone().into_dyn())));
    // With the targets y − dout the squared error has the gradient dout.
    let t = Targets::Values((&y - &dout).into_dyn());
    let (_, dx) = core.gradient_with_input(x.into_dyn(), &t);
    assert!(near(&block.backward(&dout), &dx));
    assert!(near(&block.dw, &core.param("W1").unwrap().grad));
}

#[test]
fn a_plain_block_is_the_cores_affine_layer_and_relu() {
    let (w, x, dout) = (matrix(4, 4, "w"), matrix(3, 4, "x"), matrix(3, 4, "dout"));
    let mut block = Block::new(w.clone(), false);
    let mut affine = Affine::new(1, w, Vector::zeros(4));
    let mut relu = Relu::new(1);
    let y = relu.forward(affine.forward(x.clone().into_dyn()));
    assert!(block.forward(&x).iter().zip(&y).all(|(a, b)| (a - b).abs() < 1e-15));
    let dx = affine.backward(relu.backward(dout.clone().into_dyn()));
    assert!(block.backward(&dout).iter().zip(&dx).all(|(a, b)| (a - b).abs() < 1e-15));
    assert!(block.dw.iter().zip(&affine.params()[0].grad).all(|(a, b)| (a - b).abs() < 1e-15));
}

#[test]
fn six_multiplications_give_the_four_outputs_of_twelve() {
    let numbers = random(&[9], "numbers");
    for position in 0..9 {
        // A single one at each position shows every entry of the three matrices; then all positions at once.
        let one = |k: usize| if k == position { 1.0 } else { 0.0 };
        let (d, g) = (std::array::from_fn(one), std::array::from_fn(|k| numbers[[k]]));
        for (six, twelve) in by_six(d, g).iter().zip(by_twelve(d, g)) {
            assert!((six - twelve).abs() < 1e-15, "{six} and {twelve}");
        }
    }
    let (d, g) = (std::array::from_fn(|k| numbers[[k]]), std::array::from_fn(|k| numbers[[6 + k]]));
    for (six, twelve) in by_six(d, g).iter().zip(by_twelve(d, g)) {
        assert!((six - twelve).abs() < 1e-14, "{six} and {twelve}");
    }
}

#[test]
fn thirty_six_multiplications_give_the_sixteen_outputs_of_144() {
    let numbers = random(&[6, 6], "tile");
    let d = std::array::from_fn(|i| std::array::from_fn(|j| numbers[[i, j]]));
    for cell in 0..9 {
        // One weight at a time shows every entry of G, on both sides.
        let w = std::array::from_fn(|i| std::array::from_fn(|j| if 3 * i + j == cell { 1.0 } else { 0.0 }));
        let (fewer, all) = (by_36(&d, &w), by_144(&d, &w));
        for (fewer, all) in fewer.as_flattened().iter().zip(all.as_flattened()) {
            assert!((fewer - all).abs() < 1e-13, "cell {cell}: {fewer} and {all}");
        }
    }
}

#[test]
fn a_winograd_layer_is_the_cores_layer_with_and_without_im2col() {
    for (h, width) in [(10, 12), (9, 21), (12, 11), (7, 20)] {
        let (x, w) = (random(&[1, 9, h, width], "x"), random(&[11, 9, 3, 3], "w"));
        let w: ndarray::Array4<f64> = w.into_dimensionality().unwrap();
        let derived =
            convolution(&x.index_axis(ndarray::Axis(0), 0).to_owned().into_dimensionality().unwrap(), &w);
        let core = Convolution::new(1, w, Vector::zeros(11), Window::square(3));
        for core in [core.clone(), core.by_im2col()] {
            let y = core.predict(x.clone());
            assert_eq!(y.shape()[1..], *derived.shape());
            for (y, derived) in y.iter().zip(&derived) {
                assert!((y - derived).abs() < 1e-12, "{h} × {width}: {y} and {derived}");
            }
        }
    }
}

#[test]
fn multiplications_are_quartered_where_tiles_of_four_fit_the_image() {
    assert_eq!(products(16, 16, (3, 3), (28, 28)), 1_806_336);
    assert_eq!(products_of_tiles(16, 16, (28, 28)), 451_584);
    // 14 rows and columns are padded to 16.
    assert_eq!(49 * products_of_tiles(16, 32, (14, 14)), 16 * products(16, 32, (3, 3), (14, 14)));
}
