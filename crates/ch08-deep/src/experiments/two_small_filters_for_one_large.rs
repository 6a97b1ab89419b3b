//! Do two filters of 3 × 3 see as much as one of 5 × 5, with fewer weights?
//!
//! First measured: a slope of 1 is put on the middle number of the result and walked back to the image. Wherever
//! something arrives, that pixel was seen. Then learnt: the same network with one layer of 5 × 5, two of 3 × 3, one of
//! 7 × 7 and three of 3 × 3 at the same place.
//!
//! What to see: two small windows reach exactly as far as one of 5 × 5, three as far as one of 7 × 7, with 18 weights for
//! 25 and 27 for 49. They do not weigh all pixels alike: more ways lead through the middle. And between small ones there
//! is room for further ReLUs.

use crate::derive::receptive_field::{Look, receptive_fields, weights};
use crate::digits::{SHAPE, first_images};
use crate::judging::judge;
use crate::learning::{Lesson, Size, Trials};
use crate::nets::{HALVE, THREE};
use crate::summary::{multiplications, summary};
use chapter_kit::figure::{Axis, Figure, HeatMap, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use core_tensor::Streams;
use core_tensor::Window;
use core_tensor::{ConvNet, Init, Tensor};
use ndarray::{Array2, Ix4};

/// Section 8.1.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "two_small_filters_for_one_large",
    section: "8.1.3",
    question: "Do two filters of 3 × 3 see as much as one of 5 × 5, with fewer weights?",
    takes: Takes::new("1 s", "6 s", "1 min"),
    run,
};

/// The stacks: their name in findings, in words, and the sizes of their filters.
const STACKS: [(&str, &str, &[usize]); 4] = [
    ("one_5x5", "one 5 × 5", &[5]),
    ("two_3x3", "two 3 × 3", &[3, 3]),
    ("one_7x7", "one 7 × 7", &[7]),
    ("three_3x3", "three 3 × 3", &[3, 3, 3]),
];

/// Channels before and after each layer of a stack.
const CHANNELS: usize = 8;
/// The image on which the window is measured.
const SIDE: usize = 13;

/// One stack: what it sees, and what it learnt.
struct End {
    key: &'static str,
    words: &'static str,
    sizes: &'static [usize],
    slopes: Array2<f64>,
    parameters: usize,
    multiplications: usize,
    trials: Trials,
}

impl End {
    fn accuracy(&self) -> f64 {
        self.trials.accuracy()
    }

    /// Cells across in which a slope arrives.
    fn measured_field(&self) -> usize {
        self.slopes.rows().into_iter().filter(|row| row.iter().any(|slope| *slope != 0.0)).count()
    }

