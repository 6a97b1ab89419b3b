//! Section 8.1: what the pages say about deep networks, asserted on quick runs.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch08_deep::digits::only;
use ch08_deep::experiments::{
    awesome_net, deep_convnet, depth_and_accuracy, ensemble, last_dropout, leaderboard,
    two_small_filters_for_one_large,
};
use ch08_deep::learning::{CONSTANT, COSINE, STEP_DECAY, ScheduleOf, TrainingRun, WARM_UP_COSINE};
use ch08_deep::nets::{deep, small};
use ch08_deep::recorded;
use chapter_kit::check::{assert_found, finding, quick, quick_with_seed};
use chapter_kit::{Run, Scale};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::deep_convnet as core;
use core_tensor::training::augmentation::{AffineTransform, Augmentation, transformed};
use core_tensor::{Streams, Window};

#[test]
fn the_deep_network_has_123_552_parameters_less_than_a_third_of_the_shallow_ones() {
    let outcome = quick(&deep_convnet::EXPERIMENT);
    assert_found(&outcome, "parameters", 123_552.0, 0.0);
    assert_found(&outcome, "simple_convnet.parameters", 433_890.0, 0.0);
    assert_found(&outcome, "layers", 20.0, 0.0);
    assert_found(&outcome, "layers.with_weights", 8.0, 0.0);
    // 16·9·28², 16·144·28², 32·144·14², 32·288·16², 64·288·8², 64·576·8², 1024·50, 50·10.
    let work = [112_896.0, 1_806_336.0, 903_168.0, 2_359_296.0, 1_179_648.0, 2_359_296.0, 51_200.0, 500.0];
    assert_found(&outcome, "multiplications", work.iter().sum(), 0.0);
    assert!(finding(&outcome, "convolutions.multiplications") > 0.99);
}

#[test]
fn its_initial_weights_have_hes_standard_deviation() {
    let outcome = quick(&deep_convnet::EXPERIMENT);
    for (layer, fan_in) in (1..).zip([9.0, 144.0, 144.0, 288.0, 288.0, 576.0, 1024.0, 50.0]) {
        assert_found(&outcome, &format!("fan_in.w{layer}"), fan_in, 0.0);
        let he = (2.0 / fan_in).sqrt();
        assert_found(&outcome, &format!("std.w{layer}.he"), he, 1e-12);
        assert_found(&outcome, &format!("std.w{layer}.drawn"), he, 0.2 * he);
    }
}

#[test]
fn with_the_books_filters_the_chapters_net_is_the_cores() {
    assert_eq!(deep([16, 32, 64], 50, true), core::deep_convnet());
}

#[test]
fn the_readers_network_learns_as_it_is() {
    for seed in 1..=3 {
        let outcome = quick_with_seed(&awesome_net::EXPERIMENT, seed);
        assert_found(&outcome, "iterations", 10.0, 0.0);
        assert_found(&outcome, "parameters", 41_008.0, 0.0);
        let (accuracy, wrong) = (finding(&outcome, "test_accuracy"), finding(&outcome, "test_images_wrong"));
        assert!(accuracy > 0.3, "seed {seed}: {accuracy}, and chance is 0.1");
        assert!(finding(&outcome, "training_loss") < 2.1, "seed {seed}: chance is ln 10, or 2.3");
        assert!((accuracy - (1.0 - wrong / 500.0)).abs() < 1e-9, "seed {seed}: {wrong} of 500 wrong");
    }
}

#[test]
fn dropped_scores_keep_the_training_loss_up() {
    let outcome = quick(&last_dropout::EXPERIMENT);
    assert!(finding(&outcome, "with.training_loss") > finding(&outcome, "without.training_loss"));
}

#[test]
fn the_identity_changes_no_batch_and_random_transforms_stay_within_their_bounds() {
    let (train, _) = Run::for_test(1, Scale::Quick).first_images::<f32>(3, 0).unwrap();
    let (x, _) = train.all();
    assert_eq!(transformed(&x, &[AffineTransform::NONE; 3]), x);
    let right = AffineTransform { right: 1.0, ..AffineTransform::NONE };
    let moved = transformed(&x, &[AffineTransform::NONE, right, AffineTransform::NONE]);
    assert_eq!(moved[[1, 0, 7, 11]], x[[1, 0, 7, 10]]);
    assert_eq!(moved.index_axis(ndarray::Axis(0), 2), x.index_axis(ndarray::Axis(0), 2));
    let extent = Augmentation { shift: 2.0, angle: 10.0, scale: 0.1 };
    let mut rng = Streams::new(1).rng("changes");
    for _ in 0..1_000 {
        let change = extent.draw(&mut rng);
        assert!(change.down.abs() <= 2.0 && change.right.abs() <= 2.0 && change.angle.abs() <= 10.0);
        assert!((0.9..=1.1).contains(&change.scale));
    }
}

