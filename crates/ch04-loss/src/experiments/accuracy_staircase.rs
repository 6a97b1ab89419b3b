//! What do accuracy and loss do while one weight moves?
//!
//! One weight of a half-trained network is swept from 3 below its value to 3 above. The accuracy on 100 images is a
//! staircase: it stays the same, then jumps. The loss changes smoothly and is different at every point of the sweep. It
//! is the best case: of the 500 weights of `W2` this is the one whose sweep changes the accuracy most.

use crate::derive::numerical_diff::{H, central_difference};
use crate::half_trained::{half_trained, hundred_images};
use crate::one_weight::{REACH, Sweep, stair_line, sweep_of};
use chapter_kit::figure::{Axis, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "accuracy_staircase",
    section: "4.2.5",
    question: "What do accuracy and loss do while one weight moves?",
    takes: Takes::always("1 s"),
    run,
};

/// The number of points in the sweep.
const POINTS: usize = 601;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let sweep = sweep_of(half_trained(run)?, &hundred_images(run)?);
    let points = sweep.over(REACH, POINTS);
    let accuracies = distinct(points.iter().map(|point| point.1 as f64));
    let losses = distinct(points.iter().map(|point| point.2));
    let accuracy_slope = central_difference(|w| sweep.at(w).0 as f64 / 100.0, 0.0, H);
    let loss_slope = central_difference(|w| sweep.at(w).1, 0.0, H);
    let mut outcome = Outcome::new();
    outcome
        .count("sweep_points", POINTS)
        .count("distinct_accuracies", accuracies)
        .count("distinct_losses", losses)
        .count("correct_at_the_weight", sweep.at(0.0).0)
        .finding("loss_at_the_weight", sweep.at(0.0).1)
        .finding("accuracy_slope", accuracy_slope)
        .finding("loss_slope", loss_slope)
        .finding("longest_stair", longest_stair(&points))
        .claim(
            Source::Book("4.2.5"), "a small change of a weight hardly ever changes the accuracy, and when it does, the accuracy jumps",
            say!(
                "{POINTS} values of one weight give {accuracies} different accuracies and {losses} different losses; \
                 at the weight itself the slopes are {accuracy_slope} and {loss_slope:.4}"
            ),
            accuracies < POINTS / 4 && losses == POINTS && accuracy_slope == 0.0,
        )
        .table(table(&points, (accuracy_slope, loss_slope)))
        .figure(two_curves(&points, &sweep, loss_slope));
    Ok(outcome)
}

/// What the sweep shows, side by side.
fn table(points: &[(f64, usize, f64)], (accuracy_slope, loss_slope): (f64, f64)) -> Table {
    let mut table = Table::new(say!("{POINTS} values of one weight"), ["", "accuracy", "loss"]);
    let accuracies = distinct(points.iter().map(|point| point.1 as f64));
    let losses = distinct(points.iter().map(|point| point.2));
    table.row(["different values".into(), accuracies.into(), losses.into()]).row([
        "slope at the weight itself".into(),
        accuracy_slope.into(),
        loss_slope.into(),
    ]);
    table.row(["longest stretch without a change".into(), longest_stair(points).into(), 0.0.into()]);
    table
}

/// The number of different values, to the last bit.
fn distinct(values: impl Iterator<Item = f64>) -> usize {
    let mut bits: Vec<u64> = values.map(f64::to_bits).collect();
    bits.sort_unstable();
    bits.dedup();
    bits.len()
}

/// How far the weight can move at most without changing the accuracy.
fn longest_stair(points: &[(f64, usize, f64)]) -> f64 {
    points.chunk_by(|a, b| a.1 == b.1).map(|stair| stair[stair.len() - 1].0 - stair[0].0).fold(0.0, f64::max)
}

fn two_curves(points: &[(f64, usize, f64)], sweep: &Sweep, loss_slope: f64) -> Figure {
    let (correct, loss) = sweep.at(0.0);
    let tangent = |half: f64, height: f64, slope: f64| [-half, half].map(|w| (w, height + slope * w));
    let near = sweep.over(0.1, POINTS);
    let (low, high) =
        near.iter().fold((f64::INFINITY, 0.0f64), |(low, high), p| (low.min(p.2), high.max(p.2)));
    let room = 0.25 * (high - low);
    let weight = |reach: f64| Axis::new("change of the weight").range(-reach, reach);
    let here = |height: f64| Series::new("", [(0.0, height)]).color(Color::BLACK).width(4.0);
    let stairs = |points: &[(f64, usize, f64)], reach: f64| {
        Panel::new("")
            .x(weight(reach))
            .line(stair_line(points).palette(1))
            .line(Series::new("slope here", tangent(reach, correct as f64, 0.0)).color(Color::GREY).dashed())
            .scatter(here(correct as f64).marker(Marker::Circle, 1))
    };
    let smooth = |points: &[(f64, usize, f64)], reach: f64| {
        Panel::new("")
            .x(weight(reach))
            .line(Series::new("loss", points.iter().map(|point| (point.0, point.2))).palette(0))
            .line(Series::new("slope here", tangent(reach, loss, loss_slope)).color(Color::GREY).dashed())
            .scatter(here(loss).marker(Marker::Circle, 1))
    };
    let counted = |low: f64, high: f64| Axis::new("correct of 100").range(low, high);
    Figure::new("One weight moves: the accuracy is a staircase, the loss a slope")
        .columns(2)
        .column_labels(["the whole sweep", "the middle, enlarged 30 times"])
        .panel(stairs(points, REACH).y(Axis::new("correct of 100")))
        .panel(stairs(&near, 0.1).y(counted(correct as f64 - 5.0, correct as f64 + 5.0)))
        .panel(smooth(points, REACH).y(Axis::new("loss")))
        .panel(smooth(&near, 0.1).y(Axis::new("loss").range(low - room, high + room)))
        .legend(Legend::OutsideTop)
        .panel_size(360.0, 230.0)
        .caption(
            "The dot is the weight as it is. Dashed: the slope there, which is 0 for the accuracy; enlarged, it lies on the \
             curve.",
        )
}
