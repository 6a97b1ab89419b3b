//! How well does a mini-batch represent all 60,000 images?
//!
//! A half-trained network has some loss on all 60,000 images. A thousand batches of each size are drawn, and their losses
//! compared with it: on average they agree, whatever the size, and only the scatter shrinks. In the table the standard
//! deviation times √n is nearly the same in each row.

use crate::derive::mini_batch::random_choice;
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::digits::Digits;
use crate::half_trained::half_trained;
use chapter_kit::figure::{Axis, Bins, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use core_data::grouped;
use core_tensor::Samples;
use ndarray::Axis as Direction;
use portable_math::{exp, powi};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "mini_batch",
    section: "4.2.3",
    question: "How well does the loss of a mini-batch estimate the loss on all images?",
    takes: Takes::new("1 s", "2 s", "2 s"),
    run,
};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// How far the histograms reach to both sides.
const REACH: f64 = 0.9;
/// The most bars of a histogram.
const MOST_BINS: f64 = 240.0;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let losses = loss_of_each_image(run)?;
    let whole = mean(&losses);
    let draws = run.scale().pick(100, 1_000, 1_000);
    let mut outcome = Outcome::new();
    outcome.count("images", losses.len()).finding("loss_of_all", whole);
    let mut table = Table::new(
        say!("{} batches of each size", grouped(draws)),
        ["images", "mean loss", "std", "std · √n"],
    );
    let mut stds = Vec::new();
    let mut figure = Figure::new("The loss of a mini-batch scatters around the loss of all images")
        .columns(2)
        .panel_size(360.0, 130.0)
        .caption("Dashed: the loss of all images. The larger the batches, the narrower the histogram.");
    for size in SIZES {
        let guesses = guesses(run, &losses, size, draws);
        let (mean, std) = (mean(&guesses), std(&guesses));
        outcome.finding(format!("batch_{size}.mean"), mean).finding(format!("batch_{size}.std"), std);
        table.row([Cell::count(size), mean.into(), std.into(), (std * (size as f64).sqrt()).into()]);
        stds.push((size as f64, std));
        figure = figure.panel(histogram(size, &guesses, (whole, std)));
    }
    add_missed(run, &mut outcome, losses.len());
    outcome.table(table).figure(figure).further_figure("std", std_figure(&stds, std(&losses)));
    Ok(outcome)
}

/// The loss of a half-trained network on each training image.
fn loss_of_each_image(run: &Run) -> anyhow::Result<Vec<f64>> {
    let net = half_trained(run)?;
    let train: Samples<f64> = run.mnist()?.train.samples();
    let train = train.take(run.scale().pick(6_000, train.len(), train.len()));
    let mut losses = Vec::new();
    for start in (0..train.len()).step_by(2_000) {
        let indices: Vec<usize> = (start..train.len().min(start + 2_000)).collect();
        let digits = Digits::at(&train, &indices);
        let scores = net.scores_of_hidden(&net.hidden(&digits.x));
        for (score, t) in scores.rows().into_iter().zip(digits.t.rows()) {
            let one = |row: ndarray::ArrayView1<f64>| row.to_owned().insert_axis(Direction(0));
            losses.push(softmax_cross_entropy(&one(score), &one(t)));
        }
    }
    Ok(losses)
}

/// The losses of `draws` mini-batches of this size.
fn guesses(run: &Run, losses: &[f64], size: usize, draws: usize) -> Vec<f64> {
    let mut rng = run.rng(&format!("batches of {size}"));
    let batch = |_| {
        let indices = random_choice(losses.len(), size, &mut rng);
        indices.iter().map(|&index| losses[index]).sum::<f64>() / size as f64
    };
    (0..draws).map(batch).collect()
}

/// The share of images that an "epoch" misses when each is drawn with replacement.
fn add_missed(run: &Run, outcome: &mut Outcome, n: usize) {
    let mut seen = vec![false; n];
    let mut rng = run.rng("an epoch with replacement");
    random_choice(n, n, &mut rng).into_iter().for_each(|index| seen[index] = true);
    let missed = seen.iter().filter(|&&seen| !seen).count() as f64 / n as f64;
    outcome.percent("missed_in_an_epoch", missed).note(say!(
        "As many draws as there are images, each from all of them: {:.1} % are never drawn (1/e = {:.1} %). What the \
         book's scripts call an epoch is a number of steps, not a pass over the data.",
        100.0 * missed,
        100.0 * exp(-1.0)
    ));
}

/// The losses of batches of one size, around the loss `whole` of all images.
fn histogram(size: usize, guesses: &[f64], (whole, std): (f64, f64)) -> Panel {
    let (low, high) = (whole - REACH, whole + REACH);
    // About three bars for each standard deviation, but none too narrow to be seen.
    let bins = (2.0 * REACH / (std / 3.0)).clamp(1.0, MOST_BINS) as usize;
    Panel::new(say!("batches of {}", grouped(size)))
        .x(Axis::new("loss of the batch").range(low, high))
        .y(Axis::new("batches"))
        .histogram(Bins::of(guesses, bins, low, high))
        .vline(whole)
}

fn std_figure(stds: &[(f64, f64)], of_one: f64) -> Figure {
    let law = [10.0, 10_000.0].map(|n: f64| (n, of_one / n.sqrt()));
    let panel = Panel::new("")
        .x(Axis::new("images in the batch").log10())
        .y(Axis::new("standard deviation of the batch loss").log10())
        .line(Series::new("std of one image's loss / √n", law).color(Color::GREY).dashed())
        .line(Series::new("measured", stds.iter().copied()).palette(0).marker(Marker::Circle, 1))
        .legend(Legend::Best);
    Figure::single("A hundred times the images, a tenth of the standard deviation", panel)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation.
fn std(values: &[f64]) -> f64 {
    let middle = mean(values);
    (values.iter().map(|value| powi(value - middle, 2)).sum::<f64>() / values.len() as f64).sqrt()
}
