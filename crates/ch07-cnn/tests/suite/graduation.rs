//! What chapter 7 derives in plain `f64` and what `core-tensor` computes are the same on random input of random shapes:
//! values, gradients of the inputs, gradients of the parameters.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch07_cnn::derive::convolution::Convolution;
use ch07_cnn::derive::convolution_as_affine::matrix;
use ch07_cnn::derive::im2col::{col2im, im2col};
use ch07_cnn::derive::output_size::{left_out, output_size};
use ch07_cnn::derive::pooling::{Kind, Pooling};
use ch07_cnn::derive::simple_convnet::{NAMES, SimpleConvNet};
use ch07_cnn::derive::{convolution_loops, padding};
use core_tensor::layers::{self, Affine, Layer, SoftmaxCrossEntropy};
use core_tensor::{
    Init, Sequential, StreamRng, Streams, Targets, Tensor, Vector, Window, functions as core_functions,
    functions::numerical_gradient,
};
use ndarray::{Array1, Array2, Array4, ArrayView, Axis, Dimension, Ix4};
use rand::RngExt;

fn rng(name: &str) -> StreamRng {
    Streams::new(7).rng(name)
}

fn random(shape: (usize, usize, usize, usize), rng: &mut StreamRng) -> Array4<f64> {
    Array4::from_shape_simple_fn(shape, || rng.random_range(-1.0..1.0))
}

/// The largest difference must be within `tolerance` relative to the largest value, or to 1 if all values are smaller.
#[track_caller]
fn assert_near<D: Dimension, E: Dimension>(
    derived: ArrayView<f64, D>,
    core: ArrayView<f64, E>,
    tolerance: f64,
    what: &str,
) {
    assert_eq!(derived.shape(), core.shape(), "{what}: shapes");
    let largest = core.iter().fold(1.0f64, |most, v| most.max(v.abs()));
    for (a, b) in derived.iter().zip(core.iter()) {
        assert!((a - b).abs() <= tolerance * largest, "{what}: derived {a}, core {b}");
    }
}

/// One convolution: batch, channels, height, width, filters, filter height and width, stride, padding.
#[derive(Clone, Copy, Debug)]
struct Case {
    n: usize,
    c: usize,
    h: usize,
    w: usize,
    filters: usize,
    fh: usize,
    fw: usize,
    stride: usize,
    pad: usize,
}

/// Every stride and padding, with other sizes drawn for each; images and filters are not square.
fn cases() -> Vec<Case> {
    let mut rng = rng("cases");
    let mut cases = Vec::new();
    for stride in 1..=3 {
        for pad in 0..=3 {
            for _ in 0..8 {
                let (fh, fw) = (rng.random_range(1..=5), rng.random_range(1..=5));
                cases.push(Case {
                    n: rng.random_range(1..=7),
                    c: rng.random_range(1..=5),
                    h: fh + rng.random_range(0..=9),
                    w: fw + rng.random_range(0..=14),
                    filters: rng.random_range(1..=7),
                    fh,
                    fw,
                    stride,
                    pad,
                });
            }
        }
    }
    cases
}

