//! Is the backward pass right? And where does the small difference that remains come from?
//!
//! The check covers each of the 39,760 parameters of 784-50-10, on three images as in the book. Read the table from
//! left to right. The column "all" is spoilt by the kinks: where h carries a ReLU unit over its kink, the numerical
//! gradient is a mixture of the slopes on the two sides, and the difference is large although nothing is wrong. Such
//! parameters are easy to find (a unit is on at `w + h` and off at `w − h`, or the reverse); without them, the
//! differences drop by orders of magnitude. In the last column, which also leaves them out, the book's `1e-7` raises
//! them again.
//!
//! The figure shows the rest. With h too large, curvature spoils the numerical gradient; with h too small, cancellation
//! does: the two losses agree in most of their digits, and few are left in the difference. In `f32` the two meet so
//! early that hardly any digits are left. At the far left `f32` doesn't notice the change in the loss at all, the
//! numerical gradient is 0, and the difference is as large as the gradient.

use crate::derive::gradient_check::{mean_absolute_difference, numerical_derivative};
use crate::derive::softmax_with_loss::SoftmaxWithLoss;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::{self, SIZES, batch};
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::functions::loss::softmax_cross_entropy;
use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::matmul;
use core_tensor::{Real, Targets};
use ndarray::{Array1, Array2};
use portable_math::{ln, powf};
use rayon::prelude::*;

/// The book's `gradient_check.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "gradient_check",
    section: "5.7.3",
    question: "Is the backward pass right, and where does the difference that remains come from?",
    takes: Takes::new("1 s", "10 s", "10 s"),
    run,
};

/// The number of images the book uses.
const IMAGES: usize = 3;
/// The book's step width.
const H: f64 = 1e-4;
/// What the book's code adds inside the logarithm.
const DELTA: f64 = 1e-7;
/// The parameters, in the book's order.
const NAMES: [&str; 4] = ["W1", "b1", "W2", "b2"];

/// How the loss is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// ln y, straight from the scores.
    Exact,
    /// ln (y + 1e-7), as in the book's code.
    Book,
}

/// The gradient of one parameter, computed both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The numerical gradient.
    pub numerical: Array1<f64>,
    /// From backpropagation.
    pub backward: Array1<f64>,
    /// Where a ReLU unit switched between `w − h` and `w + h`.
    pub kinked: Vec<bool>,
}

impl Checked {
    /// The book's measure, over all entries.
    pub fn difference_with_kinks(&self) -> f64 {
        mean_absolute_difference(&self.numerical, &self.backward)
    }

    /// The book's measure, over the entries without a kink nearby.
    pub fn difference(&self) -> f64 {
        let smooth = |gradients: &Array1<f64>| -> Array1<f64> {
            gradients
                .iter()
                .zip(&self.kinked)
                .filter(|(_, kinked)| !**kinked)
                .map(|(&gradient, _)| gradient)
                .collect()
        };
        mean_absolute_difference(&smooth(&self.numerical), &smooth(&self.backward))
    }

    /// The number of entries with a kink nearby.
    pub fn kinks(&self) -> usize {
        self.kinked.iter().filter(|&&kinked| kinked).count()
    }

    /// The mean size of the gradient.
    pub fn size(&self) -> f64 {
        self.backward.mapv(f64::abs).mean().unwrap_or(f64::NAN)
    }
}

/// The loss, and which ReLU units are on for which image.
fn loss_and_switches(net: &TwoLayerNet, x: &Array2<f64>, t: &Array2<f64>, form: Form) -> (f64, Vec<bool>) {
    let a = net.affine1.predict(x);
    let switches = a.iter().map(|&a| a > 0.0).collect();
    let scores = net.affine2.predict(&a.mapv(|a| a.max(0.0)));
    let loss = match form {
        Form::Exact => SoftmaxWithLoss::loss(&scores, t),
        Form::Book => -(t * &softmax(scores.view()).mapv(|y| ln(y + DELTA))).sum() / x.nrows() as f64,
    };
    (loss, switches)
}

/// The entries of parameter number `which`, row by row.
fn parameter(net: &mut TwoLayerNet, which: usize) -> &mut [f64] {
    let slice = match which {
        0 => net.affine1.w.as_slice_mut(),
        1 => net.affine1.b.as_slice_mut(),
        2 => net.affine2.w.as_slice_mut(),
        _ => net.affine2.b.as_slice_mut(),
    };
    slice.unwrap_or_default()
}

