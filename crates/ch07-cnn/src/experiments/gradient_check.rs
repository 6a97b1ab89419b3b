//! Is the backward pass of the convolutional network right? And why do the book's differences depend on the seed?
//!
//! The book's check takes one random image of 1 × 10 × 10, 10 filters of 3 × 3, and the numerical gradient with h = 1e-4.
//! With some initial weights the mean difference at b2 is about 1e-4, with others it is below 1e-11. The backward pass is
//! right in both cases. The initial weights are so small (a standard deviation of 0.01) that the inputs of some hidden
//! units are within 1e-4 of 0; a step of h = 1e-4 then carries a unit over the kink of ReLU, and the central difference
//! averages the derivatives on both sides. Max pooling has kinks too, where another value becomes the maximum. The run
//! finds such entries by comparing which units and which maxima are active at w + h and at w − h, and reports them
//! separately.

use crate::derive::output_size::output_size;
use crate::derive::simple_convnet::{NAMES, SimpleConvNet};
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::training::gradient_check::{Verdict, check_network};
use core_tensor::{Init, Sequential, Streams, Targets, Window};
use ndarray::Array4;
use rand::RngExt;
use rayon::prelude::*;

/// The book's `gradient_check.py` of this chapter.
pub const EXPERIMENT: Experiment = Experiment {
    name: "gradient_check",
    section: "7.5",
    question: "Is the backward pass of the convolutional network right, and why do the book's differences depend on \
         the seed?",
    takes: Takes::new("1 s", "2 s", "8 s"),
    run,
};

/// The book's step width.
const H: f64 = 1e-4;
/// The standard deviation of its initial weights.
const STD: f64 = 0.01;
/// Filters, kernel size, side of the image, hidden units, classes.
const FILTERS: usize = 10;
const SIZE: usize = 3;
const SIDE: usize = 10;
const HIDDEN: usize = 10;
const CLASSES: usize = 10;

/// The result of the check for one parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checked {
    /// Mean of |numerical − backward|, the book's measure.
    pub with_kinks: f64,
    /// The same without the entries that have a kink between w − h and w + h.
    pub without_kinks: f64,
    /// The number of entries that do.
    pub kinks: usize,
}

/// The book's check of all parameters, every `stride`-th entry.
///
/// # Panics
/// If the image doesn't fit the network.
pub fn check(net: &mut SimpleConvNet, x: &Array4<f64>, t: &Targets<f64>, stride: usize) -> [Checked; 6] {
    net.gradient(x, t);
    let gradients = net.gradients();
    std::array::from_fn(|which| {
        let (mut sum, mut smooth_sum, mut count, mut kinks) = (0.0, 0.0, 0, 0);
        for (i, &backward) in gradients[which].iter().enumerate().step_by(stride.max(1)) {
            let middle = net.changed(which, i, |w| w + H);
            let above = (net.training_loss(x, t), net.switches());
            net.changed(which, i, |_| middle - H);
            let below = (net.training_loss(x, t), net.switches());
            net.changed(which, i, |_| middle);
            let difference = ((above.0 - below.0) / (2.0 * H) - backward).abs();
            count += 1;
            sum += difference;
            if above.1 == below.1 {
                smooth_sum += difference;
            } else {
                kinks += 1;
            }
        }
        let mean = |sum: f64, count: usize| if count == 0 { 0.0 } else { sum / count as f64 };
        Checked { with_kinks: mean(sum, count), without_kinks: mean(smooth_sum, count - kinks), kinks }
    })
}

/// The book's network with these initial weights, and its image.
fn derived(streams: &Streams) -> (SimpleConvNet, Array4<f64>) {
    let mut rng = streams.rng("init");
    let init = Init::Normal(STD);
    let w1 = init.filters((FILTERS, 1, SIZE, SIZE), &mut rng);
    let pooled = output_size(output_size(SIDE, SIZE, 1, 0), 2, 2, 0);
    let w2 = init.matrix(FILTERS * pooled * pooled, HIDDEN, &mut rng);
    let net = SimpleConvNet::new(w1, w2, init.matrix(HIDDEN, CLASSES, &mut rng));
    let mut rng = streams.rng("image");
    (net, Array4::from_shape_simple_fn((1, 1, SIDE, SIDE), || rng.random_range(0.0..1.0)))
}

/// The same in the core, from the same draws.
fn in_core() -> Sequential {
    let net = Sequential::new([1, SIDE, SIDE]).conv(FILTERS, Window::square(SIZE)).relu();
    net.max_pool(Window::square(2).stride(2)).affine(HIDDEN).relu().affine(CLASSES).init(Init::Normal(STD))
}

/// The results for one set of initial weights: the book's check, the core's, and the distance of the nearest hidden
/// unit from its kink.
struct Start {
    book: [Checked; 6],
    core_error: f64,
    core_verdict: Verdict,
    core_kinks: usize,
    hidden: Vec<f64>,
}

