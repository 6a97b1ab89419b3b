//! The values of section 7.2, the convolution layer.

use ch07_cnn::experiments::{
    affine_against_convolution, convolution_by_hand, convolution_in_blocks, output_sizes, shuffled_pixels,
    what_stride_costs,
};
use chapter_kit::Verdict;
use chapter_kit::check::{assert_found, finding, quick, quick_with_seed};
use golden::book;

/// Every claim of the outcome agrees with its numbers.
#[track_caller]
fn assert_claims_agree(outcome: &chapter_kit::Outcome) {
    for claim in outcome.claims() {
        assert_eq!(claim.verdict, Verdict::Agrees, "{}: {}", claim.text_says, claim.numbers_say);
    }
}

#[test]
fn the_books_sums_are_computed() {
    let outcome = quick(&convolution_by_hand::EXPERIMENT);
    let small = book(&["ch07", "conv_book_4x4"]);
    let large = book(&["ch07", "conv_book_7x7_stride2"]);
    let results = [
        ("plain", small.get("pad0").get("out").tensor()),
        ("bias_3", small.get("pad0_bias3").tensor()),
        ("pad_1", small.get("pad1").get("out").tensor()),
        ("stride_2", large.get("out").tensor()),
    ];
    for (key, expected) in results {
        for (index, &value) in expected.indexed_iter() {
            assert_found(&outcome, &format!("{key}.out_{}_{}", index[2], index[3]), value, 0.0);
        }
    }
    assert_claims_agree(&outcome);
}

#[test]
fn the_examples_image_is_the_books() {
    for (entry, size) in
        [(book(&["ch07", "conv_book_4x4", "pad0"]), 4), (book(&["ch07", "conv_book_7x7_stride2"]), 7)]
    {
        let x = entry.get("x").tensor();
        assert!(convolution_by_hand::image(size).iter().eq(x.iter()));
        assert!(convolution_by_hand::FILTER.as_flattened().iter().eq(entry.get("W").tensor().iter()));
    }
}

#[test]
fn output_sizes_are_those_of_the_text() {
    let outcome = quick(&output_sizes::EXPERIMENT);
    for (key, height, width) in
        [("book_1", 4.0, 4.0), ("book_2", 3.0, 3.0), ("book_3", 10.0, 11.0), ("simple_convnet", 24.0, 24.0)]
    {
        assert_found(&outcome, &format!("{key}.height"), height, 0.0);
        assert_found(&outcome, &format!("{key}.width"), width, 0.0);
    }
    assert_found(&outcome, "same_size.height", 28.0, 0.0);
    assert_found(&outcome, "does_not_fit.rows_never_seen", 1.0, 0.0);
    assert_claims_agree(&outcome);
}

#[test]
fn channels_are_convolved_one_by_one_and_added() {
    let outcome = quick(&convolution_in_blocks::EXPERIMENT);
    assert_found(&outcome, "sum_of_channels_to_whole", 0.0, 0.0);
    for (case, images, channels) in
        [("one_filter", 1.0, 1.0), ("several_filters", 1.0, 5.0), ("a_batch", 10.0, 5.0)]
    {
        assert_found(&outcome, &format!("{case}.images"), images, 0.0);
        assert_found(&outcome, &format!("{case}.channels"), channels, 0.0);
        assert_found(&outcome, &format!("{case}.height"), 2.0, 0.0);
        assert_found(&outcome, &format!("{case}.width"), 2.0, 0.0);
    }
}

#[test]
fn a_convolution_is_a_fully_connected_layer_with_few_parameters() {
    let outcome = quick(&affine_against_convolution::EXPERIMENT);
    assert_found(&outcome, "matrix.rows", 36.0, 0.0);
    assert_found(&outcome, "matrix.columns", 16.0, 0.0);
    assert_found(&outcome, "matrix.cells_that_are_not_0", 16.0 * 9.0, 0.0);
    assert_found(&outcome, "matrix.different_values", 9.0, 0.0);
    assert_found(&outcome, "matrix.largest_difference", 0.0, 1e-14);
    assert_found(&outcome, "first_layer.fully_connected", 784.0 * 17_280.0 + 17_280.0, 0.0);
    assert_found(&outcome, "first_layer.convolution", 780.0, 0.0);
    // AlexNet's first layer.
    assert_found(&outcome, "photograph.convolution", 34_944.0, 0.0);
    assert_claims_agree(&outcome);
}

#[test]
fn shuffled_pixels_cost_a_convolution_accuracy_and_a_fully_connected_network_none() {
    for seed in 1..=4 {
        let outcome = quick_with_seed(&shuffled_pixels::EXPERIMENT, seed);
        assert!(finding(&outcome, "fully_connected.largest_difference_of_scores") < 1e-4);
        let [connected, convolution] =
            ["fully_connected", "convolution"].map(|net| finding(&outcome, &format!("{net}.lost")));
        assert!(connected.abs() < 0.07, "seed {seed}: the fully connected network loses {connected}");
        assert!(convolution > 0.08, "seed {seed}: the convolution loses {convolution}");
        assert!(finding(&outcome, "convolution.digits") > 0.6, "seed {seed}");
        assert_claims_agree(&outcome);
    }
}

#[test]
fn a_larger_stride_saves_work_with_its_square_and_costs_accuracy() {
    for seed in 1..=3 {
        let outcome = quick_with_seed(&what_stride_costs::EXPERIMENT, seed);
        let accuracy =
            [1, 2, 3, 4].map(|stride| finding(&outcome, &format!("stride_{stride}.test_accuracy")));
        assert!(accuracy.windows(2).all(|pair| pair[0] > pair[1] + 0.02), "seed {seed}: {accuracy:?}");
    }
    let outcome = quick(&what_stride_costs::EXPERIMENT);
    for (stride, out) in [(1, 28.0), (2, 14.0), (3, 10.0), (4, 7.0)] {
        assert_found(&outcome, &format!("stride_{stride}.products"), out * out * 300.0, 0.0);
        let parameters = 12.0 * 25.0 + 12.0 + 12.0 * out * out * 10.0 + 10.0;
        assert_found(&outcome, &format!("stride_{stride}.parameters"), parameters, 0.0);
        assert!(
            finding(&outcome, &format!("stride_{stride}.test_accuracy")) > 0.3,
            "stride {stride} has learnt"
        );
    }
    assert_claims_agree(&outcome);
}