/// The gradient of the last `gradient` for parameter number `which`, row by row.
fn gradients(net: &TwoLayerNet, which: usize) -> Array1<f64> {
    match which {
        0 => net.affine1.dw.iter().copied().collect(),
        1 => net.affine1.db.clone(),
        2 => net.affine2.dw.iter().copied().collect(),
        _ => net.affine2.db.clone(),
    }
}

/// Checks every `stride`-th entry of each parameter. The entries are checked in parallel; each is moved alone, so the
/// result doesn't depend on the number of threads.
pub fn check(
    net: &TwoLayerNet,
    (x, t): (&Array2<f64>, &Array2<f64>),
    form: Form,
    stride: [usize; 4],
) -> [Checked; 4] {
    let mut net = net.clone();
    net.gradient(x, t);
    [0, 1, 2, 3].map(|which| {
        let backward = gradients(&net, which);
        let indices: Vec<usize> = (0..backward.len()).step_by(stride[which].max(1)).collect();
        let compare = |net: &mut TwoLayerNet, &index: &usize| {
            let middle = parameter(net, which)[index];
            let mut at = |d: f64| {
                parameter(net, which)[index] = middle + d;
                loss_and_switches(net, x, t, form)
            };
            let ((above, on_above), (below, on_below)) = (at(H), at(-H));
            parameter(net, which)[index] = middle;
            ((above - below) / (2.0 * H), on_above != on_below)
        };
        let (numerical, kinked): (Vec<f64>, Vec<bool>) =
            indices.par_iter().map_init(|| net.clone(), compare).unzip();
        let backward = indices.iter().map(|&index| backward[index]).collect();
        Checked { numerical: numerical.into(), backward, kinked }
    })
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = run.mnist()?.train.first(IMAGES).samples::<f64>().one_hot(10);
    let (x, t) = batch(&images, &(0..images.len()).collect::<Vec<_>>())?;
    let net = digits::two_layer_net(SIZES, run.streams());
    let stride = run.scale().pick([97, 1, 5, 1], [1; 4], [1; 4]);
    let exact = check(&net, (&x, &t), Form::Exact, stride);
    let book = check(&net, (&x, &t), Form::Book, stride);
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Means of |gradient| and of |numerical − backward|",
        ["", "checked", "near kinks", "|gradient|", "all", "without kinks", "and with 1e-7 (book)"],
    );
    for ((name, exact), book) in NAMES.into_iter().zip(&exact).zip(&book) {
        let key = name.to_lowercase();
        outcome
            .count(format!("checked.{key}"), exact.numerical.len())
            .count(format!("kinks.{key}"), exact.kinks())
            .finding(format!("gradient.{key}"), exact.size())
            .finding(format!("exact_with_kinks.{key}"), exact.difference_with_kinks())
            .finding(format!("exact.{key}"), exact.difference())
            .finding(format!("book.{key}"), book.difference());
        table.row([
            name.into(),
            Cell::count(exact.numerical.len()),
            Cell::count(exact.kinks()),
            exact.size().into(),
            exact.difference_with_kinks().into(),
            exact.difference().into(),
            book.difference().into(),
        ]);
    }
    let curves = error_curves(&net, &x, &t);
    for (curve, name) in curves.iter().zip(["f64", "f64_book", "f32"]) {
        let best =
            curve.iter().copied().fold((f64::NAN, f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a });
        let at_h = curve.iter().find(|(h, _)| (h / H - 1.0).abs() < 1e-6).map_or(f64::NAN, |point| point.1);
        outcome
            .finding(format!("b2.{name}.best_h"), best.0)
            .finding(format!("b2.{name}.best_error"), best.1)
            .finding(format!("b2.{name}.error_at_1e_4"), at_h);
    }
    outcome
        .table(table)
        .claim(
            Source::ThisPage,
            "the backward pass is right",
            say!("away from the kinks of ReLU the mean differences are at most {:.0e}", largest(&exact)),
            largest(&exact) < 1e-9,
        )
        .claim(
            Source::Book("5.7.3"),
            "the two gradients differ slightly, by 1.4e-7 at b2, because numbers have a limited number of digits",
            say!(
                "b2 differs by {:.1e} with the book's 1e-7 inside the logarithm, by {:.0e} without it: rounding is by far \
                 the smaller part",
                book[3].difference(),
                exact[3].difference()
            ),
            book[3].difference() < 10.0 * exact[3].difference(),
        )
        .note(
            "The 1e-7 changes every gradient by the same share, about a millionth: each is multiplied by p / (p + 1e-7), \
             where the probability p of the correct class is about 0.1.",
        )
        .figure(figure(&curves));
    Ok(outcome)
}

