//! 6.2.1 How much is needed to break the symmetry? One weight, by almost nothing: the difference grows like compound
//! interest.
//!
//! All weights are 0, the activation is the sigmoid, the arithmetic is `f64`; then a single one of the 39,700 weights
//! is nudged. The difference between the hidden units grows exponentially, but not at one rate: fast, then slowly for
//! some hundreds of iterations, then fast again. On a logarithmic axis that is a line with two steep stretches.

use crate::symmetry::{
    HIDDEN, Start, distinct_columns, hidden_weights, spread, train_and_inspect, two_layer_net,
};
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Words, say};
use core_tensor::tensor::single_threaded;
use core_tensor::{Activation, Samples};
use portable_math::{log10, powi};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "symmetry_broken_by_one_weight",
    section: "6.2.1",
    question: "If all weights are equal but one, and that one by almost nothing, does the network learn?",
    takes: Takes::new("1 s", "8 s", "25 s"),
    run,
};

/// What is added to one weight.
const NUDGES: [f64; 4] = [0.0, 1e-12, 1e-6, 1e-3];
/// Iterations between evaluations of the weights.
const EVERY: usize = 25;
/// A difference in this range grows without the effects of rounding (below) or of the sigmoid's saturation (above).
const GROWING: std::ops::Range<f64> = 1e-12..1e-3;

struct Watched {
    nudge: f64,
    differences: Vec<(f64, f64)>,
    distinct: usize,
    accuracy: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let (train, test) = (mnist.train.samples(), mnist.test.samples());
    let iterations = run.scale().pick(100, 3_000, 10_000);
    let progress = run.progress("training with one weight nudged", NUDGES.len() * iterations);
    let watched = NUDGES
        .into_par_iter()
        .map(|nudge| single_threaded(|| watch(run, nudge, (&train, &test), iterations, &progress)))
        .collect::<anyhow::Result<Vec<Watched>>>()?;
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        say!("One weight nudged, after {iterations} iterations"),
        ["nudge", "difference between units", "grows tenfold in (mean)", "different units", "test accuracy"],
    );
    for watched in &watched {
        record(&mut outcome, watched);
        table.row(row(watched));
    }
    outcome.table(table);
    add_claims(&mut outcome, &watched);
    outcome.figure(figure(&watched));
    Ok(outcome)
}

fn add_claims(outcome: &mut Outcome, watched: &[Watched]) {
    let (untouched, nudged) = (&watched[0], &watched[1..]);
    outcome.claim(
        Source::Book("6.2.1"),
        "equal weights stay equal",
        "without a nudge the difference is exactly 0 at every evaluation; with one it isn't",
        untouched.differences.iter().all(|look| look.1 == 0.0)
            && nudged.iter().all(|w| w.differences.last().is_some_and(|last| last.1 > 0.0)),
    );
    let growths: Vec<Growth> = nudged.iter().filter_map(|watched| growth(&watched.differences)).collect();
    if growths.len() < nudged.len() {
        outcome.note("A run this short doesn't show how the difference grows.");
        return;
    }
    let tenfold: Vec<Words> =
        growths.iter().map(|growth| say!("{:.0}", growth.iterations_per_tenfold)).collect();
    let smallest = nudged[0].differences.last().map_or(f64::NAN, |last| last.1);
    outcome.claim(
        Source::ThisPage, "one weight that differs by almost nothing breaks the symmetry",
        say!(
            "a nudge of {:e} becomes a difference of {smallest:.1e}; on average the differences grow tenfold in {} \
             iterations, at a rate that changes in the course of the training",
            nudged[0].nudge,
            Words::list(tenfold, ", ")
        ),
        smallest > 1e6 * nudged[0].nudge && nudged.iter().all(|watched| watched.distinct == 2),
    );
}

