//! Is a deeper network better with the same number of parameters?
//!
//! Networks with no, one, two and three convolution layers, each followed by a pooling, and one with two
//! convolutions before each pooling. The `width` of the table is the number of filters in each convolution layer, and
//! without filters that of the hidden units. It is chosen so that all have about the same number of parameters, and
//! all train on the same images for the same number of steps.

use crate::digits::SHAPE;
use crate::learning::{Size, TrainingRun, Trials, further_trials};
use crate::nets::{CONV_3X3, POOL_2X2};
use crate::summary::{multiplications, summary};
use chapter_kit::figure::{Axis, Bars, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, Words, claims_unless_quick, say,
};
use core_data::grouped;
use core_tensor::Sequential;

/// Section 8.1.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "depth_and_accuracy",
    section: "8.1.3",
    question: "Is a deeper network better with the same number of parameters?",
    takes: Takes::new("1 s", "16 s", "6 min"),
    run,
};

/// The approximate number of parameters of each network.
const PARAMETERS: usize = 13_000;
/// Hidden units at the end; the network without filters uses all its parameters for them.
const HIDDEN: usize = 32;

/// A depth: stages, and convolution layers in each.
const DEPTHS: [(&str, &str, usize, usize); 5] = [
    ("none", "no filters", 0, 0),
    ("one", "1 layer", 1, 1),
    ("two", "2 layers", 2, 1),
    ("three", "3 layers", 3, 1),
    ("six", "6 layers", 3, 2),
];

/// The result of one depth.
struct End {
    words: &'static str,
    key: &'static str,
    width: usize,
    parameters: usize,
    multiplications: usize,
    trials: Trials,
}

