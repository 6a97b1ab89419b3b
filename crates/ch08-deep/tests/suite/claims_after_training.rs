//! What only shows after more training than a quick run has time for: the experiments at the tests' own sizes, each
//! with several seeds.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch08_deep::experiments::{
    batch_norm_deep, data_augmentation, depth_and_accuracy, ensemble, last_dropout, learning_rate_schedules,
    misclassified_mnist, skip_connections, transfer_learning,
};
use ch08_deep::learning::Size;
use ch08_deep::pretrained::trained;
use chapter_kit::check::{finding, quick_with_seed};
use chapter_kit::{Run, Scale};

/// One training run of each kind.
const fn size(images: usize, epochs: usize, tested: usize) -> Size {
    Size { images, epochs, tested, trials: 1 }
}

fn quick(seed: u64) -> Run {
    Run::for_test(seed, Scale::Quick)
}

#[test]
fn an_ensemble_is_better_than_the_mean_of_its_members() {
    for seed in 1..=6 {
        let outcome = quick_with_seed(&ensemble::EXPERIMENT, seed);
        let (together, mean) = (finding(&outcome, "together"), finding(&outcome, "alone.mean"));
        assert!(together > mean + 0.02, "seed {seed}: {together} together, {mean} on average");
    }
}

#[test]
fn data_augmentation_raises_the_accuracy_above_all_on_shifted_images() {
    for seed in [1, 2] {
        let outcome = data_augmentation::at_size(&quick(seed), size(300, 30, 500)).unwrap();
        let gain = |test: &str| {
            let [without, with] =
                ["as_they_are", "changed"].map(|way| finding(&outcome, &format!("{way}.{test}")));
            with - without
        };
        assert!(gain("plain") > 0.03, "seed {seed}: {} on plain images", gain("plain"));
        for shifted in ["right", "down"] {
            assert!(gain(shifted) > 0.2, "seed {seed}: {} three pixels {shifted}", gain(shifted));
        }
        // Without it the network overfits the few images.
        assert!(finding(&outcome, "as_they_are.training_loss") < 0.05, "seed {seed}");
        assert!(finding(&outcome, "changed.training_loss") > 0.2, "seed {seed}");
    }
}

#[test]
fn from_a_large_learning_rate_warm_up_and_decay_end_lower_than_a_constant_one() {
    for seed in [1, 2] {
        let outcome = learning_rate_schedules::at_size(&quick(seed), size(3_000, 3, 1_000)).unwrap();
        let loss =
            |schedule: &str, which: &str| finding(&outcome, &format!("lr_0_02.{schedule}.{which}_loss"));
        for schedule in ["step", "cosine", "warm_up"] {
            let (falling, constant) = (loss(schedule, "training"), loss("constant", "training"));
            assert!(falling < 0.95 * constant, "seed {seed}: {falling} with {schedule}, {constant}");
        }
        let (falling, constant) = (loss("warm_up", "test"), loss("constant", "test"));
        assert!(falling < 0.9 * constant, "seed {seed}: test loss {falling} instead of {constant}");
    }
}

#[test]
fn dropout_after_the_output_layer_keeps_both_losses_up() {
    for seed in [1, 2] {
        let outcome = last_dropout::at_size(&quick(seed), size(3_000, 4, 500)).unwrap();
        let found = |what: &str| finding(&outcome, what);
        let lowest = found("with.lowest_possible_training_loss");
        assert!(found("with.training_loss") > lowest, "seed {seed}: {}", found("with.training_loss"));
        assert!(found("without.training_loss") < lowest, "seed {seed}: {}", found("without.training_loss"));
        let (with, without) = (found("with.test_loss"), found("without.test_loss"));
        assert!(with > 1.5 * without, "seed {seed}: test loss {with} with, {without} without");
        // The scores stay small, and with them the probabilities.
        let (with, without) = (found("with.mean_probability"), found("without.mean_probability"));
        assert!(with < without - 0.2, "seed {seed}: probability {with} with, {without} without");
    }
}