fn largest(checked: &[Checked; 4]) -> f64 {
    checked.iter().map(Checked::difference).fold(0.0, f64::max)
}

/// For h = 10^−0.5, 10^−1, … the error of b2's gradient: in `f64`, in `f64` with the book's logarithm, in `f32`.
fn error_curves(net: &TwoLayerNet, x: &Array2<f64>, t: &Array2<f64>) -> [Vec<(f64, f64)>; 3] {
    let mut exact = net.clone();
    exact.gradient(x, t);
    let backward = exact.affine2.db;
    let z = net.affine1.predict(x).mapv(|a| a.max(0.0));
    let labels: Vec<usize> =
        t.rows().into_iter().map(|row| core_tensor::tensor::targets::arg_max(row.iter().copied())).collect();
    let steps = || (1..=26).map(|i| powf(10.0, -0.5 * f64::from(i)));
    let book = |h: f64| {
        (0..backward.len())
            .map(|index| {
                numerical_derivative(
                    |d| {
                        let mut net = net.clone();
                        net.affine2.b[index] += d;
                        loss_and_switches(&net, x, t, Form::Book).0
                    },
                    h,
                )
            })
            .collect::<Array1<f64>>()
    };
    let error = |gradients: Array1<f64>| mean_absolute_difference(&gradients, &backward);
    let (w, b) = (&net.affine2.w, &net.affine2.b);
    [
        steps().map(|h| (h, error(gradient_of_b2::<f64>(&z, (w, b), &labels, h)))).collect(),
        steps().map(|h| (h, error(book(h)))).collect(),
        steps().map(|h| (h, error(gradient_of_b2::<f32>(&z, (w, b), &labels, h)))).collect(),
    ]
}

/// The numerical gradient of b2, with `F` as the number type.
fn gradient_of_b2<F: Real>(
    z: &Array2<f64>,
    (w, b): (&Array2<f64>, &Array1<f64>),
    labels: &[usize],
    h: f64,
) -> Array1<f64> {
    let scores = matmul(z.mapv(F::of).view(), w.mapv(F::of).view()) + b.mapv(F::of);
    let (t, h) = (Targets::Labels(labels.to_vec()), F::of(h));
    let moved = |index: usize, d: F| {
        let mut scores = scores.clone();
        scores.column_mut(index).mapv_inplace(|score| score + d);
        softmax_cross_entropy(scores.view(), &t)
    };
    (0..b.len()).map(|index| ((moved(index, h) - moved(index, -h)) / (h + h)).as_f64()).collect()
}

fn figure([exact, book, single]: &[Vec<(f64, f64)>; 3]) -> Figure {
    // A difference of exactly 0 can't be shown on a logarithmic axis.
    let curve = |label: &'static str, points: &[(f64, f64)]| {
        Series::new(label, points.iter().copied().filter(|p| p.1 > 0.0))
    };
    let panel = Panel::new("")
        .x(Axis::new("step width h").log10())
        .y(Axis::new("mean of |numerical − backward|, b2").log10())
        .vline(H)
        .line(curve("f64", exact).marker(Marker::Circle, 1))
        .line(curve("f64, the book's 1e-7 in the logarithm", book).marker(Marker::Square, 1))
        .line(curve("f32", single).marker(Marker::Triangle, 1));
    Figure::single("In f64 the check is sharpest near h = 1e-4; the book's 1e-7 blunts it, and so does f32", panel)
        .caption(
            "The gradient of b2, 10 parameters. Dashed: the book's h = 1e-4. On the right the three curves coincide, because \
             curvature is the same for all.",
        )
        .panel_size(520.0, 360.0)
}
