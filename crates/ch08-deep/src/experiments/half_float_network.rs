//! How many bits does a parameter need?
//!
//! The book rounds the trained weights and the images to half precision and finds the accuracy unchanged. But its
//! sums are still computed with 64 bits: only the *storage* was rounded. Here the rounding goes on, from the weights to
//! the result of each layer and to each product and each sum, until nothing with more than 16 bits is left. Then
//! the mantissa of the weights loses one bit after the other.
//!
//! bfloat16 spends three of half precision's ten mantissa bits on a larger exponent. Its scores are less accurate;
//! the predictions hardly notice. Accuracy hides small changes, so the predictions that differ from those of the
//! unrounded network are counted as well.

use crate::derive::ensemble::predictions;
use crate::derive::half_precision::Format;
use crate::half_precision_inference::{predict_in_half, predict_rounding_results, round_parameters, rounded};
use crate::nets::CONV_3X3;
use crate::predictions::{accuracy, labels, scores};
use crate::pretrained::{Trained, trained};
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Words, claims_unless_quick, say,
};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::{Network, Samples, Window};
use ndarray::Array2;

/// The book's `half_float_network.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "half_float_network",
    section: "8.3.4",
    question: "How many bits does a parameter need?",
    takes: Takes::new("1 s", "6 s", "3 min"),
    run,
};

/// The windows of the network's convolutions, in order.
const WINDOWS: [Window; 6] = [CONV_3X3, CONV_3X3, CONV_3X3, CONV_3X3.pad(2), CONV_3X3, CONV_3X3];

/// Mantissa bits that are tried.
const BITS: std::ops::RangeInclusive<i32> = 1..=10;

/// One way of rounding, and what it did to the predictions.
struct Rounding {
    key: String,
    words: Words,
    accuracy: f64,
    /// Predictions that differ from those of the unrounded network.
    changed: usize,
    /// The largest difference of a score.
    difference: f64,
    images: usize,
}

/// The unrounded network on the same images, to compare with.
struct Baseline {
    samples: Samples<f32>,
    labels: Vec<usize>,
    scores: Array2<f64>,
}

impl Baseline {
    fn new(network: &Network<f32>, samples: Samples<f32>) -> Self {
        Self { labels: labels(&samples), scores: scores(network, &samples), samples }
    }

    fn compare(&self, key: impl Into<String>, words: impl Into<Words>, y: &Array2<f64>) -> Rounding {
        let (before, after) = (predictions(&self.scores), predictions(y));
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
    fn of_storage(
        &self,
        key: &str,
        words: impl Into<Words>,
        trained: &Trained,
        run: &Run,
        format: Format,
    ) -> Rounding {
        let network = copy_with_rounded_parameters(trained, run, format);
        let (x, t) = self.samples.all();
        let images = Samples::from_values(rounded(&x, format), t);
        self.compare(key, words, &scores(&network, &images))
    }

    /// Weights, images and the results of every layer rounded; sums as they were.
    fn of_results(
        &self,
        key: &str,
        words: impl Into<Words>,
        trained: &Trained,
        run: &Run,
        format: Format,
    ) -> Rounding {
        let network = copy_with_rounded_parameters(trained, run, format);
        self.compare(key, words, &predict_rounding_results(&network, &self.samples, format))
    }
}

/// The trained network again, with every parameter rounded.
fn copy_with_rounded_parameters(trained: &Trained, run: &Run, format: Format) -> Network<f32> {
    let mut network = trained.net.build(SoftmaxCrossEntropy, run.streams());
    for (param, trained) in network.params_mut().into_iter().zip(trained.network.params()) {
        param.value.assign(&trained.value);
    }
    round_parameters(&mut network, format);
    network
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let (stored, computed) = run.scale().pick((100, 10), (1_000, 150), (10_000, 10_000));
    let (_, test) = run.first_images::<f32>(0, stored)?;
    let many = Baseline::new(&trained.network, test.clone());
    let few = Baseline::new(&trained.network, test.take(computed));
    let progress = run.progress("roundings", 5 + 2 * BITS.count());
    let roundings = step_by_step(run, &trained, (&many, &few), &progress);
    let (mut of_storage, mut of_results) = (Vec::new(), Vec::new());
    for bits in BITS {
        let format = Format { exponent_bits: 8, mantissa_bits: bits };
        let unit = if bits == 1 { "bit" } else { "bits" };
        let words = say!("{bits} {unit} of mantissa");
        of_storage.push(many.of_storage(&format!("mantissa_{bits}"), words.clone(), &trained, run, format));
        of_results.push(many.of_results(&format!("mantissa_{bits}_results"), words, &trained, run, format));
        progress.inc(2);
    }
    let mut outcome = Outcome::new();
    for rounding in roundings.iter().chain(&of_storage).chain(&of_results) {
        outcome
            .percent(format!("{}.accuracy", rounding.key), rounding.accuracy)
            .count(format!("{}.changed_predictions", rounding.key), rounding.changed)
            .finding(format!("{}.score_difference", rounding.key), rounding.difference);
    }
    let parameters = trained.network.count_parameters();
    outcome
        .count("bytes.single", 4 * parameters)
        .count("bytes.half", 2 * parameters)
        .count("images.storage", many.labels.len())
        .count("images.arithmetic", few.labels.len())
        .table(table(
            "16-bit values, rounded at more and more steps: accuracy and changed predictions",
            &roundings,
        ))
        .table(table_of_bits(&of_storage, &of_results))
        .figure(figure(&of_storage, &of_results))
        .note(say!(
            "Its {} parameters take {} bytes in single precision, {} in half.",
            core_data::grouped(parameters),
            core_data::grouped(4 * parameters),
            core_data::grouped(2 * parameters)
        ))
        .note(trained.origin);
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &roundings, &few));
    Ok(outcome)
}

