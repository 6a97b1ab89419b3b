//! Do loops, one matrix product, and the core's kernel give the same, and how long does each take?
//!
//! The three implementations run the first layer of the book's network, forward and backward, on a batch of digits. They
//! add the same products in different orders, so their results differ in the last digits only. Their times differ by
//! factors, and how large those are depends on your machine. The core's kernel otherwise spreads a batch over all threads,
//! and the trainings use it with f32; here it gets one thread and f64, like the other two.

use crate::derive::convolution::Convolution;
use crate::derive::convolution_loops;
use crate::derive::output_size::output_size;
use crate::learning::digits;
use anyhow::Context;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::Window;
use core_tensor::layers::{self, Layer};
use core_tensor::tensor::single_threaded;
use core_tensor::{Init, Vector};
use ndarray::{Array4, Ix4};
use rand::RngExt;

/// Section 7.4.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "three_ways_of_convolution",
    section: "7.4.3",
    question: "Do loops, one matrix product, and the core's kernel give the same, and how long does each take?",
    takes: Takes::new("1 s", "1 s", "3 s"),
    run,
};

const FILTERS: usize = 30;
const SIZE: usize = 5;
/// The results that are compared: name in findings, and in words.
const RESULTS: [(&str, &str); 4] = [
    ("forward", "forward pass"),
    ("dx", "dx, of the images"),
    ("dw", "dw, of the filters"),
    ("db", "db, of the biases"),
];
/// How often each implementation is timed. The fastest run counts: slower ones were disturbed.
const REPEATS: usize = 5;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (x, _) = digits::<f64>(run, run.scale().pick(4, 20, 100), 0)?.0.all();
    let x = x.into_dimensionality::<Ix4>().context("the digits aren't images")?;
    let images = x.dim().0;
    let w: Array4<f64> = Init::He.filters((FILTERS, 1, SIZE, SIZE), &mut run.rng("init"));
    let b = Vector::from_iter((0..FILTERS).map(|f| 0.01 * f as f64));
    let out = output_size(28, SIZE, 1, 0);
    let mut rng = run.rng("dout");
    let dout = Array4::from_shape_simple_fn((images, FILTERS, out, out), || rng.random_range(-1.0..1.0));

    let loops = || {
        let y = convolution_loops::forward(&x, &w, &b, 1, 0);
        let (dx, dw, db) = convolution_loops::backward(&x, &w, &dout, 1, 0);
        [y.into_dyn(), dx.into_dyn(), dw.into_dyn(), db.into_dyn()]
    };
    let product = || {
        let mut layer = Convolution::new(w.clone(), b.clone(), 1, 0);
        let y = layer.forward(&x);
        let dx = layer.backward(&dout);
        [y.into_dyn(), dx.into_dyn(), layer.dw.into_dyn(), layer.db.into_dyn()]
    };
    let core = || {
        let mut layer = layers::Convolution::new(1, w.clone(), b.clone(), Window::square(SIZE));
        // On one thread, like the other two.
        let (y, dx) = single_threaded(|| {
            (layer.forward(x.clone().into_dyn()), layer.backward(dout.clone().into_dyn()))
        });
        let gradients = layer.params();
        [y, dx, gradients[0].grad.clone(), gradients[1].grad.clone()]
    };
    let ((by_loops, t_loops), (by_product, t_product), (by_core, t_core)) =
        (timed(run, loops), timed(run, product), timed(run, core));

    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Largest difference, relative to the largest value",
        ["result", "one product − loops", "core − loops"],
    );
    let (mut worst, mut differences) = (0.0f64, Vec::new());
    for (i, (key, name)) in RESULTS.into_iter().enumerate() {
        let (to_product, to_core) =
            (difference(&by_product[i], &by_loops[i]), difference(&by_core[i], &by_loops[i]));
        worst = worst.max(to_product).max(to_core);
        outcome
            .finding(format!("product_to_loops.{key}"), to_product)
            .finding(format!("core_to_loops.{key}"), to_core);
        table.row([name.into(), to_product.into(), to_core.into()]);
        differences.push((to_product, to_core));
    }
    let products = 3 * by_loops[0].len() * SIZE * SIZE;
    outcome
        .count("images", images)
        .count("products", products)
        .measured("loops.seconds", t_loops, "s")
        .measured("product.seconds", t_product, "s")
        .measured("core.seconds", t_core, "s")
        .measured("product_faster_than_loops", t_loops / t_product, "×")
        .measured("core_faster_than_loops", t_loops / t_core, "×")
        .shows_a_clock()
        .table(table)
        .table(memory(out, images))
        .claim(
            Source::ThisPage,
            "im2col turns a convolution into one matrix product with the same result",
            say!("the forward pass and all gradients agree to {worst:.0e} of the largest value"),
            worst < 1e-12,
        )
        .note(say!(
            "Forward and backward in f64, on one thread: {} products. Each time is the fastest of {REPEATS}. \
             The loops need only images and result in memory; im2col writes out all windows as well, or, image by image, \
             those of one image at a time.",
            core_data::grouped(products)
        ));
    outcome.figure(figure(&differences, [t_loops, t_product, t_core]));
    Ok(outcome)
}

