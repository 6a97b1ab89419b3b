//! 6.2.1 *Can all initial weights be 0?* Or 0.01, 0.5, 1, as long as all are the same?
//!
//! Whatever the value at the start, equal units stay equal to the last bit forever: the layer of 50 has *one* distinct
//! unit. The sigmoid network escapes from 0, but its first matrix keeps rank 1: all its columns are equal. In the ReLU
//! network at 0 only the last biases learn, and it ends up predicting 1, the most frequent digit, for every image.

use crate::matched_unit::{self, Differences};
use crate::symmetry::{
    HIDDEN, Start, activation_name, activation_title, distinct_columns, hidden_weights, logarithmic_looks,
    rank, train_and_inspect, two_layer_net,
};
use chapter_kit::figure::{Axis, Figure, HeatMap, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Words, say};
use core_tensor::tensor::single_threaded;
use core_tensor::{Activation, Matrix, Network, Samples};
use ndarray::Array2;
use portable_math::ln;
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "symmetry_laboratory",
    section: "6.2.1",
    question: "Can all initial weights be 0, or any one value?",
    takes: Takes::new("1 s", "8 s", "25 s"),
    run,
};

const STARTS: [Start; 5] =
    [Start::Equal(0.0), Start::Equal(0.01), Start::Equal(0.5), Start::Equal(1.0), Start::Random];

/// The start of the matched single unit, and of the comparison of losses.
const MATCHED_START: f64 = 0.01;

/// The number of hidden units, and how they are trained.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Units {
    Fifty,
    One,
    /// One, with the step sizes of fifty equal ones.
    OneMatched,
}

/// One network of the laboratory.
#[derive(Clone, Copy)]
struct Case {
    activation: Activation,
    start: Start,
    units: Units,
}

impl Case {
    fn hidden(self) -> usize {
        if self.units == Units::Fifty { HIDDEN } else { 1 }
    }

    fn label(self) -> Words {
        match self.units {
            Units::Fifty => self.start.label(),
            Units::One => "one unit, random".into(),
            Units::OneMatched => "one unit, matched".into(),
        }
    }

    fn key(self) -> String {
        let start = match self.units {
            Units::Fifty => self.start.key(),
            Units::One => "one_unit".to_owned(),
            Units::OneMatched => "one_matched_unit".to_owned(),
        };
        format!("{}.{start}", activation_name(self.activation))
    }
}

/// An evaluation of a network during training.
#[derive(Clone, Copy)]
struct Evaluation {
    iteration: usize,
    accuracy: f64,
    distinct: usize,
    rank: usize,
}

/// A trained network of the laboratory.
struct Seen {
    case: Case,
    evaluations: Vec<Evaluation>,
    train_loss: f64,
    weights: Matrix<f32>,
}

