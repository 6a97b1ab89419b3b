//! Is backpropagation fast only because it reuses derivatives?
//!
//! Reuse is one half of the answer. Where paths split and meet again, walking each path separately doubles the work at
//! every diamond, and storing the derivative at each node avoids that. The last column of the table of diamonds
//! compares the two derivatives: they differ only by rounding. But forward mode stores and reuses derivatives as well,
//! and still needs one pass per parameter. The other half is the *direction*: the product of Jacobians has one row at
//! the loss, and a product is cheapest from its thin end.

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
    let (_, paths, edges) = counts[counts.len() - 1];
    outcome
        .claim(
            Source::Book("5.1.3"),
            "derivatives are shared in the backward pass, and that makes many of them cheap",
            say!(
                "through {STAGES} diamonds there are {} paths; with shared derivatives only {edges} edges are visited",
                grouped(paths)
            ),
            edges < paths,
        )
        .claim(
            Source::ThisPage,
            "sharing is only half of it: the direction counts as well",
            say!(
                "both directions share everything, and still the one from the input needs {} multiplications, the one from \
                 the loss {}",
                grouped(forward),
                grouped(reverse)
            ),
            forward > reverse,
        );
    outcome.figure(chain_figure(reverse, forward)).further_figure("paths", paths_figure(&counts));
    Ok(outcome)
}

/// On an axis from 0, so that the bars are as long as the work.
fn chain_figure(reverse: usize, forward: usize) -> Figure {
    let thousands = |count: usize| count as f64 / 1000.0;
    let bars = [("from the loss", thousands(reverse)), ("from the input", thousands(forward))];
    let highest = 1.15 * thousands(forward.max(reverse));
    let panel = Panel::new("")
        .x(Axis::new("which end the product begins at"))
        .y(Axis::new("multiplications (thousands)").range(0.0, highest))
        .bars(Bars::new(bars).decimals(1));
    let ratio = forward as f64 / reverse as f64;
    Figure::single(say!("From the input, the same product costs {ratio:.0} times as much as from the loss"), panel)
        .caption("The product of the five Jacobians of a chain 784-50-50-10-10-1. The result is the same from either end.")
        .panel_size(380.0, 230.0)
}

/// Passes through the book's network for one gradient.
fn passes(run: &Run, outcome: &mut Outcome) {
    let net = two_layer_net(SIZES, run.streams());
    let parameters = net.affine1.w.len() + net.affine1.b.len() + net.affine2.w.len() + net.affine2.b.len();
    let mut table = Table::new("Passes for one gradient of 784-50-10", ["method", "passes", "why"]);
    table
        .row(["numerical".into(), Cell::count(2 * parameters), "two per parameter".into()])
        .row(["forward mode".into(), Cell::count(parameters), "one per parameter".into()])
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
        Table::new("Diamonds in a row", ["diamonds", "paths", "edges", "relative difference of dy/dx"]);
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
        .line(Series::new("paths, each walked separately", paths).marker(Marker::Circle, 1))
        .line(Series::new("edges, with derivatives stored", edges).marker(Marker::Square, 1));
    Figure::single("Without stored derivatives, each diamond doubles the work", panel)
}
