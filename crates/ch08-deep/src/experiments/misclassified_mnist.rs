//! Which test images does the trained network misclassify?
//!
//! All test images go through the network with pretrained weights, or with those of `--weights FILE`. The first
//! twenty mistakes are drawn with `label → prediction`, and then the twenty most confident ones. A human would
//! hesitate over many of them too, and some look more like the prediction than like the label.

use crate::derive::ensemble::predictions;
use crate::digits::ink;
use crate::predictions::{labels, probabilities};
use crate::pretrained::trained;
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, claims_unless_quick, say};
use core_data::{CLASSES, Split};
use ndarray::Array2;

/// The book's `misclassified_mnist.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "misclassified_mnist",
    section: "8.1.1",
    question: "Which test images does the trained network misclassify?",
    takes: Takes::new("1 s", "3 s", "3 s"),
    run,
};

/// The number of images in a figure, as in the book: four rows of five.
const SHOWN: usize = 20;
const COLUMNS: usize = 5;

/// What stands above the images of the two figures.
const LABELS: &str = "Above each image: label → prediction.";
const LABELS_AND_PROBABILITY: &str =
    "Above each image: label → prediction, and the probability of the prediction.";

/// A misclassified test image with its prediction.
#[derive(Clone, Copy)]
struct Mistake {
    index: usize,
    label: usize,
    prediction: usize,
    /// The probability of the prediction.
    sure: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let (_, test) = run.first_images::<f32>(0, run.scale().pick(2_000, 10_000, 10_000))?;
    let y = probabilities(&trained.network, &test);
    let mistakes = mistakes(&y, &labels(&test));
    let sure = most_confident(&mistakes);
    let accuracy = 1.0 - mistakes.len() as f64 / test.len() as f64;
    let split = &run.mnist()?.test;
    let mut outcome = Outcome::new();
    outcome
        .count("images", test.len())
        .count("wrong", mistakes.len())
        .percent("test_accuracy", accuracy)
        .count("wrong.surer_than_99_percent", mistakes.iter().filter(|mistake| mistake.sure > 0.99).count())
        .table(first_mistakes(&mistakes))
        .table(confusions(&mistakes))
        .note(say!(
            "{} of {} test images are misclassified, {} of them with a probability of more than 99 %.",
            mistakes.len(),
            core_data::grouped(test.len()),
            mistakes.iter().filter(|mistake| mistake.sure > 0.99).count()
        ))
        .note(trained.origin);
    if !mistakes.is_empty() {
        outcome
            .finding("wrong.mean_probability", mean_probability(&mistakes))
            .figure(pictures(
                "The first images that DeepConvNet misclassifies",
                split,
                &mistakes,
                (caption, LABELS),
            ))
            .further_figure(
                "most_confident",
                pictures(
                    "The most confident mistakes: probabilities are no promises",
                    split,
                    &sure,
                    (sure_caption, LABELS_AND_PROBABILITY),
                ),
            );
    }
    if !run.has_own_weights() {
        claims_unless_quick(run, &mut outcome, |outcome| {
            let wrong = mistakes.len();
            let words = say!(
                "with the weights of this workspace it is {:.2} %, with {wrong} of {} wrong",
                100.0 * accuracy,
                core_data::grouped(test.len())
            );
            outcome.claim(
                Source::Book("8.1.1"),
                "the trained network classifies 99.38 % of the test images correctly",
                words,
                accuracy >= 0.9938,
            );
        });
    }
    Ok(outcome)
}

fn mistakes(y: &Array2<f64>, labels: &[usize]) -> Vec<Mistake> {
    let all = predictions(y).into_iter().zip(labels).enumerate();
    all.map(|(index, (prediction, &label))| Mistake {
        index,
        label,
        prediction,
        sure: y[[index, prediction]],
    })
    .filter(|mistake| mistake.prediction != mistake.label)
    .collect()
}

fn most_confident(mistakes: &[Mistake]) -> Vec<Mistake> {
    let mut sure = mistakes.to_vec();
    sure.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    sure
}

fn mean_probability(mistakes: &[Mistake]) -> f64 {
    mistakes.iter().map(|mistake| mistake.sure).sum::<f64>() / mistakes.len().max(1) as f64
}

fn caption(mistake: &Mistake) -> Words {
    say!("{} → {}", mistake.label, mistake.prediction)
}

fn sure_caption(mistake: &Mistake) -> Words {
    say!("{} → {}, {:.1} %", mistake.label, mistake.prediction, 100.0 * mistake.sure)
}

fn pictures(
    title: &'static str,
    split: &Split,
    mistakes: &[Mistake],
    (words, caption): (fn(&Mistake) -> Words, &'static str),
) -> Figure {
    let shown = mistakes.iter().take(SHOWN).map(|mistake| (ink(split, mistake.index), words(mistake)));
    Figure::image_grid(title, shown, COLUMNS).panel_size(104.0, 104.0).caption(caption)
}

/// The book's list: view, label, prediction.
fn first_mistakes(mistakes: &[Mistake]) -> Table {
    let heads = ["panel", "test image", "label", "prediction", "its probability"];
    let mut table = Table::new("The first misclassified images", heads);
    for (view, mistake) in mistakes.iter().take(SHOWN).enumerate() {
        let numbers = [view + 1, mistake.index, mistake.label, mistake.prediction];
        table.row(numbers.map(Cell::count).into_iter().chain([Cell::percent(mistake.sure)]));
    }
    table
}

/// The most frequent confusions.
fn confusions(mistakes: &[Mistake]) -> Table {
    let mut counts = Vec::new();
    for label in 0..CLASSES {
        for prediction in 0..CLASSES {
            let count = mistakes.iter().filter(|m| (m.label, m.prediction) == (label, prediction)).count();
            counts.push((count, label, prediction));
        }
    }
    counts.sort_by_key(|&(count, label, prediction)| (std::cmp::Reverse(count), label, prediction));
    let mut table = Table::new("The most frequent confusions", ["label", "prediction", "times"]);
    for (count, label, prediction) in counts.into_iter().filter(|(count, ..)| *count > 0).take(8) {
        table.row([label, prediction, count].map(Cell::count));
    }
    table
}