#[test]
fn loops_one_product_and_the_core_agree_forward_and_backward() {
    let mut rng = rng("numbers");
    for case in cases() {
        let Case { n, c, h, w, filters, fh, fw, stride, pad } = case;
        let what = format!("{case:?}");
        let (x, weights) = (random((n, c, h, w), &mut rng), random((filters, c, fh, fw), &mut rng));
        let b = Array1::from_shape_simple_fn(filters, || rng.random_range(-1.0..1.0));
        let y = convolution_loops::forward(&x, &weights, &b, stride, pad);
        assert_eq!(y.dim(), (n, filters, output_size(h, fh, stride, pad), output_size(w, fw, stride, pad)));
        let dout = random(y.dim(), &mut rng);
        let (dx, dw, db) = convolution_loops::backward(&x, &weights, &dout, stride, pad);

        let mut product = Convolution::new(weights.clone(), b.clone(), stride, pad);
        assert_near(product.forward(&x).view(), y.view(), 1e-13, &what);
        assert_near(product.predict(&x).view(), y.view(), 1e-13, &what);
        assert_near(product.backward(&dout).view(), dx.view(), 1e-13, &what);
        assert_near(product.dw.view(), dw.view(), 1e-13, &what);
        assert_near(product.db.view(), db.view(), 1e-13, &what);

        let window = Window::new(fh, fw).stride(stride).pad(pad);
        let fast = layers::Convolution::new(1, weights.clone(), b.clone(), window);
        for mut core in [fast.clone(), fast.by_im2col()] {
            assert_near(y.view(), core.forward(x.clone().into_dyn()).view(), 1e-13, &what);
            assert_near(dx.view(), core.backward(dout.clone().into_dyn()).view(), 1e-13, &what);
            assert_near(dw.view(), core.params()[0].grad.view(), 1e-13, &what);
            assert_near(db.view(), core.params()[1].grad.view(), 1e-13, &what);
        }
    }
}

#[test]
fn numerical_gradients_agree_with_the_backward_pass_of_the_loops() {
    let mut rng = rng("trying");
    for (stride, pad) in [(1, 0), (2, 1), (3, 2)] {
        let (x, w) = (random((2, 2, 5, 6), &mut rng), random((3, 2, 3, 2), &mut rng));
        let b = Array1::from_shape_simple_fn(3, || rng.random_range(-1.0..1.0));
        let dout = random(convolution_loops::forward(&x, &w, &b, stride, pad).dim(), &mut rng);
        let (dx, dw, db) = convolution_loops::backward(&x, &w, &dout, stride, pad);
        let images = |x: &Tensor<f64>| x.clone().into_dimensionality::<Ix4>().unwrap();
        let loss = |x: &Array4<f64>, w: &Array4<f64>, b: &Array1<f64>| {
            (convolution_loops::forward(x, w, b, stride, pad) * &dout).sum()
        };
        let tried = numerical_gradient::numerical_gradient(
            |x| loss(&images(x), &w, &b),
            &x.clone().into_dyn(),
            numerical_gradient::H,
        );
        assert_near(dx.view(), tried.view(), 1e-8, "dx");
        let tried = numerical_gradient::numerical_gradient(
            |w| loss(&x, &images(w), &b),
            &w.clone().into_dyn(),
            numerical_gradient::H,
        );
        assert_near(dw.view(), tried.view(), 1e-8, "dw");
        let vector = |b: &Tensor<f64>| b.iter().copied().collect::<Array1<f64>>();
        let tried = numerical_gradient::numerical_gradient(
            |b| loss(&x, &w, &vector(b)),
            &b.clone().into_dyn(),
            numerical_gradient::H,
        );
        assert_near(db.view(), tried.view(), 1e-8, "db");
    }
}

#[test]
fn rows_of_windows_are_the_cores_columns() {
    let mut rng = rng("columns");
    for Case { n, c, h, w, fh, fw, stride, pad, .. } in cases() {
        let x = random((n, c, h, w), &mut rng);
        let window = Window::new(fh, fw).stride(stride).pad(pad);
        let col = im2col(&x, fh, fw, stride, pad);
        let positions = col.nrows() / n;
        for (image, rows) in x.outer_iter().zip(col.axis_chunks_iter(Axis(0), positions)) {
            let columns = core_functions::im2col(image, window);
            assert_near(rows, columns.t(), 0.0, "im2col");
            let back = col2im(&rows.to_owned(), (1, c, h, w), (fh, fw), stride, pad);
            let cores = core_functions::col2im(columns.view(), (c, h, w), window);
            assert_near(back.index_axis(Axis(0), 0), cores.view(), 1e-15, "col2im");
        }
    }
}

