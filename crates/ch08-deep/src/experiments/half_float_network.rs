//! How many bits does a number in a network need?
//!
//! The book rounds the trained weights and the images to half precision and finds the accuracy unchanged. But its sums
//! are still made with 64 bits: only the *storage* was rounded. Here the rounding goes on, step by step, from the weights
//! to the result of each layer to each product and each sum, until nothing with more than 16 bits is left. Then the
//! mantissa of the weights loses one bit after the other.
//!
//! What to see: storage needs far fewer bits than one would think, and even arithmetic of 16 bits changes only a handful
//! of answers. bfloat16 has fewer digits than half and loses hardly more. Accuracy hides small changes, so the answers that
//! differ from those of the unrounded network are counted too.

use crate::answers::{accuracy, labels, scores};
use crate::derive::ensemble::answers;
use crate::derive::half_precision::Format;
use crate::digits::first_images;
use crate::half_arithmetic::{predict_in_half, predict_rounding_results, round_parameters, rounded};
use crate::judging::judge;
use crate::nets::THREE;
use crate::shipped::{Trained, trained};
use chapter_kit::figure::{Axis, Color, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use core_tensor::window::Window;
use core_tensor::{Network, Samples};
use ndarray::Array2;

/// The book's `half_float_network.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "half_float_network",
    section: "8.3.4",
    question: "How many bits does a number in a network need?",
    takes: Takes::new("1 s", "12 s", "4 min"),
    run,
};

/// The windows of the network's convolutions, in order.
const WINDOWS: [Window; 6] = [THREE, THREE, THREE, THREE.pad(2), THREE, THREE];

/// Mantissa bits that are tried.
const BITS: std::ops::RangeInclusive<i32> = 1..=10;

/// One way of rounding, and what it did to the answers.
struct Rounding {
    key: String,
    words: String,
    accuracy: f64,
    /// Answers that differ from those of the unrounded network.
    changed: usize,
    /// The largest difference of a score.
    difference: f64,
    images: usize,
}

/// What is compared with: the unrounded network on the same images.
struct Judge {
    samples: Samples<f32>,
    labels: Vec<usize>,
    scores: Array2<f64>,
}

impl Judge {
    fn new(network: &Network<f32>, samples: Samples<f32>) -> Self {
        Self { labels: labels(&samples), scores: scores(network, &samples), samples }
    }

    fn judge(&self, key: impl Into<String>, words: impl Into<String>, y: &Array2<f64>) -> Rounding {
        let (before, after) = (answers(&self.scores), answers(y));
        Rounding {
            key: key.into(),
            words: words.into(),
            accuracy: accuracy(&after, &self.labels),
            changed: before.iter().zip(&after).filter(|(before, after)| before != after).count(),
            difference: self.scores.iter().zip(y).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max),
            images: self.labels.len(),
        }
    }

    /// The book's way: weights and images rounded, arithmetic as it was.
    fn of_storage(&self, key: &str, words: &str, trained: &Trained, run: &Run, format: Format) -> Rounding {
        let network = copy_with_rounded_parameters(trained, run, format);
        let (x, t) = self.samples.all();
        let images = Samples::from_numbers(rounded(&x, format), t);
        self.judge(key, words, &scores(&network, &images))
    }
}

/// The trained network again, with every parameter rounded.
fn copy_with_rounded_parameters(trained: &Trained, run: &Run, format: Format) -> Network<f32> {
    let mut network = trained.net.build(run.streams());
    for (param, learnt) in network.params_mut().into_iter().zip(trained.network.params()) {
        param.value.assign(&learnt.value);
    }
    round_parameters(&mut network, format);
    network
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let (stored, computed) = run.scale().pick((200, 20), (2_000, 500), (10_000, 10_000));
    let (_, test) = first_images(run, 0, stored)?;
    let progress = run.progress("roundings", 5 + BITS.count());
    let many = Judge::new(&trained.network, test.clone());
    let few = Judge::new(&trained.network, test.take(computed));
    let done = |rounding: Rounding| {
        progress.inc(1);
        rounding
    };
    let half = copy_with_rounded_parameters(&trained, run, Format::HALF);
    let mut roundings = vec![
        done(many.judge("single", "nothing rounded: 32 bits", &many.scores)),
        done(many.of_storage(
            "stored_in_half",
            "half: weights and images (the book)",
            &trained,
            run,
            Format::HALF,
        )),
        done(many.of_storage(
            "stored_in_bfloat16",
            "bfloat16: weights and images",
            &trained,
            run,
            Format::BFLOAT16,
        )),
    ];
    let results = predict_rounding_results(&half, &few.samples, Format::HALF);
    roundings.push(done(few.judge("half_results", "half: and every layer's results", &results)));
    let all = predict_in_half(&half, &few.samples, &WINDOWS);
    roundings.push(done(few.judge("half_arithmetic", "half: and every product and sum", &all)));
    let curve: Vec<Rounding> = BITS
        .map(|bits| {
            let format = Format { exponent_bits: 8, mantissa_bits: bits };
            let words = format!("{bits} bits of mantissa: weights and images");
            done(many.of_storage(&format!("mantissa_{bits}"), &words, &trained, run, format))
        })
        .collect();
    let mut outcome = Outcome::new();
    for rounding in roundings.iter().chain(&curve) {
        outcome
            .percent(format!("{}.accuracy", rounding.key), rounding.accuracy)
            .count(format!("{}.changed_answers", rounding.key), rounding.changed)
            .finding(format!("{}.score_difference", rounding.key), rounding.difference);
    }
    let bytes =
        |size: usize| size * trained.network.params().iter().map(|param| param.value.len()).sum::<usize>();
    outcome
        .count("bytes.single", bytes(4))
        .count("bytes.half", bytes(2))
        .count("images.storage", stored)
        .count("images.arithmetic", computed)
        .table(table(&roundings, &curve))
        .figure(figure(&curve, many_accuracy(&roundings)))
        .note(trained.origin);
    judge(run, &mut outcome, |outcome| claims(outcome, &roundings, &few));
    Ok(outcome)
}