fn one_start(streams: &Streams, stride: usize, entries: usize) -> Start {
    let (mut net, x) = derived(streams);
    let t = Targets::Labels(vec![1]);
    let book = check(&mut net, &x, &t, stride);
    let core = in_core().build::<f64>(SoftmaxCrossEntropy, streams);
    let x = x.into_dyn();
    let report = check_network(&core, &x, &t, entries);
    // Convolution, ReLU, pooling, and then the inputs of the hidden units.
    let hidden = core.activations(&x).swap_remove(3).1.iter().copied().collect();
    Start {
        book,
        core_error: report.worst_error(),
        core_verdict: report.verdict(),
        core_kinks: report.params.iter().map(|param| param.kinks).sum(),
        hidden,
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (starts, stride, entries) = run.scale().pick((3, 5, 20), (16, 1, 100), (64, 1, 2_000));
    let starts: Vec<Start> = (0..starts)
        .into_par_iter()
        .map(|k| one_start(&run.streams().fork(&format!("start {k}")), stride, entries))
        .collect();
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        say!("Mean of |numerical − backward| over {} sets of initial weights", starts.len()),
        ["parameter", "smallest", "largest", "entries with a kink", "largest without these entries"],
    );
    for (which, name) in NAMES.into_iter().enumerate() {
        let of = |pick: fn(&Checked) -> f64| starts.iter().map(move |start| pick(&start.book[which]));
        let smallest = of(|c| c.with_kinks).fold(f64::INFINITY, f64::min);
        let largest = of(|c| c.with_kinks).fold(0.0, f64::max);
        let smooth = of(|c| c.without_kinks).fold(0.0, f64::max);
        let kinks = starts.iter().map(|start| start.book[which].kinks).sum();
        let key = name.to_lowercase();
        outcome
            .finding(format!("{key}.smallest"), smallest)
            .finding(format!("{key}.largest"), largest)
            .finding(format!("{key}.largest_without_kinks"), smooth)
            .count(format!("{key}.kinks"), kinks);
        table.row([name.into(), smallest.into(), largest.into(), Cell::count(kinks), smooth.into()]);
    }
    let worst = starts.iter().map(|start| start.core_error).fold(0.0, f64::max);
    let hidden: Vec<f64> = starts.iter().flat_map(|start| start.hidden.iter().map(|a| a.abs())).collect();
    let near = hidden.iter().filter(|&&a| a < H).count();
    let with_kinks = starts.iter().filter(|start| start.book.iter().any(|c| c.kinks > 0)).count();
    outcome
        .count("starts", starts.len())
        .count("starts_with_kinks", with_kinks)
        .finding("core.worst_relative_error", worst)
        .count("core.set_aside_on_a_kink", starts.iter().map(|start| start.core_kinks).sum())
        .finding("hidden_input.mean_size", hidden.iter().sum::<f64>() / hidden.len() as f64)
        .percent("hidden_input.within_h", near as f64 / hidden.len() as f64)
        .table(table)
        .figure(figure(&starts))
        .claim(
            Source::ThisPage, "the backward pass is right: the relative error in f64 is below 1e-6",
            say!("the largest relative error of any gradient is {worst:.0e}"),
            starts.iter().all(|start| start.core_verdict == Verdict::Right),
        )
        .claim(
            Source::ThisPage, "the large differences are kinks, not mistakes",
            say!(
                "with a kink within h the difference at b2 is up to {:.0e}; without one, at most {:.0e} at any parameter",
                starts.iter().map(|start| start.book[3].with_kinks).fold(0.0, f64::max),
                largest_smooth(&starts)
            ),
            largest_smooth(&starts) < 1e-8,
        )
        .note(
            say!("Of all inputs of hidden units, {:.0} % are within h of the kink; their mean size is {:.1e}. \
             A kink does no harm in a window or unit whose gradient is 0: those are the crosses at the bottom. What remains \
             at b3 isn't rounding but truncation error, h² / 6 times the third derivative of the loss.",
             100.0 * near as f64 / hidden.len() as f64,
             hidden.iter().sum::<f64>() / hidden.len() as f64
        ));
    Ok(outcome)
}

fn largest_smooth(starts: &[Start]) -> f64 {
    starts.iter().flat_map(|start| start.book.map(|c| c.without_kinks)).fold(0.0, f64::max)
}

fn figure(starts: &[Start]) -> Figure {
    let points = |kinked: bool| -> Vec<(f64, f64)> {
        let offset = |k: usize| 0.7 * ((k as f64 + 0.5) / starts.len() as f64 - 0.5);
        let of = |(k, start): (usize, &Start)| {
            let start: Vec<(f64, f64)> = (0..6)
                .filter(|&which| (start.book[which].kinks > 0) == kinked)
                .map(|which| (which as f64 + offset(k), start.book[which].with_kinks))
                .collect();
            start
        };
        starts.iter().enumerate().flat_map(of).collect()
    };
    let names = NAMES.into_iter().enumerate().map(|(which, name)| (which as f64, name));
    let panel = (1..6).fold(Panel::new(""), |panel, which| panel.vline(which as f64 - 0.5));
    let panel = panel
        .x(Axis::new("parameter; one point per set of initial weights").range(-0.5, 5.5).named_ticks(names))
        .y(Axis::new("mean of |numerical − backward|").log10().range(1e-14, 1e-2))
        .legend(Legend::OutsideTop)
        .scatter(
            Series::new("no kink within h of any entry", points(false)).marker(Marker::Circle, 1).palette(0),
        )
        .scatter(
            Series::new("a kink within h of some entry", points(true)).marker(Marker::Cross, 1).palette(1),
        );
    Figure::single("The gradient check finds large differences only where a kink is near", panel)
        .legend(Legend::OutsideTop)
        .panel_size(560.0, 330.0)
        .caption(
            "Each point is the mean over all entries of a parameter. Crosses: for at least one entry a ReLU unit, or the \
             maximum of a window, switches within h = 1e-4. The dashed lines only separate the parameters.",
        )
}