/// The result, and the seconds of the fastest of several runs.
fn timed<T>(run: &Run, work: impl Fn() -> T) -> (T, f64) {
    let once = || run.timed(&work);
    (1..REPEATS).fold(once(), |best, _| {
        let next = once();
        if next.1 < best.1 { next } else { best }
    })
}

/// The largest difference, relative to the largest value.
fn difference(a: &core_tensor::Tensor<f64>, b: &core_tensor::Tensor<f64>) -> f64 {
    let largest = b.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / largest
}

/// The memory that the arrays need: the same on every machine.
fn memory(out: usize, images: usize) -> Table {
    let megabytes = |numbers: usize| numbers as f64 * 8.0 / 1e6;
    let (positions, cells) = (images * out * out, SIZE * SIZE);
    let mut table = Table::new(
        say!("Memory for {images} images and the arrays computed from them, in f64"),
        ["array", "size"],
    );
    for (name, size) in [
        ("images", megabytes(images * 28 * 28)),
        ("result", megabytes(positions * FILTERS)),
        ("matrix of all windows", megabytes(positions * cells)),
        ("windows of one image", megabytes(out * out * cells)),
    ] {
        table.row([name.into(), Cell::unit(size, "MB")]);
    }
    table
}

/// How far the results are apart, and how long each takes.
fn figure(differences: &[(f64, f64)], seconds: [f64; 3]) -> Figure {
    let named = |names: &'static [&'static str]| names.iter().enumerate().map(|(i, name)| (i as f64, *name));
    let points = |shift: f64, of: fn(&(f64, f64)) -> f64| -> Vec<(f64, f64)> {
        differences.iter().enumerate().map(|(i, pair)| (i as f64 + shift, of(pair))).collect()
    };
    let results: &[&str] = &["forward", "dx", "dw", "db"];
    let same = Panel::new("the same results")
        .x(Axis::new("result").named_ticks(named(results)).range(-0.6, 3.6))
        .y(Axis::new("difference from the loops, relative").log10().range(1e-17, 1e-12))
        .legend(Legend::OutsideTop)
        .scatter(
            Series::new("one matrix product", points(-0.1, |pair| pair.0))
                .marker(Marker::Square, 1)
                .palette(1),
        )
        .scatter(
            Series::new("the core's kernel", points(0.1, |pair| pair.1))
                .marker(Marker::Triangle, 1)
                .palette(2),
        );
    let signs = [Marker::Circle, Marker::Square, Marker::Triangle];
    let ways: &[&str] = &["loops", "product", "core"];
    let highest = 1e3 * seconds.into_iter().fold(f64::MIN_POSITIVE, f64::max);
    let lowest = 1e3 * seconds.into_iter().fold(f64::INFINITY, f64::min);
    let time = Panel::new("in different times")
        .x(Axis::new("implementation").named_ticks(named(ways)).range(-0.6, 2.6))
        .y(Axis::new("milliseconds for the batch").log10().range(0.5 * lowest, 2.0 * highest));
    let time = signs.into_iter().zip(seconds).enumerate().fold(time, |panel, (i, (marker, seconds))| {
        let point = [(i as f64, 1e3 * seconds)];
        panel.scatter(Series::new("", point).marker(marker, 1).palette(i).width(3.4))
    });
    Figure::new("Three implementations of a convolution agree but for rounding, and differ in their times")
        .columns(2)
        .panel_size(330.0, 250.0)
        .legend(Legend::OutsideTop)
        .panel(same)
        .panel(time)
        .caption(
            "Left: the largest difference, relative to the largest value; where a point is missing, the results are exactly \
             equal. Right: measured times of a forward and a backward pass. Both axes are logarithmic.",
        )
}
