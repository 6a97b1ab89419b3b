//! The values of section 7.5, the network, 7.6, what it sees, and 7.7, LeNet.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch07_cnn::experiments::{
    alexnet, apply_filter, feature_maps, gradient_check, lenet, simple_convnet, visualize_filter,
};
use ch07_cnn::pretrained;
use chapter_kit::check::{assert_found, finding, quick, quick_with_seed};
use chapter_kit::{Run, Scale, Verdict};
use core_data::Weights;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::{Sequential, Streams, Window, networks::simple_convnet as core_simple_convnet};

#[test]
fn the_books_network_has_433_890_parameters_and_nearly_all_in_one_layer() {
    let outcome = quick(&simple_convnet::EXPERIMENT);
    assert_found(&outcome, "parameters", 433_890.0, 0.0);
    for (layer, numbers, parameters) in [
        ("convolution1", 17_280.0, 780.0),
        ("max_pooling1", 4_320.0, 0.0),
        ("affine2", 100.0, 432_100.0),
        ("affine3", 10.0, 1_010.0),
    ] {
        assert_found(&outcome, &format!("{layer}.activations"), numbers, 0.0);
        assert_found(&outcome, &format!("{layer}.parameters"), parameters, 0.0);
    }
    assert!(finding(&outcome, "hidden_layer.share_of_parameters") > 0.99);
    assert_found(&outcome, "filters.share_of_products", 0.5, 0.01);
}

#[test]
fn the_backward_pass_is_right_and_large_differences_are_kinks() {
    let outcome = quick(&gradient_check::EXPERIMENT);
    assert!(finding(&outcome, "core.worst_relative_error") < 1e-6);
    for name in ["w1", "b1", "w2", "b2", "w3", "b3"] {
        assert!(finding(&outcome, &format!("{name}.largest_without_kinks")) < 1e-9, "{name}");
        if finding(&outcome, &format!("{name}.kinks")) == 0.0 {
            assert!(finding(&outcome, &format!("{name}.largest")) < 1e-9, "{name}");
        }
    }
    // No switch comes after the last layer.
    assert_found(&outcome, "w3.kinks", 0.0, 0.0);
    assert_found(&outcome, "b3.kinks", 0.0, 0.0);
    assert!(finding(&outcome, "starts_with_kinks") > 0.0);
    assert!(outcome.claims().iter().all(|claim| claim.verdict == Verdict::Agrees));
}

#[test]
fn learning_brings_order_into_filters() {
    for seed in 1..=6 {
        let outcome = quick_with_seed(&visualize_filter::EXPERIMENT, seed);
        assert_found(&outcome, "filters", 30.0, 0.0);
        assert_found(&outcome, "before.std", 0.01, 0.001);
        assert_found(&outcome, "before.neighbours_alike", 0.0, 0.1);
        let alike = finding(&outcome, "after.neighbours_alike");
        assert!(alike > 0.4, "seed {seed}: neighbouring weights are correlated by {alike}");
        assert!(finding(&outcome, "after.std") > 10.0 * finding(&outcome, "before.std"));
    }
}

#[test]
fn sixteen_filters_respond_to_a_picture_each_to_its_own_edges() {
    let outcome = quick(&apply_filter::EXPERIMENT);
    assert_found(&outcome, "width_of_outputs", 124.0, 0.0);
    let preferences: Vec<f64> =
        (1..=16).map(|k| finding(&outcome, &format!("filter_{k}.preference"))).collect();
    let horizontal = preferences.iter().filter(|&&preference| preference > 1.0).count();
    assert_found(&outcome, "prefer_horizontal", horizontal as f64, 0.0);
    let highest = preferences.iter().copied().fold(0.0, f64::max);
    assert_found(&outcome, "most_horizontal.times", highest, 0.0);
    assert!(highest > 1.0 && finding(&outcome, "most_vertical.times") > 1.0);
    assert!(finding(&outcome, "as_their_weights_say") >= 9.0);
}

#[test]
fn relu_and_pooling_thin_out_the_feature_maps() {
    let outcome = quick(&feature_maps::EXPERIMENT);
    for (step, numbers) in [("convolution", 17_280.0), ("relu", 17_280.0), ("pooling", 4_320.0)] {
        assert_found(&outcome, &format!("{step}.activations"), numbers, 0.0);
    }
    assert!(finding(&outcome, "convolution.zeros") < finding(&outcome, "relu.zeros"));
    // The largest of four is 0 only where all four are.
    assert!(finding(&outcome, "pooling.zeros") <= finding(&outcome, "relu.zeros"));
}

