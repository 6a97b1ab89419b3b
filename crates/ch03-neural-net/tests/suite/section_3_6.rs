//! Section 3.6: the digits, and classifying them with the pretrained weights.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use chapter_kit::check::{assert_found, quick};
use std::{fs, path::PathBuf};

use ch03_neural_net::derive::neuralnet_mnist::{Network, argmax, predict, predict_batch};
use ch03_neural_net::experiments::{mnist_show, neuralnet_mnist, neuralnet_mnist_batch};
use ch03_neural_net::recognition::{WEIGHTS, correct_predictions, get_data, init_network, predict_with_core};
use chapter_kit::{Run, Scale};
use core_data::{Weights, grouped};
use golden::book;
use ndarray::{Array2, array};

/// The number of test images that the pretrained weights classify correctly.
const CORRECT: usize = 9_754;

fn run() -> Run {
    Run::for_test(1, Scale::Quick)
}

/// The error when this experiment reads weights from `path`.
fn refusal(path: impl Into<PathBuf>) -> String {
    let run = run().with_weights(path);
    format!("{:#}", (neuralnet_mnist::EXPERIMENT.run)(&run).unwrap_err())
}

#[test]
fn the_first_image_is_the_books_five() {
    let outcome = quick(&mnist_show::EXPERIMENT);
    let facts = book(&["ch03", "mnist"]);
    for (name, expected) in [
        ("first.label", 5.0),
        ("first.flat", 784.0),
        ("first.rows", 28.0),
        ("first.columns", 28.0),
        ("first.sum", facts.get("train_image0_sum").number()),
        ("first.inked_pixels", facts.get("train_image0_nonzero").number()),
    ] {
        assert_found(&outcome, name, expected, 0.0);
    }
    for (name, shape) in [("train", "train_shape"), ("test", "test_shape")] {
        let shape = facts.get(shape).labels();
        assert_found(&outcome, &format!("{name}.images"), shape[0] as f64, 0.0);
        assert_found(&outcome, &format!("{name}.pixels"), shape[1] as f64, 0.0);
        for (digit, count) in facts.get(&format!("{name}_counts")).labels().into_iter().enumerate() {
            assert_found(&outcome, &format!("{name}.of_{digit}"), count as f64, 0.0);
        }
    }
}

#[test]
fn row_14_of_the_first_image_is_the_books() {
    let run = run();
    let image = run.mnist().unwrap().train.image(0);
    let row: Vec<usize> = image.row(14).iter().map(|&pixel| usize::from(pixel)).collect();
    assert_eq!(row, book(&["ch03", "mnist", "train_image0_row14"]).labels());
}

#[test]
fn the_pretrained_weights_classify_9754_of_the_test_images_correctly() {
    let outcome = quick(&neuralnet_mnist::EXPERIMENT);
    assert_found(&outcome, "images", 10_000.0, 0.0);
    assert_found(&outcome, "correct", CORRECT as f64, 0.0);
    assert_found(&outcome, "accuracy", CORRECT as f64 / 10_000.0, 0.0);
    assert!(outcome.get("accuracy").unwrap() >= 0.97);
    assert!(outcome.get("mean_probability.right").unwrap() > 0.95);
    assert!(outcome.get("mean_probability.wrong").unwrap() < 0.85);
    assert_eq!(outcome.figures().count(), 2);
}

#[test]
fn the_card_states_the_accuracy_of_the_file() {
    let card = fs::read_to_string(Weights::bundled(WEIGHTS).unwrap().with_file_name("README.md")).unwrap();
    let row = format!("| test images recognised | {} of 10,000 (97.54 %) |", grouped(CORRECT));
    assert!(card.contains(&row), "{row}");
    let book_correct = book(&["ch03", "neuralnet_mnist", "correct"]).number();
    assert!(card.contains(&format!("recognise {} of the 10,000 test images", grouped(book_correct))));
    let network = init_network(&run()).unwrap();
    let train = &run().mnist().unwrap().train.clone();
    let predictions = train.pixels.mapv(|pixel| f64::from(f32::from(pixel) / 255.0));
    let predictions: Vec<usize> =
        predict_batch(&network, &predictions).rows().into_iter().map(argmax).collect();
    let labels: Vec<usize> = train.labels.iter().map(|&label| usize::from(label)).collect();
    let correct = correct_predictions(&predictions, &labels);
    assert!(
        card.contains(&format!("| training images recognised | {} of 60,000", grouped(correct))),
        "{correct}"
    );
}

