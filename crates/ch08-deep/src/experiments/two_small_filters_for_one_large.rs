//! Do two 3 × 3 filters have the same **receptive field** as one 5 × 5, with fewer weights?
//!
//! First the receptive field is measured: an upstream gradient of 1 at the central output is propagated back to the
//! image. The pixels with a nonzero gradient are the receptive field, and they fill the frame that the formula
//! gives. But not all pixels count equally: more paths lead through the centre.
//!
//! Then the training: the same network with one 5 × 5 layer, two 3 × 3, one 7 × 7 or three 3 × 3 at the same
//! position.

use crate::derive::receptive_field::{Kernel, receptive_fields, weights};
use crate::digits::SHAPE;
use crate::learning::{Size, TrainingRun, Trials, further_trials};
use crate::nets::{CONV_3X3, POOL_2X2};
use crate::summary::{multiplications, summary};
use chapter_kit::figure::{Axis, Color, Figure, HeatMap, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, claims_unless_quick, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::{Init, Sequential, Streams, Tensor, Window};
use ndarray::{Array2, Ix4};

/// Section 8.1.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "two_small_filters_for_one_large",
    section: "8.1.3",
    question: "Do two 3 × 3 filters have the same receptive field as one 5 × 5, with fewer weights?",
    takes: Takes::new("1 s", "12 s", "2 min"),
    run,
};

/// The stacks: name in findings, title, and kernel sizes.
const STACKS: [(&str, &str, &[usize]); 4] = [
    ("one_5x5", "one 5 × 5", &[5]),
    ("two_3x3", "two 3 × 3", &[3, 3]),
    ("one_7x7", "one 7 × 7", &[7]),
    ("three_3x3", "three 3 × 3", &[3, 3, 3]),
];

/// Channels before and after each layer of a stack.
const CHANNELS: usize = 8;
/// The side of the image on which the receptive field is measured.
const SIDE: usize = 13;

/// One stack: its receptive field, and its training result.
struct End {
    key: &'static str,
    words: &'static str,
    sizes: &'static [usize],
    gradients: Array2<f64>,
    parameters: usize,
    multiplications: usize,
    trials: Trials,
}

impl End {
    fn accuracy(&self) -> f64 {
        self.trials.accuracy()
    }

    /// The size of the receptive field, measured by the nonzero gradients.
    fn measured_field(&self) -> usize {
        self.gradients.rows().into_iter().filter(|row| row.iter().any(|gradient| *gradient != 0.0)).count()
    }