#[test]
fn lenet_has_its_shapes_and_learns_faster_equipped_as_today() {
    let outcome = quick(&lenet::EXPERIMENT);
    let counted = (25 + 1) * 6 + (6 * 25 + 1) * 16 + (400 + 1) * 120 + (120 + 1) * 84 + (84 + 1) * 10;
    assert_eq!(counted, 61_706);
    assert_found(&outcome, "parameters", f64::from(counted), 0.0);
    for seed in 1..=3 {
        let outcome = quick_with_seed(&lenet::EXPERIMENT, seed);
        let [today, of_1998] =
            ["today", "of_1998"].map(|form| finding(&outcome, &format!("{form}.test_accuracy")));
        assert!(today > 0.35 && of_1998 < 0.25, "seed {seed}: {today} today, {of_1998} in the form of 1998");
    }
}

#[test]
fn alexnet_has_its_parameters_in_affine_layers_and_its_computation_in_convolutions() {
    let outcome = quick(&alexnet::EXPERIMENT);
    for (layer, numbers, parameters) in [
        ("conv1", 96.0 * 55.0 * 55.0, 34_944.0),
        ("conv2", 256.0 * 27.0 * 27.0, 614_656.0),
        ("pool3", 256.0 * 6.0 * 6.0, 0.0),
        ("affine1", 4_096.0, 37_752_832.0),
        ("affine3", 1_000.0, 4_097_000.0),
    ] {
        assert_found(&outcome, &format!("{layer}.activations"), numbers, 0.0);
        assert_found(&outcome, &format!("{layer}.parameters"), parameters, 0.0);
    }
    assert_found(&outcome, "parameters", 62_378_344.0, 0.0);
    assert!(finding(&outcome, "filters.share_of_parameters") < 0.07);
    assert!(finding(&outcome, "filters.share_of_products") > 0.9);
}

/// The error of `--weights` with this file.
fn error_of(weights: &Weights) -> String {
    let folder = std::env::temp_dir().join(format!("ch07-weights-{}-{}", std::process::id(), weights.len()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("other.safetensors");
    weights.save(&path).unwrap();
    let run = Run::for_test(1, Scale::Quick).with_weights(&path);
    let error = pretrained::trained(&run).err().map(|error| format!("{error:#}"));
    std::fs::remove_dir_all(&folder).unwrap();
    error.unwrap_or_default()
}

#[test]
fn weights_of_another_network_are_rejected_in_words() {
    let mut weights = Weights::new();
    weights.insert("W1", ndarray::Array4::<f32>::zeros((30, 1, 3, 3)));
    let error = error_of(&weights);
    assert!(
        error.contains("`W1`") && error.contains("30 × 1 × 3 × 3") && error.contains("30 × 1 × 5 × 5"),
        "{error}"
    );
    let mut weights = Weights::new();
    weights.insert("W1", ndarray::Array4::<f32>::zeros((30, 1, 5, 5)));
    weights.insert("b7", ndarray::Array1::<f32>::zeros(30));
    let error = error_of(&weights);
    assert!(error.contains("`b1`") && error.contains("`W1`, `b7`"), "{error}");
    let run = Run::for_test(1, Scale::Quick).with_weights("nowhere.safetensors");
    assert!(format!("{:#}", pretrained::trained(&run).err().unwrap()).contains("nowhere.safetensors"));
}

#[test]
fn weights_of_a_file_are_the_ones_used() {
    let network = core_simple_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(99));
    let folder = std::env::temp_dir().join(format!("ch07-whole-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("mine.safetensors");
    Weights::of(&network).save(&path).unwrap();
    let trained = pretrained::trained(&Run::for_test(1, Scale::Quick).with_weights(&path)).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(trained.origin.contains("`mine.safetensors`"));
    assert_eq!(pretrained::filters(&trained.network).unwrap(), pretrained::filters(&network).unwrap());
}

#[test]
fn a_network_without_filters_over_one_channel_is_rejected() {
    let streams = Streams::new(1);
    let three = Sequential::new([3, 8, 8])
        .conv(2, Window::square(3))
        .affine(2)
        .build::<f32>(SoftmaxCrossEntropy, &streams);
    assert!(pretrained::filters(&three).unwrap_err().to_string().contains("3 channels"));
    let none = Sequential::new([1, 8, 8]).affine(2).build::<f32>(SoftmaxCrossEntropy, &streams);
    assert!(pretrained::filters(&none).unwrap_err().to_string().contains("no set of filters"));
}
