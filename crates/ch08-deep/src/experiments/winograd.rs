//! Can a convolution do with a quarter of its multiplications?
//!
//! Winograd convolution with 4 × 4 output tiles, applied to the layers of DeepConvNet: how many multiplications
//! remain, what happens to the last digits, and how long it takes. The first layer is left out: with its one
//! channel it is better computed directly.

use crate::derive::winograd::{by_36, by_144, by_six, by_twelve, products, products_of_tiles};
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::layers::{Convolution, Layer};
use core_tensor::{Init, Tensor, Vector, Window};
use ndarray::Array4;
use rand::RngExt;

/// Section 8.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "winograd",
    section: "8.3",
    question: "Can a convolution do with a quarter of its multiplications?",
    takes: Takes::new("1 s", "1 s", "3 s"),
    run,
};

/// A layer of DeepConvNet after the first: its number, channels and filters, the side of its images and their padding.
struct Shape {
    number: usize,
    channels: usize,
    filters: usize,
    side: usize,
    pad: usize,
}

const fn shape(number: usize, channels: usize, filters: usize, side: usize, pad: usize) -> Shape {
    Shape { number, channels, filters, side, pad }
}

const LAYERS: [Shape; 5] = [
    shape(2, 16, 16, 28, 1),
    shape(3, 16, 32, 14, 1),
    shape(4, 32, 32, 14, 2),
    shape(5, 32, 64, 8, 1),
    shape(6, 64, 64, 8, 1),
];

impl Shape {
    fn out(&self) -> (usize, usize) {
        let side = self.side + 2 * self.pad - 2;
        (side, side)
    }

    fn products(&self) -> usize {
        products(self.channels, self.filters, (3, 3), self.out())
    }

    fn winograd(&self) -> usize {
        products_of_tiles(self.channels, self.filters, self.out())
    }

    /// The layer with random weights, in `f64`.
    fn layer(&self, run: &Run) -> Convolution<f64> {
        let w: Array4<f64> = Init::He
            .filters((self.filters, self.channels, 3, 3), &mut run.rng(&format!("weights {}", self.number)));
        Convolution::new(self.number, w, Vector::zeros(self.filters), Window::square(3).pad(self.pad))
    }
}

/// The largest errors of a layer in `f32`, relative to its largest output.
struct Errors {
    columns: f64,
    winograd: f64,
}

/// Seconds of a layer's forward and backward pass, the fastest of several runs.
struct Seconds {
    columns: f64,
    winograd: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, repeats) = run.scale().pick((2, 1), (100, 3), (100, 10));
    let mut outcome = Outcome::new();
    let (four, sixteen) = differences_by_hand(run);
    outcome
        .finding("four_outputs.largest_difference", four)
        .claim(
            Source::ThisPage,
            "four outputs of a filter with three weights need six multiplications, not twelve",
            say!("the outputs for 1,000 random inputs differ by at most {four:.0e}"),
            four < 1e-13,
        )
        .finding("sixteen_outputs.largest_difference", sixteen)
        .claim(
            Source::ThisPage,
            "4 × 4 outputs of a 3 × 3 kernel need 36 multiplications, not 144",
            say!("the outputs for 1,000 random tiles differ by at most {sixteen:.0e}"),
            sixteen < 1e-12,
        );
    let mut measured = Vec::new();
    for shape in &LAYERS {
        let layer = shape.layer(run);
        let mut rng = run.rng(&format!("images {}", shape.number));
        let x = Tensor::from_shape_simple_fn(vec![images, shape.channels, shape.side, shape.side], || {
            rng.random_range(0.0..1.0)
        });
        measured.push((errors(&layer, &x), seconds(run, &layer, &x, repeats)));
    }
    for (shape, (errors, seconds)) in LAYERS.iter().zip(&measured) {
        let key = format!("convolution{}", shape.number);
        outcome
            .count(format!("{key}.products"), shape.products())
            .count(format!("{key}.products_with_winograd"), shape.winograd())
            .finding(format!("{key}.error.im2col"), errors.columns)
            .finding(format!("{key}.error.winograd"), errors.winograd)
            .measured(format!("{key}.im2col"), 1e3 * seconds.columns, "ms")
            .measured(format!("{key}.winograd"), 1e3 * seconds.winograd, "ms")
            .measured(format!("{key}.faster"), seconds.columns / seconds.winograd, "×");
    }
    let (all, winograd) =
        LAYERS.iter().fold((0, 0), |(all, winograd), s| (all + s.products(), winograd + s.winograd()));
    outcome.percent("products_left", winograd as f64 / all as f64);
    outcome.table(work_table()).table(table(&measured)).shows_a_clock().figure(figure(&measured)).note(say!(
        "Times are of {images} images on this machine, forward and back, each the fastest of {repeats}; they differ \
         from run to run. im2col takes one matrix product per image."
    ));
    Ok(outcome)
}