    /// Cells across, by the formula.
    fn computed_field(&self) -> usize {
        let looks: Vec<Look> = self.sizes.iter().map(|&size| Look { size, stride: 1 }).collect();
        receptive_fields(&looks).last().copied().unwrap_or(1)
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested, trials| Size { images, epochs, tested, trials };
    let standard = size(4_000, 3, 4_000, 2);
    at_size(run, run.scale().pick(size(300, 1, 200, 1), standard, size(60_000, 2, 10_000, 2)))
}

/// The experiment at a size of one's own: what a quick run is too short for can be tested without a long one.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, trials: seeds } = size;
    let (train, test) = first_images(run, images, tested)?;
    let lesson = Lesson { lr: 0.003, ..Lesson::new(&train, epochs) };
    let progress = run.progress("iterations", STACKS.len() * seeds * lesson.iterations());
    let mut ends: Vec<End> = Vec::new();
    for (key, words, sizes) in STACKS {
        let net = network_with(sizes);
        let trials = lesson.trials(&net, run.streams(), seeds, &test, &progress)?;
        let organs = summary(&trials.last.network, SHAPE);
        // Behind the first layer, its ReLU and its pooling come the layers of the stack.
        let stack = &organs[3..3 + 2 * sizes.len()];
        let parameters = stack.iter().map(|organ| organ.parameters).sum();
        let multiplications = multiplications(stack);
        let slopes = slopes_of_the_middle(sizes);
        ends.push(End { key, words, sizes, slopes, parameters, multiplications, trials });
    }
    let mut outcome = Outcome::new();
    findings(&mut outcome, &ends);
    outcome.table(table(&ends)).figure(fields(&ends)).further_figure("training", training(&ends)).note(format!(
        "The stacks stand behind a first layer of {CHANNELS} filters and a pooling, with {CHANNELS} channels before and \
         after each of their layers. Each accuracy is the mean of {seeds} trainings on {} images; a percent more or less is chance.",
        train.len()
    ));
    judge(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

/// The slope of the middle number of the result along each pixel, through filters of ones: in how many ways it is seen.
pub fn slopes_of_the_middle(sizes: &[usize]) -> Array2<f64> {
    let net = sizes.iter().fold(ConvNet::new((1, SIDE, SIDE)).init(Init::Constant(1.0)), |net, &size| {
        net.convolution(1, Window::square(size).pad(size / 2))
    });
    let mut network = net.build::<f64>(&Streams::new(0));
    let image = Tensor::zeros(vec![1, 1, SIDE, SIDE]);
    network.layers_mut().iter_mut().fold(image, |x, layer| layer.forward(x));
    let mut dout = Tensor::zeros(vec![1, 1, SIDE, SIDE]);
    dout[[0, 0, SIDE / 2, SIDE / 2]] = 1.0;
    let dx = network.layers_mut().iter_mut().rev().fold(dout, |dout, layer| layer.backward(dout));
    dx.into_dimensionality::<Ix4>()
        .map(|dx| dx.index_axis_move(ndarray::Axis(0), 0).index_axis_move(ndarray::Axis(0), 0))
        .unwrap_or_default()
}

/// A first layer, the stack, and the end.
fn network_with(sizes: &[usize]) -> ConvNet {
    let start = ConvNet::new(SHAPE).convolution(CHANNELS, THREE).relu().max_pooling(HALVE);
    let stack = sizes
        .iter()
        .fold(start, |net, &size| net.convolution(CHANNELS, Window::square(size).pad(size / 2)).relu());
    stack.max_pooling(HALVE).affine(10)
}

fn findings(outcome: &mut Outcome, ends: &[End]) {
    for end in ends {
        let key = end.key;
        outcome
            .count(format!("{key}.weights_of_a_channel"), weights(end.sizes))
            .count(format!("{key}.field.computed"), end.computed_field())
            .count(format!("{key}.field.measured"), end.measured_field())
            .count(format!("{key}.parameters"), end.parameters)
            .count(format!("{key}.multiplications"), end.multiplications)
            .finding(format!("{key}.training_loss"), end.trials.last.final_loss())
            .percent(format!("{key}.test_accuracy"), end.accuracy());
    }
}

fn table(ends: &[End]) -> Table {
    let heads = [
        "filters",
        "cells across seen",
        "weights a channel",
        "parameters",
        "multiplications",
        "training loss",
        "test accuracy",
    ];
    let mut table = Table::new("Stacks of filters at the same place of one network", heads);
    for end in ends {
        let counts = [end.measured_field(), weights(end.sizes), end.parameters, end.multiplications];
        let results = [Cell::from(end.trials.last.final_loss()), Cell::percent(end.accuracy())];
        table.row([Cell::from(end.words)].into_iter().chain(counts.map(Cell::count)).chain(results));
    }
    table
}

/// What the middle number of the result sees.
fn fields(ends: &[End]) -> Figure {
    let hidden = || Axis::new("").hide();
    let panels = ends.iter().map(|end| {
        let across = end.measured_field();
        let title = format!("{}: sees {across} × {across}", end.words);
        let share = &end.slopes / end.slopes.sum();
        Panel::new(title).x(hidden()).y(hidden()).heat_map(HeatMap::ink(share).value_range(0.0, 0.1))
    });
    let figure = Figure::new("How much each pixel counts for the middle number of the result")
        .columns(4)
        .panel_size(170.0, 170.0)
        .caption(
            "Filters of ones. Through several small ones more ways lead to the middle than to the edge.",
        );
    panels.fold(figure, Figure::panel)
}

fn training(ends: &[End]) -> Figure {
    let panels = [(0, "in place of one 5 × 5"), (2, "in place of one 7 × 7")].map(|(first, title)| {
        let panel = Panel::new(title)
            .x(Axis::new("iterations"))
            .y(Axis::new("training loss").log10().range(0.05, 3.0));
        ends.iter()
            .skip(first)
            .take(2)
            .fold(panel, |panel, end| panel.line(Series::new(end.words, end.trials.last.loss_curve())))
    });
    let figure = Figure::new("Small filters in place of large ones, in training")
        .columns(2)
        .panel_size(340.0, 240.0)
        .legend(Legend::Best);
    panels.into_iter().fold(figure, Figure::panel)
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    for pair in ends.chunks_exact(2) {
        let [large, small] = pair else { continue };
        outcome.claim(
            format!("{} see as much as {}, with fewer weights", small.words, large.words),
            format!(
                "{} and {} cells across; {} and {} weights a channel",
                small.measured_field(),
                large.measured_field(),
                weights(small.sizes),
                weights(large.sizes)
            ),
            small.measured_field() == large.measured_field() && weights(small.sizes) < weights(large.sizes),
        );
        outcome.claim(
            format!("{} learn as well as {} (within 2 %)", small.words, large.words),
            format!(
                "{:.2} % and {:.2} % of the test images",
                100.0 * small.accuracy(),
                100.0 * large.accuracy()
            ),
            small.accuracy() > large.accuracy() - 0.02,
        );
    }
}