/// Sixteen bits, from the weights alone to every product and sum.
fn step_by_step(
    run: &Run,
    trained: &Trained,
    (many, few): (&Baseline, &Baseline),
    progress: &Progress,
) -> Vec<Rounding> {
    let done = |rounding: Rounding| {
        progress.inc(1);
        rounding
    };
    let half = copy_with_rounded_parameters(trained, run, Format::HALF);
    vec![
        done(many.compare("single", "nothing rounded: 32 bits", &many.scores)),
        done(many.of_storage(
            "stored_in_half",
            "half: weights and images (the book)",
            trained,
            run,
            Format::HALF,
        )),
        done(many.of_storage(
            "stored_in_bfloat16",
            "bfloat16: weights and images",
            trained,
            run,
            Format::BFLOAT16,
        )),
        done(many.of_results("half_results", "half: and every layer's results", trained, run, Format::HALF)),
        done(few.compare(
            "half_arithmetic",
            "half: and every product and sum",
            &predict_in_half(&half, &few.samples, &WINDOWS),
        )),
    ]
}

fn table(title: &'static str, roundings: &[Rounding]) -> Table {
    let heads = ["what is rounded", "images", "accuracy", "changed", "largest change of a score"];
    let mut table = Table::new(title, heads);
    for rounding in roundings {
        table.row([
            rounding.words.clone().into(),
            Cell::count(rounding.images),
            Cell::percent(rounding.accuracy),
            Cell::count(rounding.changed),
            rounding.difference.into(),
        ]);
    }
    table
}

/// Side by side: weights and images rounded, and every layer's results as well.
fn table_of_bits(of_storage: &[Rounding], of_results: &[Rounding]) -> Table {
    let title = "Fewer bits of mantissa, with the exponents of single precision: changed predictions, and the largest \
                 change of a score";
    let mut table = Table::new(
        title,
        ["rounded to", "changed: weights, images", "score", "changed: results too", "score"],
    );
    for (storage, results) in of_storage.iter().zip(of_results) {
        table.row([
            storage.words.clone().into(),
            Cell::count(storage.changed),
            storage.difference.into(),
            Cell::count(results.changed),
            results.difference.into(),
        ]);
    }
    table
}