/// The largest differences between the two algorithms, for four outputs and for sixteen, over random inputs.
fn differences_by_hand(run: &Run) -> (f64, f64) {
    let mut rng = run.rng("by hand");
    let mut number = || rng.random_range(-1.0..1.0);
    let worse = |worst: f64, winograd: &[f64], all: &[f64]| {
        winograd.iter().zip(all).fold(worst, |worst, (winograd, all)| worst.max((winograd - all).abs()))
    };
    (0..1000).fold((0.0, 0.0), |(four, sixteen), _| {
        let (d, g) = (std::array::from_fn(|_| number()), std::array::from_fn(|_| number()));
        let tile = std::array::from_fn(|_| std::array::from_fn(|_| number()));
        let window = std::array::from_fn(|_| std::array::from_fn(|_| number()));
        (
            worse(four, &by_six(d, g), &by_twelve(d, g)),
            worse(sixteen, by_36(&tile, &window).as_flattened(), by_144(&tile, &window).as_flattened()),
        )
    })
}

fn in_f32(layer: &Convolution<f64>) -> Convolution<f32> {
    let (w, b) = (layer.params()[0].value.mapv(|w| w as f32), layer.params()[1].value.mapv(|b| b as f32));
    match (w.into_dimensionality(), b.into_dimensionality()) {
        (Ok(w), Ok(b)) => Convolution::new(1, w, b, layer.window()),
        _ => unreachable!("a convolution has four axes of weights and one of biases"),
    }
}

fn errors(layer: &Convolution<f64>, x: &Tensor<f64>) -> Errors {
    let exact = layer.clone().by_im2col().predict(x.clone());
    let largest = exact.iter().fold(0.0_f64, |largest, y| largest.max(y.abs()));
    let (layer, x) = (in_f32(layer), x.mapv(|x| x as f32));
    let worst = |layer: &Convolution<f32>| {
        let y = layer.predict(x.clone());
        y.iter().zip(&exact).fold(0.0_f64, |worst, (y, exact)| worst.max((f64::from(*y) - exact).abs()))
            / largest
    };
    Errors { winograd: worst(&layer), columns: worst(&layer.by_im2col()) }
}

fn seconds(run: &Run, layer: &Convolution<f64>, x: &Tensor<f64>, repeats: usize) -> Seconds {
    let (layer, x) = (in_f32(layer), x.mapv(|x| x as f32));
    let fastest = |mut layer: Convolution<f32>| {
        (0..repeats).fold(f64::INFINITY, |fastest, _| {
            let x = x.clone();
            let start = run.seconds();
            let y = layer.forward(x);
            layer.backward(y);
            fastest.min(run.seconds() - start)
        })
    };
    Seconds { columns: fastest(layer.clone().by_im2col()), winograd: fastest(layer) }
}

fn work_table() -> Table {
    let heads = ["layer", "by the definition", "with Winograd", "remaining"];
    let mut table = Table::new("Multiplications of the layers of DeepConvNet, per image", heads);
    for shape in &LAYERS {
        table.row([
            say!("convolution {}", shape.number).into(),
            Cell::count(shape.products()),
            Cell::count(shape.winograd()),
            Cell::percent(shape.winograd() as f64 / shape.products() as f64),
        ]);
    }
    table
}

fn table(measured: &[(Errors, Seconds)]) -> Table {
    let heads = ["layer", "im2col", "Winograd"];
    let mut table = Table::new("Largest errors in f32, relative to the largest output", heads);
    for (shape, (errors, _)) in LAYERS.iter().zip(measured) {
        table.row([
            say!("convolution {}", shape.number).into(),
            errors.columns.into(),
            errors.winograd.into(),
        ]);
    }
    table
}

fn figure(measured: &[(Errors, Seconds)]) -> Figure {
    let name = |shape: &Shape| say!("conv{}", shape.number);
    let left = LAYERS.iter().map(|s| (name(s), 100.0 * s.winograd() as f64 / s.products() as f64));
    let faster = LAYERS.iter().zip(measured).map(|(s, (_, time))| (name(s), time.columns / time.winograd));
    let left = Panel::new("remaining multiplications")
        .y(Axis::new("relative to the definition (%)").range(0.0, 100.0))
        .bars(Bars::new(left).decimals(0));
    let faster = Panel::new("speed")
        .y(Axis::new("times as fast as im2col"))
        .bars(Bars::new(faster).decimals(1))
        .hline(1.0);
    Figure::new("Winograd convolution needs about a quarter of the multiplications")
        .columns(2)
        .panel_size(380.0, 260.0)
        .panel(left)
        .panel(faster)
        .caption(
            "The layers of DeepConvNet after the first; a layer whose sides aren't multiples of 4 saves less. Speed: forward \
             and backward, measured; dashed: as fast as im2col.",
        )
}
