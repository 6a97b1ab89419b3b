//! The book's own code and the derived code give the same values.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch07_cnn::derive::convolution::Convolution;
use ch07_cnn::derive::convolution_loops;
use ch07_cnn::derive::im2col::{col2im, im2col};
use ch07_cnn::derive::output_size::output_size;
use ch07_cnn::derive::pooling::{Kind, Pooling};
use ch07_cnn::derive::simple_convnet::{NAMES, SimpleConvNet};
use ch07_cnn::experiments::gradient_check::check;
use core_tensor::Targets;
use golden::{Entry, book, lcg_weights};
use ndarray::{Array1, Array4, Ix1, Ix2, Ix4};

fn images(entry: &Entry, name: &str) -> Array4<f64> {
    entry.get(name).tensor().into_dimensionality::<Ix4>().unwrap()
}

fn vector(entry: &Entry, name: &str) -> Array1<f64> {
    entry.get(name).tensor().into_dimensionality::<Ix1>().unwrap()
}

fn count(entry: &Entry, name: &str) -> usize {
    entry.get(name).number() as usize
}

/// Forward, dx, dW and db of an entry, by loops and by one product.
fn assert_convolves(entry: &Entry) {
    let (x, w, b) = (images(entry, "x"), images(entry, "W"), vector(entry, "b"));
    let (stride, pad) = (count(entry, "stride"), count(entry, "pad"));
    let dout = images(entry, "dout");
    let (dx, dw, db) = convolution_loops::backward(&x, &w, &dout, stride, pad);
    let by_loops = [
        convolution_loops::forward(&x, &w, &b, stride, pad).into_dyn(),
        dx.into_dyn(),
        dw.into_dyn(),
        db.into_dyn(),
    ];
    let mut layer = Convolution::new(w, b, stride, pad);
    let (y, dx) = (layer.forward(&x).into_dyn(), layer.backward(&dout).into_dyn());
    let by_product = [y, dx, layer.dw.into_dyn(), layer.db.into_dyn()];
    for results in [by_loops, by_product] {
        for (name, result) in ["out", "dx", "dW", "db"].into_iter().zip(results) {
            // Integers: no rounding anywhere.
            entry.get(name).assert_close(result.view(), 1e-15);
        }
    }
}

#[test]
fn output_sizes_are_the_books_rounded_down() {
    let entries = book(&["ch07", "conv_output_size"]).list();
    assert!(entries.len() >= 3);
    for entry in entries {
        let size = output_size(
            count(&entry, "H"),
            count(&entry, "F"),
            count(&entry, "stride"),
            count(&entry, "pad"),
        );
        // The book's function divides without rounding; its layers then round down.
        assert_eq!(size as f64, entry.get("out").number().floor());
    }
}

#[test]
fn the_books_examples_on_4_by_4_and_7_by_7_convolve_as_in_its_code() {
    let small = book(&["ch07", "conv_book_4x4"]);
    assert_convolves(&small.get("pad0"));
    assert_convolves(&small.get("pad1"));
    assert_convolves(&book(&["ch07", "conv_book_7x7_stride2"]));
    let plain = small.get("pad0");
    let with_bias = Convolution::new(images(&plain, "W"), Array1::from(vec![3.0]), 1, 0);
    small.get("pad0_bias3").assert_close(with_bias.predict(&images(&plain, "x")).into_dyn().view(), 1e-15);
}

#[test]
fn batches_of_three_channels_convolve_as_in_the_books_code_for_every_stride_and_padding() {
    for name in ["conv_2x3x5x5_s1_p0", "conv_2x3x5x5_s1_p1", "conv_2x3x5x5_s2_p0", "conv_2x3x5x5_s1_p2"] {
        assert_convolves(&book(&["ch07", name]));
    }
}

#[test]
fn im2col_and_col2im_are_the_books() {
    let first = book(&["ch07", "im2col_1x2x4x4_f3_s1_p0"]);
    let x = images(&first, "x");
    for (name, size, stride, pad) in
        [("im2col_1x2x4x4_f3_s1_p0", 3, 1, 0), ("im2col_1x2x4x4_f2_s2_p1", 2, 2, 1)]
    {
        let entry = book(&["ch07", name]);
        let col = im2col(&x, size, size, stride, pad);
        assert_eq!(col.shape(), entry.get("col_shape").labels());
        entry.get("col").assert_close(col.view().into_dyn(), 1e-15);
        let back = col2im(&col, x.dim(), (size, size), stride, pad);
        entry.get("col2im_of_col").assert_close(back.into_dyn().view(), 1e-15);
    }
    let shapes = book(&["ch07", "im2col_shapes_book"]);
    let (size, stride, pad) = (count(&shapes, "f"), count(&shapes, "s"), count(&shapes, "p"));
    for (x, col) in [("x1", "col1"), ("x2", "col2")] {
        let [n, c, h, w] = shapes.get(x).labels().try_into().unwrap();
        let found = im2col(&Array4::zeros((n, c, h, w)), size, size, stride, pad);
        assert_eq!(found.shape(), shapes.get(col).labels());
    }
}

