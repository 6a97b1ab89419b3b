//! Do loops, one matrix product, and the core's kernel give the same, and how long does each take?
//!
//! The first layer of the book's network on a batch of digits. All three add the same products; only the order differs,
//! so the results differ in the last digits. The times are measured: how much faster each is depends on the machine.

use crate::derive::convolution::Convolution;
use crate::derive::convolution_loops;
use crate::derive::output_size::output_size;
use crate::learning::digits;
use anyhow::Context;
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};
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
        ["", "one product − loops", "core − loops"],
    );
    let mut worst = 0.0f64;
    for (i, (key, name)) in
        [("forward", "forward"), ("dx", "dx"), ("dw", "dw"), ("db", "db")].into_iter().enumerate()
    {
        let (to_product, to_core) =
            (difference(&by_product[i], &by_loops[i]), difference(&by_core[i], &by_loops[i]));
        worst = worst.max(to_product).max(to_core);
        outcome
            .finding(format!("product_to_loops.{key}"), to_product)
            .finding(format!("core_to_loops.{key}"), to_core);
        table.row([name.into(), to_product.into(), to_core.into()]);
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
        .table(table)
        .claim(
            Source::ThisPage,
            "im2col turns a convolution into one matrix product with the same result",
            say!("forward pass and all gradients agree to {worst:.0e}"),
            worst < 1e-12,
        )
        .note(say!(
            "Forward and backward, f64: {} products. The times are measured and differ from run to run.",
            core_data::grouped(products)
        ));
    outcome.figure(figure(out, images));
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

/// The memory that each implementation needs: the same on every machine.
fn figure(out: usize, images: usize) -> Figure {
    let megabytes = |numbers: usize| numbers as f64 * 8.0 / 1e6;
    let (positions, cells) = (images * out * out, SIZE * SIZE);
    let bars = [
        ("images", megabytes(images * 28 * 28)),
        ("result", megabytes(positions * FILTERS)),
        ("matrix of all windows", megabytes(positions * cells)),
        ("windows of one image", megabytes(out * out * cells)),
    ];
    let panel = Panel::new("")
        .y(Axis::new("megabytes, f64").range(0.0, 1.2 * bars.iter().map(|bar| bar.1).fold(0.0, f64::max)))
        .bars(Bars::new(bars));
    Figure::single(say!("The memory of a convolution of {images} digits"), panel).panel_size(560.0, 280.0)
        .caption("Loops only need images and result. The book's im2col writes out all windows; image by image they \
             fit into the cache.")
}
