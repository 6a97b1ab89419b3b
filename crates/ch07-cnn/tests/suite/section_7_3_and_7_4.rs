//! The values of section 7.3, pooling, and 7.4, implementing the layers.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch07_cnn::experiments::{
    average_vs_max_pooling, col2im_overlap, im2col_picture, pooling_by_hand, three_ways_of_convolution,
    translated_digits,
};
use chapter_kit::check::{assert_found, finding, quick, quick_with_seed};
use chapter_kit::{Run, Scale, Verdict};
use golden::book;

#[test]
fn pooling_has_the_books_values_and_its_three_properties() {
    let outcome = quick(&pooling_by_hand::EXPERIMENT);
    for (index, &value) in book(&["ch07", "pool_4x4", "out"]).tensor().indexed_iter() {
        assert_found(&outcome, &format!("out_{}_{}", index[2], index[3]), value, 0.0);
    }
    assert_found(&outcome, "parameters", 0.0, 0.0);
    assert_found(&outcome, "channels_out", finding(&outcome, "channels_in"), 0.0);
    let change = |window: usize| finding(&outcome, &format!("change.window_{window}"));
    assert!(change(1) > change(2) && change(2) > change(4) && change(4) > change(7));
    // Robust is not unmoved.
    assert!(change(7) > 0.1);
    assert!(outcome.claims().iter().all(|claim| claim.verdict == Verdict::Agrees));
}

#[test]
fn both_kinds_of_pooling_learn() {
    let outcome = quick(&average_vs_max_pooling::EXPERIMENT);
    let starts = finding(&outcome, "starts");
    assert!(finding(&outcome, "max.wins") <= starts);
    for kind in ["max", "average"] {
        let mean = finding(&outcome, &format!("{kind}.mean"));
        let sum: f64 =
            (1..=starts as usize).map(|start| finding(&outcome, &format!("{kind}.start_{start}"))).sum();
        assert!((mean - sum / starts).abs() < 1e-12);
        assert!(mean > 0.2, "{kind}: {mean}");
    }
}

#[test]
fn max_pooling_learns_better_than_average_pooling_on_average() {
    for seed in 1..=4 {
        let outcome = quick_with_seed(&average_vs_max_pooling::EXPERIMENT, seed);
        let [max, average] = ["max", "average"].map(|kind| finding(&outcome, &format!("{kind}.mean")));
        assert!(max > average + 0.005 && average > 0.35, "seed {seed}: {max} and {average}");
    }
}

#[test]
fn pooling_makes_a_network_robust_against_small_shifts() {
    for seed in 1..=3 {
        let outcome = translated_digits::at_size(&Run::for_test(seed, Scale::Quick), 4_000, 500, 3).unwrap();
        let lost = |net: &str| {
            let [still, moved] = [0, 2].map(|d| finding(&outcome, &format!("{net}.moved_by_{d}")));
            still - moved
        };
        let [connected, unpooled, pooled] = ["fully_connected", "no_pooling", "pooling_4"].map(lost);
        assert!(pooled < unpooled - 0.015, "seed {seed}: {pooled} with pooling, {unpooled} without");
        assert!(unpooled < connected - 0.02, "seed {seed}: {unpooled} and {connected} fully connected");
    }
}

#[test]
fn the_farther_digits_are_shifted_the_lower_is_the_accuracy() {
    let outcome = quick(&translated_digits::EXPERIMENT);
    for net in ["fully_connected", "no_pooling", "pooling_2", "pooling_4"] {
        let at = |distance: usize| finding(&outcome, &format!("{net}.moved_by_{distance}"));
        assert!(at(0) > at(2) && at(2) > at(4), "{net}");
    }
}

#[test]
fn shapes_of_im2col_are_the_books() {
    let outcome = quick(&im2col_picture::EXPERIMENT);
    let shapes = book(&["ch07", "im2col_shapes_book"]);
    for (key, entry) in [("book_1", "col1"), ("book_10", "col2")] {
        let shape = shapes.get(entry).labels();
        assert_found(&outcome, &format!("{key}.rows"), shape[0] as f64, 0.0);
        assert_found(&outcome, &format!("{key}.columns"), shape[1] as f64, 0.0);
    }
    assert_found(&outcome, "figure.rows", 4.0, 0.0);
    assert_found(&outcome, "figure.columns", 9.0, 0.0);
    assert_found(&outcome, "without_overlap.ratio", 1.0, 0.0);
    assert!(outcome.claims().iter().all(|claim| claim.verdict == Verdict::Agrees));
}

#[test]
fn col2im_counts_windows_and_is_the_adjoint_not_the_inverse() {
    let outcome = quick(&col2im_overlap::EXPERIMENT);
    for (key, most, unseen) in [
        ("window_3_stride_1_pad_0", 9.0, 0.0),
        ("window_3_stride_2_pad_0", 4.0, 0.0),
        ("window_3_stride_3_pad_0", 1.0, 13.0),
        ("window_2_stride_2_pad_0", 1.0, 13.0),
        ("window_5_stride_1_pad_2", 25.0, 0.0),
    ] {
        assert_found(&outcome, &format!("{key}.most"), most, 0.0);
        assert_found(&outcome, &format!("{key}.unseen"), unseen, 0.0);
    }
    assert_found(&outcome, "largest_difference_to_counts", 0.0, 1e-12);
    assert_found(&outcome, "largest_difference_of_products", 0.0, 1e-12);
    assert!(finding(&outcome, "largest_difference_to_image") > 1.0);
    assert_eq!(
        outcome.claims().iter().map(|claim| claim.verdict).collect::<Vec<_>>(),
        [Verdict::Differs, Verdict::Agrees]
    );
}

#[test]
fn three_implementations_give_one_convolution_and_are_timed_apart_from_the_findings() {
    let outcome = quick(&three_ways_of_convolution::EXPERIMENT);
    for way in ["product_to_loops", "core_to_loops"] {
        for what in ["forward", "dx", "dw", "db"] {
            assert_found(&outcome, &format!("{way}.{what}"), 0.0, 1e-13);
        }
    }
    let measured: Vec<&str> = outcome.all_measured().iter().map(|finding| finding.name.as_str()).collect();
    assert!(measured.contains(&"product_faster_than_loops") && measured.contains(&"core_faster_than_loops"));
    assert!(outcome.all_measured().iter().all(|finding| finding.value > 0.0));
    assert!(outcome.findings().iter().all(|finding| !finding.name.contains("seconds")));
}