#[test]
fn max_pooling_is_the_books_with_ties_and_with_overlap() {
    for name in ["pool_4x4", "pool_2x2x4x4_ties", "pool_overlap_f3_s1"] {
        let entry = book(&["ch07", name]);
        let [pool_h, pool_w] = entry.get("pool").labels().try_into().unwrap();
        let mut pooling = Pooling::new(Kind::Max, pool_h, pool_w, count(&entry, "stride"));
        entry.get("out").assert_close(pooling.forward(&images(&entry, "x")).into_dyn().view(), 1e-15);
        assert_eq!(pooling.arg_max, entry.get("arg_max").labels(), "{name}");
        entry.get("dx").assert_close(pooling.backward(&images(&entry, "dout")).into_dyn().view(), 1e-15);
    }
}

#[test]
fn a_tiny_simple_convnet_has_the_books_scores_loss_and_gradients() {
    let entry = book(&["ch07", "simple_convnet_tiny"]);
    let params = entry.get("params");
    let matrix = |name: &str| params.get(name).tensor().into_dimensionality::<Ix2>().unwrap();
    let mut net = SimpleConvNet::new(images(&params, "W1"), matrix("W2"), matrix("W3"));
    for (which, name) in NAMES.into_iter().enumerate() {
        net.parameter(which).assign(&params.get(name).tensor());
    }
    let (x, t) = (images(&entry, "x"), Targets::Labels(entry.get("t").labels()));
    entry.get("predict").assert_close(net.predict(&x).view(), 1e-13);
    // The book's code adds 1e-7 inside the logarithm, so its loss is a little smaller; its backward pass leaves that
    // out.
    entry.get("loss").assert_number(net.gradient(&x, &t), 1e-6);
    for (name, gradients) in NAMES.into_iter().zip(net.gradients()) {
        entry.get("grad").get(name).assert_close(gradients.view(), 1e-12);
    }
    // The book's differences to the numerical gradient, up to 1e-7, come from that 1e-7; without it there is almost
    // none.
    let tried = net.numerical_gradient(&x, &t, 1e-4);
    for (which, name) in NAMES.into_iter().enumerate() {
        let largest =
            (&tried[which] - &net.gradients()[which]).iter().fold(0.0f64, |most, d| most.max(d.abs()));
        assert!(largest < 0.05 * entry.get("max_abs_diff_numeric").get(name).number(), "{name}: {largest}");
    }
}

#[test]
fn the_books_gradient_check_finds_the_books_kinks() {
    let entry = book(&["ch07", "gradient_check_small_convnet"]);
    let shape = |name: &str| entry.get("shapes").get(name).labels();
    let [filters, channels, fh, fw] = shape("W1").try_into().unwrap();
    let w1 = lcg_weights(51, filters, channels * fh * fw, 0.01);
    let w1 = w1.into_shape_with_order((filters, channels, fh, fw)).unwrap();
    let matrix = |name: &str, seed: u32| lcg_weights(seed, shape(name)[0], shape(name)[1], 0.01);
    let mut net = SimpleConvNet::new(w1, matrix("W2", 52), matrix("W3", 53));
    // The generator's values between 0 and 1: without scaling to a standard deviation, and without the −½.
    let x = lcg_weights(60, 1, 100, 1.0).mapv(|w| w / 12f64.sqrt() + 0.5);
    let x = x.into_shape_with_order((1, 1, 10, 10)).unwrap();
    let t = Targets::Labels(vec![1]);
    entry.get("loss").assert_number(net.gradient(&x, &t), 1e-6);
    for (name, gradients) in NAMES.into_iter().zip(net.gradients()) {
        let (sum, expected) = (gradients.sum(), entry.get("grad_sums").get(name).number());
        assert!((sum - expected).abs() < 1e-12, "{name}: {sum} and {expected}");
    }
    let checked = check(&mut net, &x, &t, 1);
    for (name, checked) in NAMES.into_iter().zip(checked) {
        let books = entry.get("mean_abs_diff").get(name).number();
        if checked.kinks > 0 && books > 1e-7 {
            // A kink's difference is the same in both; the book's 1e-7 inside the logarithm changes it only a little.
            assert!(
                (checked.with_kinks / books - 1.0).abs() < 1e-2,
                "{name}: {} and {books}",
                checked.with_kinks
            );
        }
        assert!(checked.without_kinks < 1e-9, "{name}: {}", checked.without_kinks);
    }
    assert!(checked[3].kinks > 0 && checked[3].with_kinks > 1e-4, "b2 has its kink");
}