fn many_accuracy(roundings: &[Rounding]) -> f64 {
    roundings.first().map_or(f64::NAN, |single| single.accuracy)
}

fn table(roundings: &[Rounding], curve: &[Rounding]) -> Table {
    let heads = ["what is rounded", "images", "accuracy", "changed answers", "largest change of a score"];
    let mut table = Table::new("Numbers of fewer bits", heads);
    for rounding in roundings.iter().chain(curve) {
        table.row([
            rounding.words.as_str().into(),
            Cell::count(rounding.images),
            Cell::percent(rounding.accuracy),
            Cell::count(rounding.changed),
            rounding.difference.into(),
        ]);
    }
    table
}

fn figure(curve: &[Rounding], unrounded: f64) -> Figure {
    let bits = || BITS.map(f64::from);
    let points = |number: fn(&Rounding) -> f64| bits().zip(curve.iter().map(number)).collect::<Vec<_>>();
    let axis = || Axis::new("bits of mantissa").ticks(bits()).range(0.5, 10.5);
    let accuracy = Panel::new("")
        .x(axis())
        .y(Axis::new("test accuracy (%)").range(0.0, 103.0))
        .line(
            Series::new("weights and images rounded", points(|r| 100.0 * r.accuracy))
                .marker(Marker::Circle, 1),
        )
        .line(
            Series::new("not rounded", [(0.5, 100.0 * unrounded), (10.5, 100.0 * unrounded)])
                .color(Color::GREY)
                .dashed()
                .width(1.2),
        );
    let changed = Panel::new("")
        .x(axis())
        .y(Axis::new("changed answers (%)").log10())
        .line(
            Series::new("changed answers", points(|r| 100.0 * r.changed as f64 / r.images as f64))
                .marker(Marker::Circle, 1)
                .palette(1),
        )
        .vline(7.0)
        .vline(10.0);
    Figure::new("How few bits are enough to store a network?")
        .columns(2)
        .panel(accuracy)
        .panel(changed)
        .panel_size(340.0, 250.0)
        .caption("A mantissa of 10 bits is that of half precision, one of 7 that of bfloat16. Points of 0 changed answers have no place on the right.")
}

fn claims(outcome: &mut Outcome, roundings: &[Rounding], few: &Judge) {
    let unrounded = accuracy(&answers(&few.scores), &few.labels);
    let of = |key: &str| roundings.iter().find(|rounding| rounding.key == key);
    let (Some(single), Some(stored), Some(arithmetic)) =
        (of("single"), of("stored_in_half"), of("half_arithmetic"))
    else {
        return;
    };
    outcome.claim(
        "half precision does not lower the accuracy",
        format!(
            "stored in half: {:.2} % instead of {:.2} %, {} of {} answers changed",
            100.0 * stored.accuracy,
            100.0 * single.accuracy,
            stored.changed,
            stored.images
        ),
        (stored.accuracy - single.accuracy).abs() < 0.0005,
    );
    outcome.claim(
        "nor does it when everything is computed in half precision",
        format!(
            "{:.2} % instead of {:.2} %, {} of {} answers changed",
            100.0 * arithmetic.accuracy,
            100.0 * unrounded,
            arithmetic.changed,
            arithmetic.images
        ),
        (arithmetic.accuracy - unrounded).abs() < 0.0025,
    );
}

/// Whether the windows written here are those of the book's network.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::digits::SHAPE;
    use core_tensor::deep_convnet::deep_convnet;
    use core_tensor::random::Streams;

    #[test]
    fn the_windows_are_those_of_the_network() {
        let network = deep_convnet().build::<f32>(&Streams::new(1));
        let x = core_tensor::Tensor::from_shape_fn(vec![1, SHAPE.0, SHAPE.1, SHAPE.2], |i| {
            ((i[2] * 3 + i[3]) as f32).sin()
        });
        let samples = Samples::from_numbers(x, core_tensor::Targets::Labels(vec![0]));
        let (exact, half) = (scores(&network, &samples), predict_in_half(&network, &samples, &WINDOWS));
        let largest = exact.iter().fold(0.0, |largest: f64, score| largest.max(score.abs()));
        for (exact, half) in exact.iter().zip(&half) {
            assert!((exact - half).abs() < 0.05 * largest, "{exact} in f32, {half} in half");
        }
    }
}
