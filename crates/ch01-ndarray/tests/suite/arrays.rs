//! Sections 1.4 and 1.5: what the tables say about arrays, asserted.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch01_ndarray::derive::broadcast::broadcast_shape;
use ch01_ndarray::derive::man::Man;
use ch01_ndarray::experiments::{array_basics, axes, broadcasting, element_access, hungry, man};
use chapter_kit::Outcome;
use chapter_kit::check::quick;

#[track_caller]
fn assert_elements(outcome: &Outcome, name: &str, expected: &[f64]) {
    for (i, &expected) in expected.iter().enumerate() {
        assert_eq!(outcome.get(&format!("{name}.{i}")), Some(expected), "{name}.{i}");
    }
    assert_eq!(outcome.get(&format!("{name}.{}", expected.len())), None, "{name} has more elements");
}

#[test]
fn the_first_script_says_its_line() {
    assert_eq!(hungry::WORDS, "I'm hungry!");
    assert_eq!(quick(&hungry::EXPERIMENT).get("characters"), Some(11.0));
}

#[test]
fn a_man_greets_by_name_and_leaves() {
    let david = Man::new("David");
    assert_eq!(david.hello(), "Hello David!");
    assert_eq!(david.hello(), "Hello David!");
    assert_eq!(david.goodbye(), "Good-bye David!");
    assert_eq!(quick(&man::EXPERIMENT).get("goodbye.characters"), Some(15.0));
}

#[test]
fn arithmetic_works_element_by_element() {
    let outcome = quick(&array_basics::EXPERIMENT);
    assert_elements(&outcome, "x_plus_y", &[3.0, 6.0, 9.0]);
    assert_elements(&outcome, "x_times_y", &[2.0, 8.0, 18.0]);
    assert_elements(&outcome, "x_over_y", &[0.5, 0.5, 0.5]);
    assert_elements(&outcome, "a_plus_b", &[4.0, 2.0, 3.0, 10.0]);
    assert_elements(&outcome, "a_times_b", &[3.0, 0.0, 0.0, 24.0]);
}

#[test]
fn the_matrix_product_is_another_product() {
    let outcome = quick(&array_basics::EXPERIMENT);
    assert_eq!(outcome.get("x_dot_y"), Some(28.0));
    assert_elements(&outcome, "a_dot_b", &[3.0, 12.0, 9.0, 24.0]);
}

#[test]
fn integer_division_drops_the_fraction() {
    let outcome = quick(&array_basics::EXPERIMENT);
    assert_eq!(outcome.get("whole_halves.0"), Some(0.0));
    assert_eq!(outcome.get("real_halves.0"), Some(0.5));
}

#[test]
fn a_row_is_stretched_down_and_a_column_across() {
    let outcome = quick(&broadcasting::EXPERIMENT);
    assert_elements(&outcome, "a_times_10", &[10.0, 20.0, 30.0, 40.0]);
    assert_elements(&outcome, "a_times_b", &[10.0, 40.0, 30.0, 80.0]);
    assert_elements(&outcome, "a_times_column", &[10.0, 20.0, 60.0, 80.0]);
    assert_eq!(outcome.get("pairs_that_fit"), Some(6.0));
}

#[test]
fn shapes_are_aligned_at_the_last_axis() {
    assert_eq!(broadcast_shape(&[3, 2], &[3]), None);
    assert_eq!(broadcast_shape(&[3, 2], &[2]), Some(vec![3, 2]));
    assert_eq!(broadcast_shape(&[2, 1], &[1, 3]), Some(vec![2, 3]));
    assert_eq!(broadcast_shape(&[], &[]), Some(vec![]));
    assert_eq!(broadcast_shape(&[0, 2], &[1, 2]), Some(vec![0, 2]));
    assert_eq!(broadcast_shape(&[5], &[4, 1, 5]), broadcast_shape(&[4, 1, 5], &[5]));
}

#[test]
fn elements_are_selected_by_index_and_by_condition() {
    let outcome = quick(&element_access::EXPERIMENT);
    assert_eq!(outcome.get("x_0_1"), Some(55.0));
    assert_elements(&outcome, "last_row", &[0.0, 4.0]);
    assert_elements(&outcome, "column_1", &[55.0, 19.0, 4.0]);
    assert_elements(&outcome, "even_indices", &[51.0, 14.0, 0.0]);
    assert_elements(&outcome, "above_15", &[51.0, 55.0, 19.0]);
}

#[test]
fn a_view_reaches_the_array_and_a_copy_does_not() {
    let outcome = quick(&element_access::EXPERIMENT);
    assert_eq!(outcome.get("after_change_of_copy"), Some(51.0));
    assert_eq!(outcome.get("after_change_of_view"), Some(99.0));
}

#[test]
fn a_sum_along_axis_0_adds_up_columns() {
    let outcome = quick(&axes::EXPERIMENT);
    assert_elements(&outcome, "sum_axis_0", &[9.0, 8.0]);
    assert_elements(&outcome, "sum_axis_1", &[4.0, 5.0, 8.0]);
    assert_elements(&outcome, "row_shares", &[0.25, 0.75, 0.4, 0.6, 0.75, 0.25]);
}