impl Seen {
    fn last(&self) -> Evaluation {
        self.evaluations[self.evaluations.len() - 1]
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let (train, test) = (mnist.train.samples(), mnist.test.samples());
    let iterations = run.scale().pick(60, 2_000, 10_000);
    let cases = cases();
    let progress = run.progress("training equal and random units", cases.len() * iterations);
    let seen = cases
        .into_par_iter()
        .map(|case| single_threaded(|| watch(run, case, (&train, &test), iterations, &progress)))
        .collect::<anyhow::Result<Vec<Seen>>>()?;
    let mut outcome = Outcome::new();
    record(&mut outcome, &seen);
    let (train, steps) = (mnist.train.samples(), run.scale().pick(60, 300, 300));
    for activation in [Activation::Sigmoid, Activation::Relu] {
        let found = matched_unit::differences(run, &train, activation, MATCHED_START, steps)?;
        compare_with_one_unit(&mut outcome, activation, found, steps);
    }
    stuck_at_the_prior(&mut outcome, &mnist.train.label_counts());
    outcome.note(different_units(&seen));
    outcome.table(table(&seen, iterations));
    outcome.figure(accuracy_figure(&seen));
    outcome.further_figure("weights", weights_figure(&seen, iterations));
    Ok(outcome)
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for activation in [Activation::Sigmoid, Activation::Relu] {
        cases.extend(STARTS.map(|start| Case { activation, start, units: Units::Fifty }));
        cases.push(Case { activation, start: Start::Equal(MATCHED_START), units: Units::OneMatched });
        cases.push(Case { activation, start: Start::Random, units: Units::One });
    }
    cases
}

fn watch(
    run: &Run,
    case: Case,
    (train, test): (&Samples<f32>, &Samples<f32>),
    iterations: usize,
    progress: &Progress,
) -> anyhow::Result<Seen> {
    let mut evaluations = Vec::new();
    let mut done = 0;
    let look = |iteration, network: &Network<f32>| {
        progress.inc(iteration - done);
        done = iteration;
        let w = hidden_weights(network);
        let (distinct, rank) = (distinct_columns(w), rank(w));
        evaluations.push(Evaluation {
            iteration,
            accuracy: network.evaluate(test).accuracy(),
            distinct,
            rank,
        });
    };
    let when: (usize, &[usize]) = (iterations, &logarithmic_looks(iterations));
    let network = if case.units == Units::OneMatched {
        let mut network = matched_unit::one_unit(run, case.activation, MATCHED_START);
        matched_unit::train_and_inspect(&mut network, train, run, when, look)?;
        network
    } else {
        let mut network = two_layer_net(run, case.hidden(), case.activation, case.start);
        train_and_inspect(&mut network, train, run, when, look)?;
        network
    };
    let train_loss = network.evaluate(&train.take(10_000)).loss;
    Ok(Seen { case, evaluations, train_loss, weights: hidden_weights(&network).to_owned() })
}

fn record(outcome: &mut Outcome, seen: &[Seen]) {
    for seen in seen {
        let (key, last) = (seen.case.key(), seen.last());
        let most = seen.evaluations.iter().map(|look| look.distinct).max().unwrap_or_default();
        outcome
            .percent(format!("{key}.test_accuracy"), last.accuracy)
            .finding(format!("{key}.train_loss"), seen.train_loss)
            .count(format!("{key}.most_distinct_units"), most)
            .count(format!("{key}.rank"), last.rank);
    }
}

/// The book's claim: fifty equal units are one unit with different step sizes, and fall behind units that differ.
fn compare_with_one_unit(outcome: &mut Outcome, activation: Activation, found: Differences, steps: usize) {
    let name = activation_name(activation);
    outcome
        .finding(format!("{name}.loss_difference_unmatched"), found.unmatched)
        .finding(format!("{name}.loss_difference_only_w2_matched"), found.only_w2_matched)
        .finding(format!("{name}.loss_difference_matched"), found.matched);
    let accuracy = |key: &str| outcome.get(&format!("{name}.{key}.test_accuracy")).unwrap_or(f64::NAN);
    let best =
        ["equal_0", "equal_0.01", "equal_0.5", "equal_1"].map(accuracy).into_iter().fold(0.0, f64::max);
    let random = accuracy("random");
    outcome.claim(
        Source::Book("6.2.1"), say!("if all weights start equal, there is no point in having many hidden units ({})", activation_title(activation)),
        say!(
            "over {steps} steps the losses of {HIDDEN} equal units and of one unit with matched steps differ by \
             {:.0e} at most (with plain steps by {:.2}); the best test accuracy of {HIDDEN} equal units is {:.1} %, that \
             of {HIDDEN} random ones {:.1} %",
            found.matched,
            found.unmatched,
            100.0 * best,
            100.0 * random
        ),
        found.matched < 1e-12 && best < random,
    );
}

/// Zero weights and ReLU: the network only learns how frequent each digit is.
fn stuck_at_the_prior(outcome: &mut Outcome, counts: &[usize; 10]) {
    let total: usize = counts.iter().sum();
    let share = |&count: &usize| count as f64 / total as f64;
    let entropy: f64 = counts.iter().map(share).map(|p| if p > 0.0 { -p * ln(p) } else { 0.0 }).sum();
    let loss = outcome.get("relu.equal_0.train_loss").unwrap_or(f64::NAN);
    let accuracy = outcome.get("relu.equal_0.test_accuracy").unwrap_or(f64::NAN);
    outcome.finding("label_entropy", entropy).note(say!(
        "Zero weights and ReLU: the loss ends at {loss:.4}; knowing nothing but how frequent each digit is gives \
         {entropy:.4}. The network predicts the same digit for every image; its accuracy is {:.2} %.",
        100.0 * accuracy
    ));
}

fn table(seen: &[Seen], iterations: usize) -> Table {
    let mut table = Table::new(
        say!("After {iterations} iterations"),
        ["activation", "initial weights", "test accuracy", "different units", "rank of W1"],
    );
    for seen in seen {
        let last = seen.last();
        table.row([
            activation_title(seen.case.activation).into(),
            seen.case.label().into(),
            Cell::percent(last.accuracy),
            Cell::from(say!("{} of {}", last.distinct, seen.case.hidden())),
            Cell::count(last.rank),
        ]);
    }
    table
}

/// One panel per activation function, one line per start that ends differently from the others.
fn accuracy_figure(seen: &[Seen]) -> Figure {
    let figure = Figure::new("Fifty equal hidden units can express no more than one")
        .columns(2)
        .shared_axes()
        .legend(Legend::OutsideTop)
        .caption(say!(
            "{HIDDEN} units: all weights 0, 0.01 or 0.5, or random ones of standard deviation 0.01. (The start from 1 is \
             in the table.) One unit: dashed. The matched one takes the steps that {HIDDEN} units of {MATCHED_START} \
             take together, and its line lies on theirs; a wide line lies under another."
        ));
    [Activation::Sigmoid, Activation::Relu].into_iter().fold(figure, |figure, activation| {
        let of_panel = seen.iter().filter(|seen| seen.case.activation == activation);
        figure.panel(of_panel.fold(accuracy_panel(activation), with_line))
    })
}

fn accuracy_panel(activation: Activation) -> Panel {
    Panel::new(activation_title(activation))
        .x(Axis::new("iterations").log10())
        .y(Axis::new("test accuracy").range(0.0, 1.0))
}

/// Iteration 0 has no place on a logarithmic axis.
fn with_line(panel: Panel, seen: &Seen) -> Panel {
    let points = seen.evaluations.iter().skip(1).map(|look| (look.iteration as f64, look.accuracy));
    let line = Series::new(seen.case.label(), points);
    match (seen.case.units, seen.case.start) {
        (Units::OneMatched, _) => panel.line(line.palette(4).dashed()),
        (Units::One, _) => panel.line(line.palette(3).dashed().marker(Marker::Circle, 3)),
        (Units::Fifty, Start::Equal(0.0)) => panel.line(line.palette(0)),
        (Units::Fifty, Start::Equal(0.01)) => panel.line(line.palette(1)),
        (Units::Fifty, Start::Equal(0.5)) => panel.line(line.palette(2)),
        (Units::Fifty, Start::Random) => panel.line(line.palette(6)),
        (Units::Fifty, Start::Equal(_)) => panel,
    }
}

/// How many different units there ever were.
fn different_units(seen: &[Seen]) -> Words {
    let most = |equal: bool| {
        let fifty = seen.iter().filter(|seen| {
            seen.case.units == Units::Fifty && matches!(seen.case.start, Start::Equal(_)) == equal
        });
        fifty.flat_map(|seen| &seen.evaluations).map(|look| look.distinct).max().unwrap_or_default()
    };
    say!(
        "Compared to the last bit, at every evaluation: from equal weights there is never more than {} different hidden \
         unit, from random ones there are {}.",
        most(true),
        most(false)
    )
}

/// Pictures of the first hidden units' weights: equal initial weights give the same picture six times.
fn weights_figure(seen: &[Seen], iterations: usize) -> Figure {
    const UNITS: usize = 6;
    let shown: Vec<&Seen> = seen
        .iter()
        .filter(|seen| seen.case.activation == Activation::Sigmoid && seen.case.units == Units::Fifty)
        .filter(|seen| matches!(seen.case.start, Start::Equal(0.0 | 0.01) | Start::Random))
        .collect();
    let figure = Figure::new("Hidden units that start equal end equal")
    .columns(UNITS)
    .row_labels(shown.iter().map(|seen| seen.case.label()))
    .column_labels((1..=UNITS).map(|unit| say!("unit {unit}")))
    .caption(say!(
        "The weights from the 28 × 28 pixels to each of the first {UNITS} of {HIDDEN} hidden units (sigmoid) after \
         {iterations} iterations: blue below 0, red above; each row has its own scale."
    ));
    shown.iter().fold(figure, |figure, seen| {
        let scale = seen.weights.iter().fold(0.0f64, |m, &w| m.max(f64::from(w).abs()));
        (0..UNITS).fold(figure, |figure, unit| figure.panel(picture(seen.weights.view(), unit, scale)))
    })
}

fn picture(weights: ndarray::ArrayView2<f32>, unit: usize, scale: f64) -> Panel {
    let side = 28;
    let image = Array2::from_shape_fn((side, side), |(y, x)| f64::from(weights[[y * side + x, unit]]));
    Panel::new("")
        .x(Axis::new("").hide())
        .y(Axis::new("").hide())
        .heat_map(HeatMap::diverging(image).value_range(-scale, scale).without_color_bar())
}