#[test]
fn some_digits_are_found_renamed_and_counted() {
    let (train, _) = Run::for_test(1, Scale::Quick).first_images::<f32>(200, 0).unwrap();
    let few = only(&train, &[7, 2], 1, 3);
    assert_eq!(few.len(), 6);
    assert_eq!((0..6).filter(|&i| few.targets().class(i) == 0).count(), 3);
    let with_first = only(&train, &[7], 0, 2);
    let without_first = only(&train, &[7], 1, 1);
    assert_eq!(with_first.range(1..2).0, without_first.range(0..1).0);
}

#[test]
fn schedules_start_at_the_learning_rate_and_end_far_below_it() {
    let n = 600;
    let ends = |schedule: ScheduleOf| [0, n - 1].map(|i| schedule(n).rate(0.1, i, n));
    assert_eq!(ends(CONSTANT), [0.1, 0.1]);
    let [first, last] = ends(STEP_DECAY);
    assert!(first == 0.1 && (last - 0.001).abs() < 1e-15, "{last}");
    assert!((STEP_DECAY(n).rate(0.1, 400, n) - 0.01).abs() < 1e-15);
    let [first, last] = ends(COSINE);
    assert!(first == 0.1 && last < 1e-5);
    let [first, last] = ends(WARM_UP_COSINE);
    assert!((first - 0.1 / 60.0).abs() < 1e-15 && last < 1e-5);
    assert_eq!(WARM_UP_COSINE(n).rate(0.1, 60, n), 0.1);
    // Short training runs don't divide by 0.
    for n in 1..12 {
        for i in 0..n {
            for schedule in [STEP_DECAY, COSINE, WARM_UP_COSINE] {
                let schedule = schedule(n);
                let rate = schedule.rate(0.1, i, n);
                assert!((0.0..=0.1 + 1e-15).contains(&rate), "{schedule:?} {i} of {n}: {rate}");
            }
        }
    }
}

#[test]
fn an_ensemble_of_one_is_that_network_and_members_fail_on_different_images() {
    let outcome = quick(&ensemble::EXPERIMENT);
    assert_found(&outcome, "first_1_together", finding(&outcome, "alone.1"), 0.0);
    assert_found(&outcome, "first_3_together", finding(&outcome, "together"), 0.0);
    let alone = [1, 2, 3].map(|member| finding(&outcome, &format!("alone.{member}")));
    assert_found(&outcome, "alone.best", alone.into_iter().fold(0.0, f64::max), 0.0);
    assert_found(&outcome, "alone.mean", alone.iter().sum::<f64>() / 3.0, 1e-12);
    // The members fail on different images: fewer are misclassified by all than by the best, more by some than by the
    // worst.
    let [all, some] = ["all", "some"].map(|who| finding(&outcome, &format!("images.wrong_by_{who}")) / 300.0);
    assert!(
        alone.iter().all(|accuracy| all < 1.0 - accuracy - 0.1 && some > 1.0 - accuracy + 0.1),
        "{all}, {some}"
    );
    // Members start from different weights.
    assert_ne!(finding(&outcome, "alone.1"), finding(&outcome, "alone.2"));
}

#[test]
fn the_leaderboard_has_three_members_and_their_mean() {
    let outcome = quick(&leaderboard::EXPERIMENT);
    let members = ["book", "wide_end", "large_first"];
    let alone = members.map(|member| finding(&outcome, &format!("{member}.test_accuracy")));
    assert_found(&outcome, "best_single", alone.into_iter().fold(0.0, f64::max), 0.0);
    let (together, wrong) = (finding(&outcome, "together"), finding(&outcome, "together.wrong"));
    assert!((together - (1.0 - wrong / 200.0)).abs() < 1e-12);
}