#[test]
fn col2im_is_the_adjoint_of_im2col() {
    let mut rng = rng("adjoint");
    for case in cases() {
        let Case { n, c, h, w, fh, fw, stride, pad, .. } = case;
        let x = random((n, c, h, w), &mut rng);
        let col = im2col(&x, fh, fw, stride, pad);
        let other = Array2::from_shape_simple_fn(col.dim(), || rng.random_range(-1.0..1.0));
        let left = (&col * &other).sum();
        let right = (&x * &col2im(&other, x.dim(), (fh, fw), stride, pad)).sum();
        let size = (&col * &other).mapv(f64::abs).sum().max(1.0);
        assert!((left - right).abs() <= 1e-12 * size, "{case:?}: {left} and {right}");
    }
}

#[test]
fn windows_that_do_not_overlap_and_leave_nothing_out_are_undone_exactly() {
    let x = random((2, 3, 6, 8), &mut rng("undone"));
    let col = im2col(&x, 2, 4, 2, 0);
    // Height: 2 by steps of 2. Width: 4 by steps of 2, so pixels in the middle are counted twice.
    assert_ne!(col2im(&col, x.dim(), (2, 4), 2, 0), x);
    let col = im2col(&x, 2, 2, 2, 0);
    assert_eq!(col2im(&col, x.dim(), (2, 2), 2, 0), x);
}

#[test]
fn output_sizes_are_the_windows_of_the_core() {
    for case in cases() {
        let Case { h, w, fh, fw, stride, pad, .. } = case;
        let core = Window::new(fh, fw).stride(stride).pad(pad).output_size(h, w);
        assert_eq!((output_size(h, fh, stride, pad), output_size(w, fw, stride, pad)), core, "{case:?}");
        let last_seen = (core.0 - 1) * stride + fh;
        assert_eq!(last_seen + left_out(h, fh, stride, pad), h + 2 * pad);
    }
}

#[test]
fn a_frame_is_taken_off_again() {
    let x = random((2, 1, 3, 5), &mut rng("frame"));
    for pad in 0..=3 {
        let framed = padding::framed(&x, pad);
        assert_eq!(framed.dim(), (2, 1, 3 + 2 * pad, 5 + 2 * pad));
        assert_eq!(framed.sum(), padding::unframed(&framed, pad).sum());
        assert_eq!(padding::unframed(&framed, pad), x);
    }
}

#[test]
fn derived_pooling_is_the_cores_forward_and_backward_for_max_and_average() {
    let mut rng = rng("pooling");
    for case in cases().into_iter().filter(|case| case.pad == 0) {
        let Case { n, c, h, w, fh, fw, stride, .. } = case;
        let what = format!("{case:?}");
        // Integers, so that there are ties.
        let x = Array4::from_shape_simple_fn((n, c, h, w), || f64::from(rng.random_range(-3..=3)));
        let window = Window::new(fh, fw).stride(stride);
        let mut largest = layers::MaxPooling::new(1, window);
        let mut mean = layers::AveragePooling::new(1, window);
        let cores: [(Kind, &mut dyn Layer<f64>); 2] = [(Kind::Max, &mut largest), (Kind::Average, &mut mean)];
        for (kind, core) in cores {
            let mut derived = Pooling::new(kind, fh, fw, stride);
            let y = derived.forward(&x);
            assert_near(y.view(), core.forward(x.clone().into_dyn()).view(), 1e-14, &what);
            assert_eq!(derived.predict(&x), y);
            let dout = random(y.dim(), &mut rng);
            assert_near(
                derived.backward(&dout).view(),
                core.backward(dout.clone().into_dyn()).view(),
                1e-14,
                &what,
            );
        }
    }
}

/// Both networks with the same weights, and a batch.
fn both_networks() -> (SimpleConvNet, core_tensor::Network<f64>, Array4<f64>, Targets<f64>) {
    let streams = Streams::new(3);
    let mut draws = streams.rng("init");
    let init = Init::Normal(0.3);
    let w1 = init.filters((4, 2, 3, 3), &mut draws);
    let w2 = init.matrix(4 * 3 * 3, 6, &mut draws);
    let derived = SimpleConvNet::new(w1, w2, init.matrix(6, 5, &mut draws));
    let core =
        Sequential::new([2, 8, 8]).conv(4, Window::square(3)).relu().max_pool(Window::square(2).stride(2));
    let core = core.affine(6).relu().affine(5).init(init).build(SoftmaxCrossEntropy, &streams);
    (derived, core, random((7, 2, 8, 8), &mut rng("images")), Targets::Labels(vec![0, 1, 2, 3, 4, 0, 1]))
}

