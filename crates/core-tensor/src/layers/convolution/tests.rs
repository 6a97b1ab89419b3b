//! Does every algorithm agree with six plain loops, forward and backward?

use super::*;
use crate::Streams;
use crate::kernels::conv::ConvAlgorithm;
use ndarray::Axis;
use rand::RngExt;

fn random<F: Real>(shape: &[usize], name: &str) -> Tensor<F> {
    let mut rng = Streams::new(1).rng(name);
    Tensor::from_shape_simple_fn(shape, || F::of(rng.random::<f64>() - 0.5))
}

fn layer<F: Real>(filters: usize, channels: usize, window: Window) -> Convolution<F> {
    let w = random(&[filters, channels, window.height, window.width], "w");
    let w = w.into_dimensionality().unwrap();
    Convolution::new(1, w, random(&[filters], "b").into_dimensionality().unwrap(), window)
}

/// The six loops of the definition.
fn plain(layer: &Convolution<f64>, x: &Tensor<f64>) -> Tensor<f64> {
    let (window, w, b) = (layer.window, &layer.w.value, &layer.b.value);
    let (h, width) = (x.shape()[2], x.shape()[3]);
    let (out_h, out_w) = window.output_size(h, width);
    Tensor::from_shape_fn(vec![x.shape()[0], w.shape()[0], out_h, out_w], |at| {
        let mut y = b[[at[1]]];
        for c in 0..x.shape()[1] {
            for i in 0..window.height {
                for j in 0..window.width {
                    let row = (at[2] * window.stride + i).checked_sub(window.pad).filter(|r| *r < h);
                    let column = (at[3] * window.stride + j).checked_sub(window.pad).filter(|c| *c < width);
                    if let (Some(row), Some(column)) = (row, column) {
                        y += w[[at[1], c, i, j]] * x[[at[0], c, row, column]];
                    }
                }
            }
        }
        y
    })
}

/// Random sizes: stride 1 to 3, pad 0 to 3, channels 1 to 5, batch 1 to 7, nothing square.
struct Case {
    window: Window,
    filters: usize,
    x: [usize; 4],
}

fn cases(count: usize) -> Vec<Case> {
    let mut rng = Streams::new(7).rng("cases");
    let mut cases = Vec::new();
    while cases.len() < count {
        let (height, width) = (rng.random_range(1..=5), rng.random_range(1..=5));
        let window = Window::new(height, width).stride(rng.random_range(1..=3)).pad(rng.random_range(0..=3));
        let (h, w) = (rng.random_range(1..=19), rng.random_range(1..=37));
        if h + 2 * window.pad >= height && w + 2 * window.pad >= width {
            let x = [rng.random_range(1..=7), rng.random_range(1..=5), h, w];
            cases.push(Case { window, filters: rng.random_range(1..=14), x });
        }
    }
    cases
}

/// Sizes for which there are a quarter of the products: windows of 3 × 3, many channels and filters.
fn cases_of_winograd(count: usize) -> Vec<Case> {
    let mut rng = Streams::new(8).rng("cases");
    let mut cases = Vec::new();
    while cases.len() < count {
        let window = Window::square(3).pad(rng.random_range(0..=2));
        let (h, w) = (rng.random_range(4..=19), rng.random_range(4..=37));
        let x = [rng.random_range(1..=30), rng.random_range(8..=35), h, w];
        let filters = rng.random_range(8..=70);
        let algorithm = Conv::new::<f64>((x[1], h, w), filters, window).algorithm();
        if matches!(algorithm, ConvAlgorithm::Winograd(_)) {
            cases.push(Case { window, filters, x });
        }
    }
    cases
}

fn assert_near<F: Real>(a: &Tensor<F>, b: &Tensor<F>, tolerance: f64, what: &str) {
    assert_eq!(a.shape(), b.shape(), "{what}");
    let scale = b.iter().fold(1.0_f64, |largest, b| largest.max(b.as_f64().abs()));
    let worst = a.iter().zip(b).fold(0.0_f64, |worst, (a, b)| worst.max((a.as_f64() - b.as_f64()).abs()));
    assert!(worst <= tolerance * scale, "{what}: {worst} at a scale of {scale}");
}

#[test]
fn it_agrees_with_six_plain_loops_whatever_the_sizes() {
    let (mut direct, mut winograd) = (0, 0);
    for Case { window, filters, x } in cases(300).into_iter().chain(cases_of_winograd(30)) {
        let (layer, x) = (layer::<f64>(filters, x[1], window), random(&x, "x"));
        let (plain, what) = (plain(&layer, &x), format!("{window:?} on {:?}", x.shape()));
        match layer.conv(&x).algorithm() {
            ConvAlgorithm::Direct(_) => direct += 1,
            ConvAlgorithm::Winograd(_) => winograd += 1,
            ConvAlgorithm::Im2col => {}
        }
        assert_near(&layer.predict(x.clone()), &plain, 1e-13, &what);
        assert_near(&layer.by_im2col().predict(x), &plain, 1e-13, &what);
    }
    assert!(
        direct > 30 && winograd > 20,
        "only {direct} cases use the direct algorithm, {winograd} Winograd's"
    );
}