#[test]
fn f32_and_f64_give_the_same_predictions() {
    assert_found(&quick(&neuralnet_mnist::EXPERIMENT), "predictions_that_f32_changes", 0.0, 0.0);
    let (network, run) = (init_network(&run()).unwrap(), run());
    let (x, _) = get_data(&run).unwrap();
    let (narrow, wide) = (predict_with_core::<f32>(&network, &x), predict_with_core::<f64>(&network, &x));
    let worst = narrow.iter().zip(&wide).map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max);
    assert!(worst > 0.0 && worst < 1e-4, "probabilities differ by {worst}");
    let derived = predict_batch(&network, &x);
    assert!(derived.iter().zip(&wide).all(|(a, b)| (a - b).abs() < 1e-12));
}

#[test]
fn a_batch_gives_the_predictions_of_its_images_one_by_one() {
    let outcome = quick(&neuralnet_mnist_batch::EXPERIMENT);
    assert_found(&outcome, "batches", 100.0, 0.0);
    assert_found(&outcome, "correct", CORRECT as f64, 0.0);
    assert_found(&outcome, "predictions_that_differ_from_one_by_one", 0.0, 0.0);
    assert_found(&outcome, "probabilities_differ_by", 0.0, 1e-12);
    let halves = ["first", "second"].map(|half| outcome.get(&format!("accuracy_of_half.{half}")).unwrap());
    assert!((halves[0] + halves[1] - 2.0 * CORRECT as f64 / 10_000.0).abs() < 1e-12);
    let measured: Vec<&str> = outcome.all_measured().iter().map(|number| number.name.as_str()).collect();
    assert_eq!(measured, ["one_by_one", "in_batches", "times_faster"]);
    assert!(outcome.all_measured().iter().all(|number| number.value > 0.0));
}

#[test]
fn shapes_are_those_of_the_text() {
    let network = init_network(&run()).unwrap();
    let x = Array2::from_elem((100, 784), 0.5);
    assert_eq!(predict_batch(&network, &x).dim(), (100, 10));
    assert_eq!(predict(&network, &x.row(0).to_owned()).dim(), 10);
    assert_eq!(predict_batch(&network, &Array2::zeros((0, 784))).dim(), (0, 10));
}

#[test]
fn the_largest_of_each_row_is_the_texts() {
    let x = array![[0.1, 0.8, 0.1], [0.3, 0.1, 0.6], [0.2, 0.5, 0.3], [0.8, 0.1, 0.1]];
    let argmaxes: Vec<usize> = x.rows().into_iter().map(argmax).collect();
    assert_eq!(argmaxes, [1, 2, 1, 0]);
    assert_eq!(argmax(&[3.0, 5.0, 5.0]), 1);
}

/// The six arrays of the pretrained file, with one replaced.
fn with(key: &str, change: impl Fn(&ndarray::ArrayD<f32>) -> ndarray::ArrayD<f32>) -> Weights {
    let shipped = Weights::load(Weights::bundled(WEIGHTS).unwrap()).unwrap();
    let mut weights = Weights::new();
    for (name, array) in shipped.iter() {
        weights.insert(name, if name == key { change(array) } else { array.clone() });
    }
    weights
}

#[test]
fn weights_from_an_npz_file_are_as_good_as_the_pretrained_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.npz");
    with("none", Clone::clone).save(&path).unwrap();
    let run = run().with_weights(&path);
    let shipped: Network = init_network(&Run::for_test(1, Scale::Quick)).unwrap();
    assert_eq!(init_network(&run).unwrap(), shipped);
    let outcome = (neuralnet_mnist_batch::EXPERIMENT.run)(&run).unwrap();
    assert_found(&outcome, "correct", CORRECT as f64, 0.0);
}

#[test]
fn other_weights_give_other_predictions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zero.safetensors");
    with("W3", |w| w * 0.0).save(&path).unwrap();
    let outcome = (neuralnet_mnist::EXPERIMENT.run)(&run().with_weights(&path)).unwrap();
    // Without W3 the prediction is always the digit with the largest bias, so exactly its images are right.
    let counts = book(&["ch03", "mnist", "test_counts"]).labels();
    assert!(counts.contains(&(outcome.get("correct").unwrap() as usize)));
}

#[test]
fn weights_of_another_network_are_rejected_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.safetensors");
    assert!(refusal(&path).contains("does not exist"));
    fs::write(&path, "not weights").unwrap();
    assert!(refusal(&path).contains("is no intact .safetensors file"));
    with("W1", |w| w.t().to_owned()).save(&path).unwrap();
    let message = refusal(&path);
    assert!(message.contains("is 50 × 784, but 784 × 50 was expected"), "{message}");
    with("b3", |b| b * f32::NAN).save(&path).unwrap();
    assert!(refusal(&path).contains("holds NaN, but finite numbers were expected"));
}