#[test]
fn the_derived_networks_scores_loss_and_gradients_are_the_cores() {
    let (mut derived, mut core, x, t) = both_networks();
    let images = x.clone().into_dyn();
    assert_near(derived.predict(&x).view(), core.predict(&images).view(), 1e-14, "scores");
    let loss = core.gradient(images.clone(), &t);
    assert!((derived.gradient(&x, &t) - loss).abs() < 1e-14);
    assert!((derived.loss(&x, &t) - loss).abs() < 1e-14);
    for ((name, gradients), param) in NAMES.into_iter().zip(derived.gradients()).zip(core.params()) {
        assert_eq!(param.name, name);
        assert_near(gradients.view(), param.grad.view(), 1e-13, name);
    }
}

#[test]
fn the_derived_networks_numerical_gradients_are_the_cores_and_leave_the_weights_unchanged() {
    let (mut derived, mut core, x, t) = both_networks();
    let before = derived.loss(&x, &t);
    let tried = derived.numerical_gradient(&x, &t, numerical_gradient::H);
    assert_eq!(derived.loss(&x, &t), before);
    let cores = core.numerical_gradients(&x.into_dyn(), &t, numerical_gradient::H);
    for ((name, ours), cores) in NAMES.into_iter().zip(tried).zip(cores) {
        assert_near(ours.view(), cores.view(), 1e-9, name);
    }
}

#[test]
fn a_convolutions_matrix_in_the_cores_affine_layer_gives_the_convolution() {
    let mut rng = rng("matrix");
    for (stride, pad) in [(1, 0), (2, 1), (1, 2)] {
        let (x, w) = (random((3, 2, 5, 4), &mut rng), random((3, 2, 3, 2), &mut rng));
        let matrix = matrix(&w, (5, 4), stride, pad);
        let outputs = matrix.ncols();
        let affine = Affine::new(1, matrix, Vector::zeros(outputs));
        let by_filters = convolution_loops::forward(&x, &w, &Array1::zeros(3), stride, pad);
        let y = affine.predict(x.into_dyn());
        assert_near(
            by_filters.into_shape_with_order((3, outputs)).unwrap().view(),
            y.view(),
            1e-14,
            "matrix",
        );
    }
}

#[test]
#[should_panic(expected = "a filter of 5 doesn't fit on 3 pixels with padding 0")]
fn a_filter_that_does_not_fit_is_named() {
    output_size(3, 5, 1, 0);
}

#[test]
#[should_panic(expected = "the stride must be at least 1")]
fn a_filter_that_does_not_move_is_rejected() {
    output_size(5, 3, 0, 0);
}

#[test]
#[should_panic(expected = "the images have 2 channels, the filters 3")]
fn channels_that_differ_are_named_by_the_loops() {
    convolution_loops::forward(
        &Array4::zeros((1, 2, 4, 4)),
        &Array4::zeros((1, 3, 3, 3)),
        &Array1::zeros(1),
        1,
        0,
    );
}

#[test]
#[should_panic(expected = "the images have 2 channels, the filters 3")]
fn channels_that_differ_are_named_by_the_layer() {
    Convolution::new(Array4::zeros((1, 3, 3, 3)), Array1::zeros(1), 1, 0)
        .predict(&Array4::zeros((1, 2, 4, 4)));
}

#[test]
#[should_panic(expected = "col2im: 4 × 8 is not the matrix of images of 1 × 1 × 4 × 4, which has 4 × 9")]
fn a_matrix_of_other_windows_is_named() {
    col2im(&Array2::zeros((4, 8)), (1, 1, 4, 4), (3, 3), 1, 0);
}