fn gradients<F: Real>(mut layer: Convolution<F>, x: &Tensor<F>, dout: &Tensor<F>) -> [Tensor<F>; 3] {
    layer.forward(x.clone());
    let dx = layer.backward(dout.clone());
    [dx, layer.w.grad.into_dyn(), layer.b.grad.into_dyn()]
}

fn all_algorithms_have_the_same_gradients<F: Real>(tolerance: f64) {
    for Case { window, filters, x } in cases(200).into_iter().chain(cases_of_winograd(20)) {
        let (layer, x) = (layer::<F>(filters, x[1], window), random(&x, "x"));
        let dout = random(layer.predict(x.clone()).shape(), "dout");
        let (fast, plain) = (gradients(layer.clone(), &x, &dout), gradients(layer.by_im2col(), &x, &dout));
        for ((fast, plain), name) in fast.iter().zip(&plain).zip(["dx", "dW", "db"]) {
            assert_near(fast, plain, tolerance, &format!("{name} of {window:?} on {:?}", x.shape()));
        }
    }
}

#[test]
fn all_algorithms_have_the_same_gradients_whatever_the_sizes() {
    all_algorithms_have_the_same_gradients::<f64>(1e-12);
    all_algorithms_have_the_same_gradients::<f32>(1e-5);
}

#[test]
fn winograd_costs_little_of_the_precision() {
    let exact = layer::<f64>(64, 64, Window::square(3).pad(1));
    let x = random::<f64>(&[2, 64, 8, 8], "x");
    let w = exact.w.value.mapv(|w| w as f32).into_dimensionality().unwrap();
    let b = exact.b.value.mapv(|b| b as f32).into_dimensionality().unwrap();
    let rounded = Convolution::new(1, w, b, exact.window);
    let y = exact.by_im2col().predict(x.clone());
    let worst = |layer: &Convolution<f32>| {
        let outputs = layer.predict(x.mapv(|x| x as f32));
        let scale = y.iter().fold(0.0_f64, |largest, y| largest.max(y.abs()));
        outputs.iter().zip(&y).fold(0.0_f64, |worst, (a, y)| worst.max((f64::from(*a) - y).abs())) / scale
    };
    let (winograd, columns) = (worst(&rounded), worst(&rounded.clone().by_im2col()));
    assert!(
        winograd < 1e-5 && winograd < 20.0 * columns,
        "{winograd:e} and {columns:e} of the largest output"
    );
}

#[test]
fn changed_weights_are_used_at_once() {
    let mut layer = layer::<f32>(8, 8, Window::square(3).pad(1));
    let x = random(&[2, 8, 9, 9], "x");
    let before = layer.predict(x.clone());
    for param in Layer::params_mut(&mut layer) {
        param.value *= 2.0;
    }
    assert_eq!(layer.predict(x.clone()), before * 2.0);
    let larger = random(&[2, 8, 12, 17], "larger");
    assert_near(
        &layer.predict(larger.clone()),
        &layer.clone().by_im2col().predict(larger.clone()),
        1e-5,
        "another size",
    );
}

fn equal_filters_give_equal_bits(channels: usize) {
    let window = Window::square(3).pad(1);
    let mut equal = layer::<f32>(13, channels, window);
    let first = equal.w.value.clone();
    for (i, w) in equal.w.value.iter_mut().enumerate() {
        *w = first.as_slice().unwrap()[i % (9 * channels)];
    }
    equal.b.value.fill(0.5);
    let y = equal.forward(random(&[11, channels, 9, 21], "x"));
    let dout = random::<f32>(&[11, 1, 9, 21], "dout");
    equal.backward(dout.broadcast(y.shape()).unwrap().to_owned());
    for filter in 1..13 {
        assert_eq!(y.index_axis(Axis(1), 0), y.index_axis(Axis(1), filter));
        assert_eq!(equal.w.grad.index_axis(Axis(0), 0), equal.w.grad.index_axis(Axis(0), filter));
    }
}

#[test]
fn equal_filters_give_outputs_and_gradients_equal_to_the_last_bit() {
    equal_filters_give_equal_bits(2);
    equal_filters_give_equal_bits(9);
}

fn bits_are_those_of_one_thread(channels: usize) {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut layer = layer::<f32>(8, channels, Window::square(3).pad(1));
            let y = layer.forward(random(&[37, channels, 9, 9], "x"));
            let dx = layer.backward(y.clone());
            (y, dx, layer.w.grad, layer.b.grad)
        })
    };
    let one = run(1);
    assert!(one == run(2) && one == run(4));
}

#[test]
fn bits_do_not_depend_on_threads() {
    bits_are_those_of_one_thread(3);
    bits_are_those_of_one_thread(8);
}

#[test]
#[should_panic(
    expected = "convolution1: input is 2 × 4 × 5 × 5, the filters (2 × 3 × 3 × 3) need n × 3 × h × w"
)]
fn a_wrong_number_of_channels_is_named() {
    layer::<f64>(2, 3, Window::square(3)).predict(Tensor::zeros(vec![2, 4, 5, 5]));
}
