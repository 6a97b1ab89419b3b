//! Section 1.6: the graphs have the book's points, and the image is an image.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use chapter_kit::check::{assert_found, quick};
use portable_math::sin;
use std::f64::consts::PI;

use ch01_ndarray::CHAPTER;
use ch01_ndarray::derive::arange::{arange, by_adding_up};
use ch01_ndarray::experiments::{img_show, simple_graph, sin_cos_graph, sin_graph};
use ch01_ndarray::picture::{brightness, picture};
use ndarray::{Array1, s};

#[test]
fn all_but_the_first_two_scripts_draw() {
    for (i, experiment) in CHAPTER.experiments.iter().enumerate() {
        let outcome = quick(experiment);
        assert_eq!(outcome.figures().count() > 0, i >= 2, "{}", experiment.name);
        for finding in outcome.findings() {
            assert!(finding.value.is_finite(), "{}: {finding:?}", experiment.name);
        }
    }
}

#[test]
fn the_graph_has_60_points_and_6_is_not_one_of_them() {
    let outcome = quick(&simple_graph::EXPERIMENT);
    assert_found(&outcome, "points", 60.0, 0.0);
    assert_found(&outcome, "last_x", 5.9, 1e-12);
    assert_found(&outcome, "highest_at_x", 1.6, 1e-12);
    assert_found(&outcome, "highest_y", sin(1.6), 1e-12);
}

#[test]
fn adding_up_a_tenth_gives_one_point_too_many() {
    let outcome = quick(&simple_graph::EXPERIMENT);
    assert_found(&outcome, "by_adding_up.points", 61.0, 0.0);
    let last = outcome.get("by_adding_up.last_x").unwrap();
    assert!(last < 6.0 && last > 5.999_999_999, "{last}");
    // A step that is exact in binary has no such error.
    assert_eq!(arange(0.0, 6.0, 0.125), by_adding_up(0.0, 6.0, 0.125));
}

#[test]
fn arange_is_ndarrays_range() {
    for (start, stop, step) in [(0.0, 6.0, 0.1), (-5.0, 5.0, 0.1), (0.0, 1.0, 0.3), (2.0, 2.0, 0.1)] {
        let ours = arange(start, stop, step);
        assert_eq!(ours, Array1::range(start, stop, step), "{start} {stop} {step}");
    }
    assert!(arange(6.0, 0.0, 0.1).is_empty());
}

#[test]
#[should_panic(expected = "needs a nonzero step")]
fn a_step_of_0_is_rejected() {
    arange(0.0, 6.0, 0.0);
}

#[test]
#[should_panic(expected = "needs a step above 0, not -0.1")]
fn a_loop_downwards_is_rejected() {
    by_adding_up(0.0, 6.0, -0.1);
}

#[test]
fn an_image_without_points_is_no_error() {
    assert_eq!(picture(0).dim(), (0, 0, 3));
}

#[test]
fn ten_times_as_many_points_are_a_hundred_times_as_good() {
    let outcome = quick(&sin_graph::EXPERIMENT);
    for step in [1.0f64, 0.1, 0.01] {
        let error = outcome.get(&format!("step_{step}.largest_error")).unwrap();
        let bound = step * step / 8.0;
        assert!(error <= bound * (1.0 + 1e-9) && error > 0.95 * bound, "step {step}: {error}");
    }
}

#[test]
fn sine_and_cosine_cross_at_an_eighth_of_a_turn_and_half_a_turn_later() {
    let outcome = quick(&sin_cos_graph::EXPERIMENT);
    assert_found(&outcome, "crossing.0", PI / 4.0, 1e-4);
    assert_found(&outcome, "crossing.1", 5.0 * PI / 4.0, 1e-4);
    assert_eq!(outcome.get("crossing.2"), None);
    assert!(outcome.get("largest_error_of_sin2_plus_cos2").unwrap() < 1e-15);
}

#[test]
fn the_image_is_256_by_256_with_three_channels() {
    let outcome = quick(&img_show::EXPERIMENT);
    for (name, size) in [("height", 256.0), ("width", 256.0), ("channels", 3.0)] {
        assert_found(&outcome, name, size, 0.0);
    }
    assert!(outcome.get("darkest").unwrap() < 50.0 && outcome.get("brightest").unwrap() > 200.0);
    assert_found(&outcome, "wrapped_sum", 44.0, 0.0);
}

#[test]
fn sky_is_blue_the_ball_is_red_and_a_larger_image_shows_the_same() {
    let (small, large) = (picture(32), picture(64));
    let color = |image: &ndarray::Array3<u8>, row: usize, column: usize| {
        [0, 1, 2].map(|c| f64::from(image[[row, column, c]]))
    };
    let [red, _, blue] = color(&small, 0, 16);
    assert!(blue > red, "the sky");
    let [red, _, blue] = color(&small, 14, 14);
    assert!(red > 2.0 * blue, "the ball");
    let (small, large) = (brightness(small.view()), brightness(large.view()));
    let difference = small.mean().unwrap() - large.mean().unwrap();
    assert!(difference.abs() < 1.0, "mean brightness differs by {difference}");
}

#[test]
fn grey_is_as_bright_as_its_channels() {
    let mut image = picture(4);
    image.slice_mut(s![0, 0, ..]).fill(100);
    assert!((brightness(image.view())[[0, 0]] - 100.0).abs() < 1e-9);
}