#[test]
fn a_recorded_run_is_read_and_a_damaged_one_rejected() {
    assert!(recorded::leaderboard().is_ok());
    assert_eq!(recorded::read("{}").unwrap(), None);
    let text =
        r#"{"command": "c", "version": "1", "seed": 7, "seconds": 3, "findings": {"a.b": 0.5, "c": 2}}"#;
    let run = recorded::read(text).unwrap().unwrap();
    assert_eq!((run.command.as_str(), run.version.as_str(), run.seed), ("c", "1", 7));
    assert_eq!((run.get("a.b"), run.get("c"), run.get("d")), (Some(0.5), Some(2.0), None));
    for (text, message) in [
        ("nonsense", "a recorded result is not JSON"),
        (r#"{"findings": 3}"#, "`findings` of a recorded result isn't an object"),
        (r#"{"findings": {}, "command": "c", "version": "1"}"#, "a recorded result has no `seed`"),
        (r#"{"findings": {}, "version": "1", "seed": 1}"#, "a recorded result has no string `command`"),
        (
            r#"{"findings": {"a": "b"}, "command": "c", "version": "1", "seed": 1}"#,
            "the recorded `a` isn't a number",
        ),
    ] {
        assert_eq!(recorded::read(text).unwrap_err().to_string(), message);
    }
}

#[test]
fn two_small_windows_reach_as_far_as_one_of_5_with_18_weights_for_25_and_three_as_one_of_7_with_27_for_49() {
    let outcome = quick(&two_small_filters_for_one_large::EXPERIMENT);
    for (stack, weights, field) in
        [("one_5x5", 25.0, 5.0), ("two_3x3", 18.0, 5.0), ("one_7x7", 49.0, 7.0), ("three_3x3", 27.0, 7.0)]
    {
        assert_found(&outcome, &format!("{stack}.weights_of_a_channel"), weights, 0.0);
        assert_found(&outcome, &format!("{stack}.field.computed"), field, 0.0);
        assert_found(&outcome, &format!("{stack}.field.measured"), field, 0.0);
        // Eight channels before and after each layer, and eight biases.
        let layers = if stack.starts_with("one") { 1.0 } else { (field - 1.0) / 2.0 };
        assert_found(&outcome, &format!("{stack}.parameters"), 64.0 * weights + 8.0 * layers, 0.0);
    }
}

#[test]
fn networks_of_every_depth_have_about_the_same_number_of_parameters() {
    let outcome = quick(&depth_and_accuracy::EXPERIMENT);
    let depths = ["none", "one", "two", "three", "six"];
    for depth in depths {
        assert_found(&outcome, &format!("{depth}.parameters"), 13_000.0, 800.0);
    }
    let work = depths.map(|depth| finding(&outcome, &format!("{depth}.multiplications")));
    assert!(work.windows(2).all(|pair| pair[0] < pair[1]), "{work:?}");
}

#[test]
fn the_same_seed_learns_the_same_network_whatever_the_threads() {
    let (train, _) = Run::for_test(1, Scale::Quick).first_images::<f32>(130, 0).unwrap();
    let learn = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let changed = Some(Augmentation { shift: 1.0, angle: 5.0, scale: 0.1 });
        let training = TrainingRun { augmentation: changed, schedule: COSINE, ..TrainingRun::new(&train, 2) };
        let progress = Run::for_test(1, Scale::Quick).progress("", 0);
        let trained = pool.install(|| training.train(&small(2, 10), &Streams::new(1), &progress)).unwrap();
        assert_eq!(trained.losses.len(), training.iterations());
        trained.losses
    };
    assert_eq!(learn(1), learn(2));
}

#[test]
fn a_network_with_batch_normalisation_learns_too() {
    let (train, _) = Run::for_test(1, Scale::Quick).first_images::<f32>(100, 0).unwrap();
    let net = small(2, 10).batch_norm();
    let progress = Run::for_test(1, Scale::Quick).progress("", 0);
    let training = TrainingRun { lr: 0.01, ..TrainingRun::new(&train, 20) };
    let trained = training.train(&net, &Streams::new(1), &progress).unwrap();
    assert!(trained.final_loss() < trained.losses[0]);
}

#[test]
fn a_loss_out_of_range_ends_the_training_with_a_sentence() {
    let (train, _) = Run::for_test(1, Scale::Quick).first_images::<f32>(100, 0).unwrap();
    let progress = Run::for_test(1, Scale::Quick).progress("", 0);
    let training = TrainingRun { lr: 1e30, ..TrainingRun::new(&train, 5) };
    let Err(error) = training.train(&small(2, 10), &Streams::new(1), &progress) else {
        panic!("a learning rate of 1e30 cannot lead anywhere");
    };
    let message = error.to_string();
    assert!(message.starts_with("the loss became"), "{message}");
    assert!(message.contains("at iteration 1: the output of convolution2 overflowed first"), "{message}");
    assert!(message.contains("a smaller learning rate"), "{message}");
}

#[test]
#[should_panic(expected = "does not fit into an image of 1 × 1")]
fn a_network_that_halves_the_image_too_often_is_rejected() {
    let halve = Window::square(2).stride(2);
    let net = (0..5).fold(core_tensor::Sequential::new([1, 28, 28]), |net, _| net.max_pool(halve));
    net.build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
}
