//! What the book's own code gave for its DeepConvNet, beside ours.
//!
//! Its weights are drawn from NumPy's generator and its pretrained weights are its own, so nothing can agree digit by
//! digit: the tests compare the start of the training, and how little half precision changes.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch08_deep::derive::half_precision::{Format, half_bits, half_value};
use chapter_kit::{Run, Scale};
use core_tensor::Streams;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::deep_convnet;
use core_tensor::optimizers::Adam;
use core_tensor::training::batches::Batches;
use core_tensor::training::data_parallel::DataParallel;
use golden::book;
use portable_math::powi;

/// In training the book's dropout leaves surviving activations unchanged, ours doubles them; the two dropouts come just
/// before and just after the output layer. A quarter of its initial weights makes the same start.
#[test]
fn with_the_same_start_the_first_26_iterations_match_the_books() {
    let entry = book(&["runs", "ch08/train_deepnet"]);
    let expected: Vec<f64> = entry.get("losses").list().iter().map(golden::Entry::number).collect();
    let (train, test) = Run::for_test(1, Scale::Quick).first_images::<f32>(60_000, 1_000).unwrap();
    let (net, streams) = (deep_convnet(), Streams::new(1));
    let mut network = net.build::<f32>(SoftmaxCrossEntropy, &streams);
    network.param_mut("W8").unwrap().value.mapv_inplace(|w| 0.25 * w);
    let mut group = DataParallel::new(network, 2, &streams);
    let mut adam = Adam::new(0.001);
    let mut batches = Batches::with_replacement(train.len(), 100, streams.rng("batches"));
    // As the book does: the loss of the same batch after the step, with nothing dropped.
    let losses: Vec<f64> = (0..expected.len())
        .map(|_| {
            let places = batches.draw();
            group.train_step(&train, places, &mut adam);
            let (x, t) = train.batch(places);
            f64::from(group.network().loss(&x, &t))
        })
        .collect();
    let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
    let last = expected.len() - 5;
    assert!((mean(&losses[..5]) - mean(&expected[..5])).abs() < 0.1, "{losses:?}");
    assert!((mean(&losses[last..]) - mean(&expected[last..])).abs() < 0.3, "{losses:?}");
    let accuracy = group.network().evaluate(&test).accuracy();
    // After 26 steps the accuracy still rises by several hundredths a step: the book's 0.695 says only "far above
    // chance".
    let books = entry.get("test_first1000_accuracy").number();
    assert!((accuracy - books).abs() < 0.35, "{accuracy}, the book's {books}");
}

#[test]
fn half_precision_keeps_three_decimals_of_the_books_scores() {
    let entry = book(&["runs", "ch08/evaluation, pickle in commit 07b1161"]);
    let scores = entry.get("float64").get("first_image_scores").tensor();
    let rounded = scores.mapv(|score| Format::HALF.round(score));
    for (score, rounded) in scores.iter().zip(&rounded) {
        assert!((score - rounded).abs() <= score.abs() * powi(2.0, -11));
        assert_eq!(half_value(half_bits(*score)), *rounded);
    }
    // The order of the scores, and so the prediction, is the same: a 7.
    let largest = |scores: &ndarray::ArrayD<f64>| {
        let indexed = scores.iter().enumerate();
        indexed.max_by(|a, b| a.1.total_cmp(b.1)).map(|(digit, _)| digit)
    };
    assert_eq!(largest(&scores), Some(7));
    assert_eq!(largest(&rounded), Some(7));
}

#[test]
fn the_books_half_precision_changed_at_most_one_prediction_of_ten_thousand() {
    for pickle in ["pickle in commit 07b1161", "original 2016 pickle (commit 0dda3d1)"] {
        let entry = book(&["runs", &format!("ch08/evaluation, {pickle}")]);
        let (single, half) = (entry.get("float64"), entry.get("float16_book"));
        assert!(half.get("changed_predictions").number() <= 1.0);
        let wrong = single.get("misclassified").number();
        assert!((single.get("accuracy").number() - (1.0 - wrong / 10_000.0)).abs() < 1e-12);
        assert_eq!(single.get("mis_index_label_pred").list().len() as f64, wrong);
    }
}