#[test]
fn convolution_layers_are_better_than_none_at_an_equal_number_of_parameters() {
    for seed in [1, 2] {
        let outcome = depth_and_accuracy::at_size(&quick(seed), size(2_500, 3, 1_000)).unwrap();
        let accuracy = |depth: &str| finding(&outcome, &format!("{depth}.test_accuracy"));
        for depth in ["one", "two", "three", "six"] {
            let (with, without) = (accuracy(depth), accuracy("none"));
            assert!(with > without + 0.02, "seed {seed}: {with} with {depth}, {without} without");
        }
    }
}

#[test]
fn the_gradient_arrives_through_skip_connections_and_vanishes_without() {
    for seed in 1..=3 {
        let outcome = skip_connections::at_size(&quick(seed), 2_000, 100, 500).unwrap();
        let found = |key: &str, what: &str| finding(&outcome, &format!("{key}.{what}"));
        for init in ["std_0_01", "std_0_05", "he"] {
            let share = found(&format!("{init}.skip"), "gradient_that_arrives");
            assert!(share >= 0.9, "seed {seed}, {init}: {share}");
        }
        assert!(found("std_0_01.plain", "gradient_that_arrives") < 1e-20, "seed {seed}");
        let [plain, skip] = ["plain", "skip"].map(|net| found(&format!("std_0_01.{net}"), "test_accuracy"));
        assert!(plain < 0.2 && skip > 0.7, "seed {seed}: {plain} plain, {skip} with skip connections");
    }
}

#[test]
fn with_batch_normalisation_all_initial_weights_learn_and_without_it_only_hes() {
    for seed in [1, 2] {
        let outcome = batch_norm_deep::at_size(&quick(seed), size(2_000, 2, 500)).unwrap();
        let accuracies = |net: &str| {
            ["small", "he", "large"].map(|init| finding(&outcome, &format!("{init}.{net}.test_accuracy")))
        };
        let (normalised, plain) = (accuracies("batch_norm"), accuracies("plain"));
        assert!(normalised.iter().all(|&accuracy| accuracy > 0.4), "seed {seed}: {normalised:?} normalised");
        let [small, he, large] = plain;
        assert!(he > 0.5 && small < 0.3 && large < 0.3, "seed {seed}: {plain:?} plain");
        let range = |accuracies: [f64; 3]| {
            accuracies.into_iter().fold(0.0, f64::max) - accuracies.into_iter().fold(1.0, f64::min)
        };
        assert!(range(normalised) < range(plain), "seed {seed}: {normalised:?} and {plain:?}");
    }
}

#[test]
fn with_all_four_setups_ten_images_of_a_new_digit_teach_more_than_three() {
    let size = Size { images: 500, epochs: 2, tested: 100, trials: 3 };
    let outcome = transfer_learning::at_size(&quick(1), size, &[3, 10], 50).unwrap();
    for way in ["nothing", "random", "kept", "tuned"] {
        let [three, ten] = [3, 10].map(|count| finding(&outcome, &format!("{way}.from_{count}")));
        // Chance is 0.2.
        assert!(three > 0.4 && ten > three + 0.1, "{way}: {three} from 3 images, {ten} from 10");
    }
    assert!(finding(&outcome, "first_digits.test_accuracy") > 0.9);
}

#[test]
fn the_trained_network_classifies_99_38_percent_and_its_mistakes_are_those_shown() {
    let run = Run::for_test(1, Scale::Standard);
    let outcome = (misclassified_mnist::EXPERIMENT.run)(&run).unwrap();
    let found = |what: &str| finding(&outcome, what);
    let test = run.mnist().unwrap().test.samples::<f32>().shaped(&[1, 28, 28]);
    let evaluated = trained(&run).unwrap().network.evaluate(&test).accuracy();
    assert!(evaluated >= 0.9938, "{evaluated}");
    assert!((found("test_accuracy") - evaluated).abs() < 1e-9);
    assert_eq!(found("wrong"), ((1.0 - evaluated) * 10_000.0).round());
    // Wrong predictions are less than certain, but some nearly certain.
    let sure = found("wrong.mean_probability");
    assert!((0.4..0.95).contains(&sure), "{sure}");
    let surest = found("wrong.surer_than_99_percent");
    assert!(surest > 0.0 && surest < 0.5 * found("wrong"), "{surest}");
    assert_eq!(outcome.figures().count(), 2);
}
