//! Is backpropagation fast only because it reuses derivatives?
//!
//! No. Forward mode reuses them too, and still needs a pass for each parameter. What counts is the *direction*: the
//! derivative of a loss is a product of Jacobians whose last has one row, and a product is cheapest from its thin end.
//! Reuse is the second half: where paths split and meet again, walking each path separately doubles the work at each fork.
//!
//! Three counts, all exact: passes for one gradient of 784-50-10; multiplications in a chain of Jacobians from either
//! end; paths and edges of a graph of diamonds.

use crate::derive::diamond::{by_edges, by_paths};
use crate::derive::jacobian_chain::{from_the_input, from_the_loss};
use crate::digits::{SIZES, normal, two_layer_net};
use chapter_kit::figure::{Axis, Bars, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_data::grouped;
use ndarray::Array2;

/// Section 5.1.3, counted.
pub const EXPERIMENT: Experiment = Experiment {
    name: "why_backprop",
    section: "5.7.1",
    question: "Is backpropagation fast only because it reuses derivatives?",
    takes: Takes::always("1 s"),
    run,
};

/// The widths of the chain, from the input to the loss.
const CHAIN: [usize; 6] = [784, 50, 50, 10, 10, 1];
/// The most diamonds in a row.
const STAGES: usize = 16;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    passes(run, &mut outcome);
    let (reverse, forward) = chain(run, &mut outcome);
    let counts = diamonds(run, &mut outcome);
    outcome.claim(
        Source::OftenSaid,
        "backpropagation is fast because it reuses derivatives",
        say!(
            "both directions reuse everything, and still one needs {} multiplications, the other {}",
            grouped(forward),
            grouped(reverse)
        ),
        forward <= reverse,
    );
    let panel = Panel::new("").y(Axis::new("multiplications").log10().range(1e4, 1e7)).bars(
        Bars::new([("from the loss", reverse as f64), ("from the input", forward as f64)])
            .colored()
            .decimals(0),
    );
    outcome
        .figure(
            Figure::single("One product of five Jacobians, from either end", panel)
                .subtitle("784-50-50-10-10-1: the result is the same, the work is not"),
        )
        .further_figure("paths", paths_figure(&counts));
    Ok(outcome)
}

/// Passes through the book's network for one gradient.
fn passes(run: &Run, outcome: &mut Outcome) {
    let net = two_layer_net(SIZES, run.streams());
    let parameters = net.affine1.w.len() + net.affine1.b.len() + net.affine2.w.len() + net.affine2.b.len();
    let mut table = Table::new("Passes for one gradient of 784-50-10", ["method", "passes", "why"]);
    table
        .row(["numerical".into(), Cell::count(2 * parameters), "two per parameter".into()])
        .row([
            "forward mode".into(),
            Cell::count(parameters),
            "one per parameter, each with all derivatives stored".into(),
        ])
        .row(["reverse mode".into(), Cell::count(2), "one forward, one backward".into()]);
    outcome
        .count("parameters", parameters)
        .count("passes.numerical", 2 * parameters)
        .count("passes.forward_mode", parameters)
        .count("passes.reverse_mode", 2)
        .table(table);
}

/// Multiplies random Jacobians from both ends; returns how many multiplications each order takes.
fn chain(run: &Run, outcome: &mut Outcome) -> (usize, usize) {
    let mut rng = run.rng("jacobians");
    let jacobians: Vec<Array2<f64>> =
        CHAIN.windows(2).map(|widths| normal(widths[1], widths[0], 0.3, &mut rng)).collect();
    let ((from_loss, reverse), (from_input, forward)) =
        (from_the_loss(&jacobians), from_the_input(&jacobians));
    let size = from_loss.mapv(f64::abs).fold(0.0, |a: f64, &b| a.max(b));
    let difference = (&from_loss - &from_input).mapv(f64::abs).fold(0.0, |a: f64, &b| a.max(b));
    outcome
        .count("chain.from_the_loss", reverse)
        .count("chain.from_the_input", forward)
        .finding("chain.ratio", forward as f64 / reverse as f64)
        .finding("chain.relative_difference", difference / size);
    (reverse, forward)
}

/// For each number of stages: paths and edges, both actually walked.
fn diamonds(run: &Run, outcome: &mut Outcome) -> Vec<(usize, usize, usize)> {
    let mut rng = run.rng("diamonds");
    let derivatives = normal(STAGES, 2, 1.0, &mut rng);
    let stages: Vec<(f64, f64)> = derivatives.rows().into_iter().map(|row| (row[0], row[1])).collect();
    let mut table =
        Table::new("Diamonds in a row", ["stages", "paths", "edges", "relative difference of dy/dx"]);
    let mut worst = 0.0f64;
    let counts: Vec<(usize, usize, usize)> = (1..=STAGES)
        .map(|k| {
            let ((walked, paths), (kept, edges)) = (by_paths(&stages[..k]), by_edges(&stages[..k]));
            let difference = ((walked - kept) / kept).abs();
            worst = worst.max(difference);
            if k.is_power_of_two() {
                table.row([Cell::count(k), Cell::count(paths), Cell::count(edges), difference.into()]);
            }
            (k, paths, edges)
        })
        .collect();
    for &(k, paths, edges) in counts.iter().filter(|(k, ..)| k.is_power_of_two()) {
        outcome.count(format!("diamond_{k}.paths"), paths).count(format!("diamond_{k}.edges"), edges);
    }
    outcome.finding("diamond.relative_difference", worst).table(table);
    counts
}

fn paths_figure(counts: &[(usize, usize, usize)]) -> Figure {
    let paths = counts.iter().map(|&(k, paths, _)| (k as f64, paths as f64));
    let edges = counts.iter().map(|&(k, _, edges)| (k as f64, edges as f64));
    let panel = Panel::new("")
        .x(Axis::new("diamonds in a row, k").ticks([2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0]))
        .y(Axis::new("visited for one derivative").log10())
        .line(Series::new("every path separately: 2, 4, 8, 16, … paths", paths).marker(Marker::Circle, 1))
        .line(Series::new("stored at each node: 2, 4, 6, 8, … edges", edges).marker(Marker::Square, 1));
    Figure::single("What it costs to recompute what is already known", panel)
}