fn watch(
    run: &Run,
    nudge: f64,
    (train, test): (&Samples<f64>, &Samples<f64>),
    iterations: usize,
    progress: &Progress,
) -> anyhow::Result<Watched> {
    let mut network = two_layer_net::<f64>(run, HIDDEN, Activation::Sigmoid, Start::Equal(0.0));
    if let Some(w2) = network.param_mut("W2") {
        w2.value[[0, 0]] += nudge;
    }
    let looks: Vec<usize> = (EVERY..iterations).step_by(EVERY).collect();
    let mut differences = Vec::new();
    let mut done = 0;
    train_and_inspect(&mut network, train, run, (iterations, &looks), |iteration, network| {
        progress.inc(iteration - done);
        done = iteration;
        differences.push((iteration as f64, spread(hidden_weights(network))));
    })?;
    let distinct = distinct_columns(hidden_weights(&network));
    Ok(Watched { nudge, differences, distinct, accuracy: network.evaluate(test).accuracy() })
}

fn record(outcome: &mut Outcome, watched: &Watched) {
    let (key, growth) = (nudge_key(watched.nudge), growth(&watched.differences));
    outcome
        .finding(format!("{key}.unit_difference"), watched.differences.last().map_or(f64::NAN, |last| last.1))
        .finding(
            format!("{key}.iterations_per_tenfold"),
            growth.map_or(f64::NAN, |g| g.iterations_per_tenfold),
        )
        .finding(format!("{key}.straightness"), growth.map_or(f64::NAN, |g| g.straightness))
        .count(format!("{key}.distinct_units"), watched.distinct)
        .percent(format!("{key}.test_accuracy"), watched.accuracy);
}

fn nudge_key(nudge: f64) -> String {
    if nudge == 0.0 { "nudge_0".to_owned() } else { format!("nudge_1e_{}", -log10(nudge).round()) }
}

fn row(watched: &Watched) -> [Cell; 5] {
    let tenfold = growth(&watched.differences).map_or(f64::NAN, |growth| growth.iterations_per_tenfold);
    [
        Cell::from(if watched.nudge == 0.0 { "none".to_owned() } else { format!("{:e}", watched.nudge) }),
        Cell::from(watched.differences.last().map_or(f64::NAN, |last| last.1)),
        Cell::from(if tenfold.is_finite() { format!("{tenfold:.0} iterations") } else { "–".to_owned() }),
        Cell::from(say!("{} of {HIDDEN}", watched.distinct)),
        Cell::percent(watched.accuracy),
    ]
}

/// The straight line through the logarithm of a difference, by least squares, over the growing part.
#[derive(Clone, Copy)]
struct Growth {
    /// The iterations in which the difference grows tenfold: the inverse of the line's steepness.
    iterations_per_tenfold: f64,
    /// How much of the logarithm's variance the line explains, R²: 1 if the rate never changes.
    straightness: f64,
}

/// `None` if there are fewer than five points.
fn growth(differences: &[(f64, f64)]) -> Option<Growth> {
    let growing: Vec<(f64, f64)> =
        differences.iter().filter(|(_, s)| GROWING.contains(s)).map(|&(i, s)| (i, log10(s))).collect();
    if growing.len() < 5 {
        return None;
    }
    let n = growing.len() as f64;
    let mean = |f: fn(&(f64, f64)) -> f64| growing.iter().map(f).sum::<f64>() / n;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let covariance: f64 = growing.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    let variance: f64 = growing.iter().map(|p| powi(p.0 - mx, 2)).sum();
    let of_logarithm: f64 = growing.iter().map(|p| powi(p.1 - my, 2)).sum();
    Some(Growth {
        iterations_per_tenfold: variance / covariance,
        straightness: covariance * covariance / (variance * of_logarithm),
    })
}

fn figure(watched: &[Watched]) -> Figure {
    let panel = Panel::new("")
        .x(Axis::new("iterations"))
        .y(Axis::new("largest difference between the weights of two units").log10());
    let panel = watched.iter().filter(|w| w.nudge > 0.0).enumerate().fold(panel, |panel, (i, watched)| {
        let label = say!("one weight + {:e}", watched.nudge);
        panel.line(Series::new(label, watched.differences.clone()).palette(i))
    });
    Figure::single("However small the nudge to one weight, the hidden units come apart", panel).caption(
        "784-50-10, sigmoid, all other weights 0, f64. On this logarithmic axis exponential growth is a straight line: \
         its rate changes. Without a nudge the difference is exactly 0 for ever.",
    )
}
