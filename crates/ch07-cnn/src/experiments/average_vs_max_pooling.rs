//! Max pooling or average pooling?
//!
//! The first figure compares the two networks for each set of initial weights. The second shows what each kind of pooling
//! keeps of a digit.

use crate::derive::pooling::{Kind, Pooling};
use crate::drawing::picture_from_0_to_1;
use crate::learning::{digits, learn_all};
use anyhow::Context;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, Words, say};
use core_tensor::{Sequential, Window};
use ndarray::{Ix4, s};

/// Section 7.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "average_vs_max_pooling",
    section: "7.3",
    question: "Does it matter whether pooling takes the maximum or the mean?",
    takes: Takes::new("1 s", "5 s", "90 s"),
    run,
};

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (train, test, epochs, starts) =
        run.scale().pick((500, 500, 2, 2), (6_000, 10_000, 3, 4), (60_000, 10_000, 4, 5));
    let (train, test) = digits(run, train, test)?;
    let halve = Window::square(2).stride(2);
    let first = || Sequential::new([1, 28, 28]).conv(8, Window::square(5)).relu();
    let last = |net: Sequential| net.affine(30).relu().affine(10);
    let (max, average) = (last(first().max_pool(halve)), last(first().average_pool(halve)));
    let streams: Vec<_> = (0..starts).map(|start| run.streams().fork(&format!("start {start}"))).collect();
    let lessons: Vec<_> =
        streams.iter().flat_map(|streams| [(&max, streams, &train), (&average, streams, &train)]).collect();
    let networks = learn_all(run, "max and average pooling", &lessons, epochs)?;
    let accuracies: Vec<f64> = networks.iter().map(|network| network.evaluate(&test).accuracy()).collect();
    let mut outcome = Outcome::new();
    let mut table = Table::new("Test accuracy", ["initial weights", "max", "average", "difference"]);
    for (start, pair) in accuracies.chunks_exact(2).enumerate() {
        outcome
            .percent(format!("max.start_{}", start + 1), pair[0])
            .percent(format!("average.start_{}", start + 1), pair[1]);
        table.row([
            Cell::count(start + 1),
            Cell::percent(pair[0]),
            Cell::percent(pair[1]),
            Cell::percent(pair[0] - pair[1]),
        ]);
    }
    let mean = |which: usize| accuracies.iter().skip(which).step_by(2).sum::<f64>() / starts as f64;
    let wins = accuracies.chunks_exact(2).filter(|pair| pair[0] > pair[1]).count();
    outcome
        .percent("max.mean", mean(0))
        .percent("average.mean", mean(1))
        .count("max.wins", wins)
        .count("starts", starts)
        .table(table)
        .figure(figure(&accuracies))
        .further_figure("digit", kept(run)?);
    if run.scale().pick(false, true, true) {
        let ahead: Vec<f64> = accuracies.chunks_exact(2).map(|pair| pair[0] - pair[1]).collect();
        outcome.claim(
            Source::OftenSaid,
            "max pooling recognises images better than average pooling",
            say!(
                "max pooling is ahead for {wins} of {starts} initialisations, with {:.2} % against {:.2} % on average",
                100.0 * mean(0),
                100.0 * mean(1)
            ),
            Verdict::ahead(&ahead),
        );
    }
    Ok(outcome)
}

fn figure(accuracies: &[f64]) -> Figure {
    let wrong = |which: usize| {
        accuracies
            .iter()
            .skip(which)
            .step_by(2)
            .enumerate()
            .map(|(i, accuracy)| (i as f64 + 1.0, 100.0 * (1.0 - accuracy)))
    };
    let starts = accuracies.len() / 2;
    let highest = accuracies.iter().map(|accuracy| 100.0 * (1.0 - accuracy)).fold(0.0, f64::max);
    let panel = Panel::new("")
        .x(Axis::new("training run, each from its own initial weights")
            .ticks((1..=starts).map(|i| i as f64))
            .range(0.5, starts as f64 + 0.5))
        .y(Axis::new("test error rate (%)").range(0.0, 1.3 * highest))
        .scatter(Series::new("max pooling 2 × 2", wrong(0)).marker(Marker::Circle, 1).width(3.4))
        .scatter(Series::new("average pooling 2 × 2", wrong(1)).marker(Marker::Square, 1).width(3.4));
    let wins = accuracies.chunks_exact(2).filter(|pair| pair[0] > pair[1]).count();
    Figure::single(say!("Max pooling makes fewer errors for {wins} of {starts} initialisations"), panel)
        .legend(Legend::Best)
        .caption("The two networks of a run differ only in their pooling.")
}

/// A digit after both kinds of pooling, with windows of three sizes: the third test image, or the last if there are
/// fewer.
fn kept(run: &Run) -> anyhow::Result<Figure> {
    let (_, test) = digits::<f64>(run, 0, 3)?;
    let x = test
        .range(test.len() - 1..test.len())
        .0
        .into_dimensionality::<Ix4>()
        .context("the digits aren't images")?;
    let mut figure =
        Figure::new("Max pooling makes the strokes of a digit bolder, average pooling blurs them")
            .columns(4)
            .row_labels(["max", "average"])
            .caption("White is 0, black 1, in all pictures.");
    for kind in [Kind::Max, Kind::Average] {
        for window in [1, 2, 4, 7] {
            let title = match (kind, window) {
                (Kind::Max, 1) => "image".into(),
                (Kind::Max, _) => say!("windows of {0} × {0}", window),
                (Kind::Average, _) => Words::default(),
            };
            let pooled = Pooling::new(kind, window, window, window).predict(&x).slice_move(s![0, 0, .., ..]);
            figure = figure.panel(picture_from_0_to_1(title, pooled));
        }
    }
    Ok(figure)
}