    /// The size of the receptive field, by the formula.
    fn computed_field(&self) -> usize {
        let kernels: Vec<Kernel> = self.sizes.iter().map(|&size| Kernel { size, stride: 1 }).collect();
        receptive_fields(&kernels).last().copied().unwrap_or(1)
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested, trials| Size { images, epochs, tested, trials };
    let standard = size(4_000, 3, 4_000, 2);
    at_size(run, run.scale().pick(size(300, 1, 200, 1), standard, size(60_000, 2, 10_000, 2)))
}

/// The experiment at any size, so that a test can check what a quick run is too short for.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, trials: seeds } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let training_run = TrainingRun { lr: 0.003, ..TrainingRun::new(&train, epochs) };
    let further = further_trials(run);
    let progress = run.progress("iterations", STACKS.len() * (seeds + further) * training_run.iterations());
    let mut ends: Vec<End> = Vec::new();
    for (key, words, sizes) in STACKS {
        let net = network_with(sizes);
        let trials = training_run.trials(&net, run.streams(), (seeds, further), &test, &progress)?;
        let layers = summary(&trials.last.network, SHAPE);
        // The layers of the stack come after the first layer, its ReLU and its pooling.
        let stack = &layers[3..3 + 2 * sizes.len()];
        let parameters = stack.iter().map(|layer| layer.parameters).sum();
        let multiplications = multiplications(stack);
        let gradients = gradient_of_the_center(sizes);
        ends.push(End { key, words, sizes, gradients, parameters, multiplications, trials });
    }
    let mut outcome = Outcome::new();
    findings(&mut outcome, &ends);
    outcome.table(table(&ends)).figure(fields(&ends)).further_figure("training", training(&ends)).note(say!(
        "The stacks come after a first layer of {CHANNELS} filters and a pooling, with {CHANNELS} channels before and \
         after each of their layers. Each accuracy of the table is the mean of {seeds} trainings on {} images; {further} \
         further ones of each network, which the figure shows as well, show how much is chance.",
        core_data::grouped(train.len())
    ));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

/// The gradient of the central output with respect to each pixel, with filters of ones: the number of paths from it.
pub fn gradient_of_the_center(sizes: &[usize]) -> Array2<f64> {
    let net = sizes.iter().fold(Sequential::new([1, SIDE, SIDE]).init(Init::Constant(1.0)), |net, &size| {
        net.conv(1, Window::square(size).pad(size / 2))
    });
    let mut network = net.build::<f64>(SoftmaxCrossEntropy, &Streams::new(0));
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
fn network_with(sizes: &[usize]) -> Sequential {
    let start = Sequential::new(SHAPE).conv(CHANNELS, CONV_3X3).relu().max_pool(POOL_2X2);
    let stack =
        sizes.iter().fold(start, |net, &size| net.conv(CHANNELS, Window::square(size).pad(size / 2)).relu());
    stack.max_pool(POOL_2X2).affine(10)
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
    let heads =
        ["filters", "field", "weights", "parameters", "multiplications", "training loss", "test accuracy"];
    let title = "Stacks of filters in one network: their receptive field in pixels, and their weights for one channel";
    let mut table = Table::new(title, heads);
    for end in ends {
        let counts = [end.measured_field(), weights(end.sizes), end.parameters, end.multiplications];
        let results = [Cell::from(end.trials.last.final_loss()), Cell::percent(end.accuracy())];
        table.row([Cell::from(end.words)].into_iter().chain(counts.map(Cell::count)).chain(results));
    }
    table
}

/// The receptive field of the central output.
fn fields(ends: &[End]) -> Figure {
    let hidden = || Axis::new("").hide();
    let shares: Vec<Array2<f64>> = ends.iter().map(|end| &end.gradients / end.gradients.sum()).collect();
    let most = shares.iter().flatten().copied().fold(0.0, f64::max);
    let panels = ends.iter().zip(shares).map(|(end, share)| {
        let across = end.measured_field();
        let map = HeatMap::ink(share).value_range(0.0, most).square_root();
        let panel = Panel::new(say!("{0}: {1} × {1} pixels", end.words, across));
        panel.x(hidden()).y(hidden()).heat_map(map).line(frame(end.computed_field()))
    });
    let figure = Figure::new("Small filters in a row reach as far as a large one, and weight its centre more")
        .columns(4)
        .panel_size(170.0, 170.0)
        .caption(
            "Weight of each pixel for the central output, with filters of ones. The frame is the receptive field by the \
             formula. Greys follow the square root of the weight, so that the corners can be seen: through three filters of \
             3 × 3 one path of 729 leads there.",
        );
    panels.fold(figure, Figure::panel)
}

/// Around the middle of the image, so many pixels across.
fn frame(across: usize) -> Series {
    let (middle, half) = ((SIDE / 2) as f64, across as f64 / 2.0);
    let (left, right, top, bottom) = (middle - half, middle + half, half - middle, -half - middle);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    Series::new("", corners).color(Color::VERMILION).width(2.0)
}

/// The errors of every training.
fn training(ends: &[End]) -> Figure {
    let names = ends.iter().enumerate().map(|(i, end)| (i as f64, end.words));
    let all = ends.iter().enumerate().flat_map(|(i, end)| end.trials.error_points(i as f64));
    let means = ends.iter().enumerate().map(|(i, end)| (i as f64 + 0.15, end.trials.mean_error()));
    let (all, means): (Vec<_>, Vec<_>) = (all.collect(), means.collect());
    let highest = all.iter().map(|point| point.1).fold(0.0, f64::max);
    let panel = Panel::new("")
        .x(Axis::new("filters of the stack").named_ticks(names).range(-0.5, ends.len() as f64 - 0.5))
        .y(Axis::new("test error rate (%)").range(0.0, 1.1 * highest))
        .vline(1.5)
        .legend(Legend::Best)
        .scatter(Series::new("one training", all).marker(Marker::Circle, 1).palette(0))
        .scatter(Series::new("their mean", means).marker(Marker::Diamond, 1).palette(1).width(3.4));
    Figure::single("Small filters in place of a large one: the test errors of every training", panel)
        .panel_size(480.0, 260.0)
        .caption("The dashed line separates the receptive fields of 5 × 5 and of 7 × 7.")
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    for pair in ends.chunks_exact(2) {
        let [large, small] = pair else { continue };
        outcome.claim(
            Source::Book("8.1.3"),
            say!("{} have the same receptive field as {}, with fewer weights", small.words, large.words),
            say!(
                "the receptive fields are {} and {} pixels across, with {} and {} weights per channel",
                small.measured_field(),
                large.measured_field(),
                weights(small.sizes),
                weights(large.sizes)
            ),
            small.measured_field() == large.measured_field() && weights(small.sizes) < weights(large.sizes),
        );
        outcome.claim(
            Source::OftenSaid,
            say!("{} learn better than {}, thanks to the ReLUs between them", small.words, large.words),
            say!(
                "test error rates of {:.1} % and {:.1} %, means of {} trainings each",
                small.trials.mean_error(),
                large.trials.mean_error(),
                small.trials.all.len()
            ),
            Verdict::ahead(&small.trials.ahead_of(&large.trials)),
        );
    }
}
