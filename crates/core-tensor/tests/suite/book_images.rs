//! The core gives the book's numbers on images: im2col, col2im, convolution, pooling and a small convolution network.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_tensor::functions::{col2im, im2col};
use core_tensor::layers::{Affine, Convolution, Layer, MaxPooling, Relu, SoftmaxCrossEntropy};
use core_tensor::{Network, Targets, Window};
use golden::{Entry, book};
use ndarray::{Axis, Ix1, Ix2, Ix4};

const EXACT: f64 = 1e-12;

fn size(entry: &Entry, key: &str) -> usize {
    entry.get(key).number() as usize
}

fn window(entry: &Entry, height: usize, width: usize) -> Window {
    Window::new(height, width).stride(size(entry, "stride")).pad(size(entry, "pad"))
}

fn convolution(entry: &Entry) -> Convolution<f64> {
    let w = entry.get("W").tensor().into_dimensionality::<Ix4>().unwrap();
    let window = window(entry, w.dim().2, w.dim().3);
    Convolution::new(1, w, entry.get("b").tensor().into_dimensionality::<Ix1>().unwrap(), window)
}

#[test]
fn output_sizes_are_the_books() {
    for case in book(&["ch07", "conv_output_size"]).list() {
        let (h, f) = (size(&case, "H"), size(&case, "F"));
        let (out, _) = window(&case, f, f).output_size(h, h);
        assert_eq!(out as f64, case.get("out").number().floor(), "{h} under {f}");
    }
}

#[test]
fn convolutions_of_every_case_go_forward_and_backward_as_the_books() {
    let cases = [
        vec!["conv_book_4x4", "pad0"],
        vec!["conv_book_4x4", "pad1"],
        vec!["conv_book_7x7_stride2"],
        vec!["conv_2x3x5x5_s1_p0"],
        vec!["conv_2x3x5x5_s1_p1"],
        vec!["conv_2x3x5x5_s2_p0"],
        vec!["conv_2x3x5x5_s1_p2"],
    ];
    for case in cases {
        let entry = book(&[&["ch07"], case.as_slice()].concat());
        let mut layer = convolution(&entry);
        entry.get("out").assert_close(layer.forward(entry.get("x").tensor()).view(), EXACT);
        let dx = layer.backward(entry.get("dout").tensor());
        entry.get("dx").assert_close(dx.view(), EXACT);
        entry.get("dW").assert_close(layer.params()[0].grad.view(), EXACT);
        entry.get("db").assert_close(layer.params()[1].grad.view(), EXACT);
    }
}

#[test]
fn a_bias_of_3_lifts_the_books_result_by_3() {
    let entry = book(&["ch07", "conv_book_4x4"]);
    let mut layer = convolution(&entry.get("pad0"));
    layer.params_mut()[1].value.fill(3.0);
    let y = layer.predict(entry.get("pad0").get("x").tensor());
    entry.get("pad0_bias3").assert_close(y.view(), EXACT);
}

#[test]
fn columns_are_the_books_rows_and_come_back_as_the_books_image() {
    let cases = [
        ("im2col_1x2x4x4_f3_s1_p0", Window::square(3)),
        ("im2col_1x2x4x4_f2_s2_p1", Window::square(2).stride(2).pad(1)),
    ];
    let first = book(&["ch07", "im2col_1x2x4x4_f3_s1_p0", "x"]).tensor();
    for (case, window) in cases {
        let entry = book(&["ch07", case]);
        let image = first.index_axis(Axis(0), 0).into_dimensionality().unwrap();
        let columns = im2col(image, window);
        entry.get("col").assert_close(columns.t().into_dyn(), EXACT);
        let back = col2im(columns.view(), (2, 4, 4), window).insert_axis(Axis(0));
        entry.get("col2im_of_col").assert_close(back.view().into_dyn(), EXACT);
    }
}

#[test]
fn pooling_with_ties_and_overlap_goes_forward_and_backward_as_the_books() {
    for case in ["pool_4x4", "pool_2x2x4x4_ties", "pool_overlap_f3_s1"] {
        let entry = book(&["ch07", case]);
        let pool = entry.get("pool").tensor();
        let mut layer = MaxPooling::new(1, window(&entry, pool[[0]] as usize, pool[[1]] as usize));
        entry.get("out").assert_close(layer.forward(entry.get("x").tensor()).view(), EXACT);
        entry.get("dx").assert_close(layer.backward(entry.get("dout").tensor()).view(), EXACT);
    }
}

#[test]
fn the_small_convolution_network_has_the_books_scores_loss_and_slopes() {
    let entry = book(&["ch07", "simple_convnet_tiny"]);
    let param = |name: &str| entry.get("params").get(name).tensor();
    let matrix = |name: &str| param(name).into_dimensionality::<Ix2>().unwrap();
    let vector = |name: &str| param(name).into_dimensionality::<Ix1>().unwrap();
    let filters = param("W1").into_dimensionality::<Ix4>().unwrap();
    let layers: Vec<Box<dyn Layer<f64>>> = vec![
        Box::new(Convolution::new(1, filters, vector("b1"), Window::square(3))),
        Box::new(Relu::new(1)),
        Box::new(MaxPooling::new(1, Window::square(2).stride(2))),
        Box::new(Affine::new(2, matrix("W2"), vector("b2"))),
        Box::new(Relu::new(2)),
        Box::new(Affine::new(3, matrix("W3"), vector("b3"))),
    ];
    let mut network = Network::new(layers, SoftmaxCrossEntropy);
    let (x, t) = (entry.get("x").tensor(), Targets::Labels(entry.get("t").labels()));
    entry.get("predict").assert_close(network.predict(&x).view(), EXACT);
    let loss = network.gradient(x, &t);
    // The book adds 1e-7 inside its logarithm.
    assert!((loss - entry.get("loss").number()).abs() < 1e-6, "{loss}");
    for param in network.params() {
        entry.get("grad").get(&param.name).assert_close(param.grad.view(), EXACT);
    }
}