impl End {
    fn accuracy(&self) -> f64 {
        self.trials.accuracy()
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested, trials| Size { images, epochs, tested, trials };
    let standard = size(3_500, 3, 3_000, 2);
    at_size(run, run.scale().pick(size(300, 1, 200, 1), standard, size(60_000, 3, 10_000, 2)))
}

/// The experiment at any size, so that a test can check what a quick run is too short for.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, trials: seeds } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let training = TrainingRun { lr: 0.003, ..TrainingRun::new(&train, epochs) };
    let further = further_trials(run);
    let progress = run.progress("iterations", (seeds + further) * DEPTHS.len() * training.iterations());
    let mut ends: Vec<End> = Vec::new();
    for (key, words, stages, layers) in DEPTHS {
        let width = width_for(stages, layers);
        let net = net(stages, layers, width);
        let trials = training.trials(&net, run.streams(), (seeds, further), &test, &progress)?;
        let multiplications = multiplications(&summary(&trials.last.network, SHAPE));
        let parameters = trials.last.network.count_parameters();
        ends.push(End { words, key, width, parameters, multiplications, trials });
    }
    let mut outcome = Outcome::new();
    for end in &ends {
        outcome
            .percent(format!("{}.test_accuracy", end.key), end.accuracy())
            .finding(format!("{}.training_loss", end.key), end.trials.last.final_loss())
            .count(format!("{}.parameters", end.key), end.parameters)
            .count(format!("{}.multiplications", end.key), end.multiplications)
            .count(format!("{}.width", end.key), end.width);
    }
    outcome.table(table(&ends)).figure(figure(&ends)).note(say!(
        "{} images, {epochs} epochs. Each accuracy of the table is the mean of {seeds} trainings; {further} further ones of \
         each network, which the figure shows as well, show how much is chance.",
        grouped(train.len())
    ));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

/// `stages` times: `layers` layers of 3 × 3 filters with ReLU, then a pooling; then the fully connected end. Without
/// stages `width` is the number of hidden units.
fn net(stages: usize, layers: usize, width: usize) -> Sequential {
    let mut net = Sequential::new(SHAPE);
    for _stage in 0..stages {
        for _layer in 0..layers {
            net = net.conv(width, CONV_3X3).relu();
        }
        net = net.max_pool(POOL_2X2);
    }
    net.affine(if stages == 0 { width } else { HIDDEN }).relu().affine(10)
}

/// The parameters of [`net`], counted.
fn count(stages: usize, layers: usize, width: usize) -> usize {
    let (mut channels, mut side, mut sum) = (1, SHAPE[1], 0);
    for _stage in 0..stages {
        for _layer in 0..layers {
            sum += 9 * channels * width + width;
            channels = width;
        }
        side /= 2;
    }
    let hidden = if stages == 0 { width } else { HIDDEN };
    sum + (channels * side * side + 1) * hidden + (hidden + 1) * 10
}

/// The width that comes closest to the given number of parameters.
fn width_for(stages: usize, layers: usize) -> usize {
    let far = |width: &usize| count(stages, layers, *width).abs_diff(PARAMETERS);
    (1..200).min_by_key(far).unwrap_or(1)
}

fn table(ends: &[End]) -> Table {
    let heads = ["depth", "width", "parameters", "multiplications", "training loss", "test accuracy"];
    let mut table = Table::new(say!("About {} parameters each", grouped(PARAMETERS)), heads);
    for end in ends {
        let counts = [end.width, end.parameters, end.multiplications].map(Cell::count);
        let results = [Cell::from(end.trials.last.final_loss()), Cell::percent(end.accuracy())];
        table.row([Cell::from(end.words)].into_iter().chain(counts).chain(results));
    }
    table
}

fn figure(ends: &[End]) -> Figure {
    let names = ends.iter().enumerate().map(|(i, end)| (i as f64, end.words));
    let all = ends.iter().enumerate().flat_map(|(i, end)| end.trials.error_points(i as f64));
    let means = ends.iter().enumerate().map(|(i, end)| (i as f64, end.trials.mean_error()));
    let (all, means): (Vec<_>, Vec<_>) = (all.collect(), means.collect());
    let highest = all.iter().map(|point| point.1).fold(0.0, f64::max);
    let wrong = Panel::new("errors")
        .x(Axis::new("convolution layers").named_ticks(names).range(-0.5, ends.len() as f64 - 0.5))
        .y(Axis::new("test error rate (%)").range(0.0, 1.1 * highest))
        .legend(Legend::Best)
        .scatter(Series::new("one training", all).marker(Marker::Circle, 1).palette(0))
        .line(Series::new("their mean", means).palette(1));
    let work = Bars::new(ends.iter().map(|end| (end.words, end.multiplications as f64 / 1e3)));
    let work =
        Panel::new("work").y(Axis::new("thousands of multiplications per image")).bars(work.decimals(0));
    Figure::new("The same number of parameters at every depth: the errors of each training, and the work")
        .columns(2)
        .panel(wrong)
        .panel(work)
        .panel_size(350.0, 260.0)
        .caption(say!("About {} parameters each. The work is that of the forward pass.", grouped(PARAMETERS)))
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let words = ends.iter().map(|end| say!("{} {:.1} %", end.words, end.trials.mean_error()));
    let words = say!(
        "test error rates, means of {} trainings: {}",
        ends.first().map_or(0, |end| end.trials.all.len()),
        Words::list(words, ", ")
    );
    let ahead = |deeper: &End, other: &End| Verdict::ahead(&deeper.trials.ahead_of(&other.trials));
    let filters = ends.iter().skip(1).map(|end| ahead(end, &ends[0])).fold(Verdict::Agrees, Verdict::and);
    let deeper = ends.windows(2).skip(1).map(|pair| ahead(&pair[1], &pair[0]));
    outcome
        .claim(
            Source::ThisPage,
            "with equally many parameters, a network with convolution layers is better than one without",
            words.clone(),
            filters,
        )
        .claim(
            Source::OftenSaid,
            "with equally many parameters, each further convolution layer makes a network better",
            words,
            deeper.fold(Verdict::Agrees, Verdict::and),
        );
}