/// Wrong and changed predictions, counted, against the bits of the mantissa: one step of the axis is one image.
fn figure(of_storage: &[Rounding], of_results: &[Rounding]) -> Figure {
    let axis = || Axis::new("bits of mantissa").ticks(BITS.map(f64::from)).range(0.5, 10.5);
    let count = of_storage.first().map_or(0, |rounding| rounding.images);
    let images = core_data::grouped(count);
    let panel = |label: Words, number: fn(&Rounding) -> f64| {
        let most = of_storage.iter().chain(of_results).map(number).fold(1.0, f64::max);
        let points = |roundings: &[Rounding]| -> Vec<(f64, f64)> {
            BITS.map(f64::from).zip(roundings.iter().map(number)).collect()
        };
        Panel::new("")
            .x(axis())
            .y(Axis::new(label).range(0.0, 1.08 * most))
            .vline(7.0)
            .vline(10.0)
            .line(Series::new("weights and images rounded", points(of_storage)).marker(Marker::Circle, 1))
            .line(Series::new("every layer's results too", points(of_results)).marker(Marker::Square, 1))
    };
    let changed = of_storage.get(3).map_or(0, |rounding| rounding.changed);
    Figure::new(say!("With four bits of mantissa for weights and images, {changed} of {images} predictions change"))
        .columns(2)
        .panel(panel(say!("wrong, of {images} test images"), |r| ((1.0 - r.accuracy) * r.images as f64).round()))
        .panel(panel(say!("changed predictions, of {images}"), |r| r.changed as f64))
        .panel_size(340.0, 250.0)
        .legend(Legend::OutsideTop)
        .caption("Changed are predictions that differ from those of the unrounded network. Dashed: 7 bits are those of bfloat16, 10 those of half precision. Both curves keep 8 bits of exponent.")
}

fn claims(outcome: &mut Outcome, roundings: &[Rounding], few: &Baseline) {
    let unrounded = accuracy(&predictions(&few.scores), &few.labels);
    let of = |key: &str| roundings.iter().find(|rounding| rounding.key == key);
    let (Some(single), Some(stored), Some(arithmetic)) =
        (of("single"), of("stored_in_half"), of("half_arithmetic"))
    else {
        return;
    };
    outcome.claim(
        Source::Book("8.3.4"),
        "half precision doesn't lower the accuracy (here: by no more than 0.1 %)",
        say!(
            "stored in half, the network has an accuracy of {:.2} % instead of {:.2} %, and {} of {} predictions change",
            100.0 * stored.accuracy,
            100.0 * single.accuracy,
            stored.changed,
            core_data::grouped(stored.images)
        ),
        kept_within(0.001, single.accuracy, stored.accuracy),
    );
    outcome.claim(
        Source::ThisPage,
        "even computed in half precision, with every product and sum rounded, hardly a prediction changes",
        say!(
            "{} of {} predictions change; the accuracy is {:.2} % instead of {:.2} %",
            arithmetic.changed,
            arithmetic.images,
            100.0 * arithmetic.accuracy,
            100.0 * unrounded
        ),
        // One in a hundred.
        100 * arithmetic.changed <= arithmetic.images,
    );
}

/// Whether an accuracy fell by at most `most`; a difference of two shares may miss its decimal by a rounding.
fn kept_within(most: f64, before: f64, after: f64) -> bool {
    before - after <= most + 1e-12
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digits::SHAPE;
    use core_tensor::Streams;
    use core_tensor::networks::deep_convnet;
    use portable_math::sin;

    #[test]
    fn an_accuracy_that_rises_or_falls_by_just_the_bound_is_kept_and_one_that_falls_further_is_not() {
        assert!(kept_within(0.001, 0.995, 0.999));
        assert!(kept_within(0.001, 0.995, 0.994));
        assert!(!kept_within(0.001, 0.995, 0.9939));
    }

    #[test]
    fn the_windows_are_those_of_the_network() {
        let network = deep_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
        let x = core_tensor::Tensor::from_shape_fn(vec![1, SHAPE[0], SHAPE[1], SHAPE[2]], |i| {
            sin((i[2] * 3 + i[3]) as f32)
        });
        let samples = Samples::from_values(x, core_tensor::Targets::Labels(vec![0]));
        let (exact, half) = (scores(&network, &samples), predict_in_half(&network, &samples, &WINDOWS));
        let largest = exact.iter().fold(0.0, |largest: f64, score| largest.max(score.abs()));
        for (exact, half) in exact.iter().zip(&half) {
            assert!((exact - half).abs() < 0.05 * largest, "{exact} in f32, {half} in half");
        }
    }
}
