//! Sections 3.2 to 3.5: activations, matrices, three layers, softmax, against the book's values.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch03_neural_net::derive::{
    affine::{affine, det},
    relu::relu,
    sigmoid::sigmoid,
    softmax::{softmax, softmax_naive, softmax_of_rows},
    step_function::step_function,
    three_layer::{forward, identity_function, init_network},
};
use ch03_neural_net::experiments::{
    affine_geometry, linear_collapse, relu as relu_curve, sig_step_compare, sigmoid as sigmoid_curve,
    softmax_overflow, step_function as step_curve, three_layer,
};
use chapter_kit::check::{assert_found, quick};
use chapter_kit::{Outcome, Run, Scale, Verdict};
use golden::{Entry, book};
use ndarray::{Array1, Array2, Ix1, Ix2, array};

#[track_caller]
fn assert_all_agree(outcome: &Outcome) {
    assert!(!outcome.claims().is_empty());
    for claim in outcome.claims() {
        assert_eq!(claim.verdict, Verdict::Agrees, "{claim:?}");
    }
}

fn vector(entry: &Entry) -> Array1<f64> {
    entry.tensor().into_dimensionality::<Ix1>().unwrap()
}

fn matrix(entry: &Entry) -> Array2<f64> {
    entry.tensor().into_dimensionality::<Ix2>().unwrap()
}

#[test]
fn activations_are_the_books() {
    let entry = book(&["ch03", "activations"]);
    let x = vector(&entry.get("x"));
    entry.get("step").assert_close(step_function(&x).into_dyn().view(), 0.0);
    entry.get("sigmoid").assert_close(sigmoid(&x).into_dyn().view(), 1e-15);
    entry.get("relu").assert_close(relu(&x).into_dyn().view(), 0.0);
    entry.get("identity").assert_close(identity_function(&x).into_dyn().view(), 0.0);
}

#[test]
fn activations_are_right_at_the_ends_of_the_number_line() {
    let ends = array![f64::NEG_INFINITY, -1e4, 1e4, f64::INFINITY];
    assert_eq!(sigmoid(&ends), array![0.0, 0.0, 1.0, 1.0]);
    assert_eq!(step_function(&ends), array![0.0, 0.0, 1.0, 1.0]);
    assert_eq!(relu(&ends), array![0.0, 0.0, 1e4, f64::INFINITY]);
    assert_eq!(step_function(&array![0.0, -0.0, f64::MIN_POSITIVE]), array![0.0, 0.0, 1.0]);
}

#[test]
fn matrix_products_are_the_books() {
    let entry = book(&["ch03", "matmul"]);
    let m = |name: &str| matrix(&entry.get(name));
    entry.get("AB").assert_close(m("A").dot(&m("B")).into_dyn().view(), 0.0);
    entry.get("CD").assert_close(m("C").dot(&m("D")).into_dyn().view(), 0.0);
    entry.get("Ev").assert_close(m("E").dot(&vector(&entry.get("v"))).into_dyn().view(), 0.0);
}

#[test]
fn the_signal_through_three_layers_is_the_books() {
    let entry = book(&["ch03", "three_layer_forward_booktext"]);
    let network = init_network();
    for (name, w) in [("W1", &network.w1), ("W2", &network.w2), ("W3", &network.w3)] {
        assert_eq!(*w, matrix(&entry.get(name)));
    }
    for (name, b) in [("b1", &network.b1), ("b2", &network.b2), ("b3", &network.b3)] {
        assert_eq!(*b, vector(&entry.get(name)));
    }
    let signals = forward(&network, &vector(&entry.get("x")));
    for (name, found) in
        [("A1", signals.a1), ("Z1", signals.z1), ("A2", signals.a2), ("Z2", signals.z2), ("Y", signals.y)]
    {
        entry.get(name).assert_close(found.into_dyn().view(), 1e-15);
    }
    let outcome = quick(&three_layer::EXPERIMENT);
    assert_found(&outcome, "y_1", 0.316_827_08, 5e-9);
    assert_found(&outcome, "y_2", 0.696_279_09, 5e-9);
    assert_all_agree(&outcome);
}

// (S19)
#[test]
fn softmax_is_the_books_and_the_formula_overflows_as_there() {
    for case in book(&["ch03", "softmax_1d"]).list() {
        let y = softmax(&vector(&case.get("x")));
        case.get("y").assert_close(y.view().into_dyn(), 1e-14);
        case.get("sum").assert_number(y.sum(), 1e-15);
    }
    let overflow = book(&["ch03", "softmax_naive_overflow"]);
    let naive = softmax_naive(&vector(&overflow.get("x")));
    assert_eq!(overflow.get("naive").list().iter().filter(|y| y.number().is_nan()).count(), 3);
    assert!(naive.iter().all(|y| y.is_nan()), "{naive}");
    let rows = book(&["ch03", "softmax_2d"]);
    rows.get("y").assert_close(softmax_of_rows(&matrix(&rows.get("x"))).into_dyn().view(), 1e-14);
}

// (S19)
#[test]
fn a_shift_of_all_scores_breaks_the_formula_and_not_the_safe_form() {
    let outcome = quick(&softmax_overflow::EXPERIMENT);
    for (name, expected) in
        [("large.safe_1", 9.9995e-1), ("large.safe_2", 4.54e-5), ("large.safe_3", 2.061e-9)]
    {
        assert_found(&outcome, name, expected, 1e-3 * expected);
    }
    for number in 1..=3 {
        assert!(outcome.get(&format!("large.naive_{number}")).unwrap().is_nan());
    }
    for (name, expected) in
        [("ordinary.y_1", 0.018_21), ("ordinary.y_2", 0.245_19), ("ordinary.y_3", 0.736_60)]
    {
        assert_found(&outcome, name, expected, 5e-6);
    }
    assert_found(&outcome, "ordinary.sum", 1.0, 1e-15);
    assert_found(&outcome, "shift.safe_changes_by", 0.0, 1e-12);
    assert_found(&outcome, "shift.naive_works_to", 705.0, 0.0);
    assert!((-745.0..-700.0).contains(&outcome.get("shift.naive_works_from").unwrap()));
    assert_found(&outcome, "largest_exponent.f64", 709.78, 5e-3);
    assert_found(&outcome, "largest_exponent.f32", 88.72, 5e-3);
    assert_found(&outcome, "largest_stays_largest", 4.0, 0.0);
    assert_all_agree(&outcome);
}

#[test]
fn the_curves_have_the_books_hundred_points() {
    let outcome = quick(&step_curve::EXPERIMENT);
    for (name, expected) in
        [("points", 100.0), ("points_at_0", 51.0), ("points_at_1", 49.0), ("at_zero", 0.0)]
    {
        assert_found(&outcome, name, expected, 0.0);
    }
    assert_all_agree(&outcome);
    let outcome = quick(&sigmoid_curve::EXPERIMENT);
    // The text's sigmoid of −1, (0) and 2, with as many digits as there.
    assert_found(&outcome, "at_minus_1", 0.268_941_42, 5e-9);
    assert_found(&outcome, "at_0", 0.5, 0.0);
    assert_found(&outcome, "at_2", 0.880_797_08, 5e-9);
    assert_found(&outcome, "asymmetry", 0.0, 1e-15);
    assert_all_agree(&outcome);
    let outcome = quick(&relu_curve::EXPERIMENT);
    assert_found(&outcome, "points_passed", 49.0, 0.0);
    assert_found(&outcome, "points_blocked", 51.0, 0.0);
    assert_found(&outcome, "last", 4.9, 1e-15);
    assert_all_agree(&outcome);
}

#[test]
fn the_step_function_jumps_where_the_sigmoid_takes_forty_small_steps() {
    let outcome = quick(&sig_step_compare::EXPERIMENT);
    assert_found(&outcome, "step.largest_jump", 1.0, 0.0);
    assert_found(&outcome, "sigmoid.largest_jump", 0.025, 5e-5);
    assert_found(&outcome, "step.different_values", 2.0, 0.0);
    assert_found(&outcome, "sigmoid.different_values", 100.0, 0.0);
    assert_found(&outcome, "difference.at_minus_5", 0.006_692_85, 5e-9);
    assert_found(&outcome, "difference.largest", 0.5, 0.0);
    assert_all_agree(&outcome);
}

// (S25)
#[test]
fn linear_layers_collapse_into_one_of_the_narrowest_rank() {
    for seed in 1..=5 {
        let outcome = (linear_collapse::EXPERIMENT.run)(&Run::for_test(seed, Scale::Quick)).unwrap();
        assert_found(&outcome, "one_layer.differs_by", 0.0, 1e-13);
        assert_found(&outcome, "one_layer.rank", 2.0, 0.0);
        assert_found(&outcome, "linear.bends_by", 0.0, 1e-13);
        assert!(outcome.get("sigmoid.bends_by").unwrap() > 0.01, "seed {seed}");
        assert!(outcome.get("relu.bends_by").unwrap() > 0.1, "seed {seed}");
    }
    assert_all_agree(&quick(&linear_collapse::EXPERIMENT));
}

#[test]
fn the_rank_counts_independent_rows() {
    assert_eq!(linear_collapse::rank(&Array2::zeros((3, 2))), 0);
    assert_eq!(linear_collapse::rank(&Array2::eye(4)), 4);
    assert_eq!(linear_collapse::rank(&array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), 1);
    assert_eq!(linear_collapse::rank(&array![[0.0, 2.0, 1.0], [0.0, 1.0, 5.0]]), 2);
    assert_eq!(linear_collapse::rank(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]), 2);
}

// (S25)
#[test]
fn an_affine_layer_scales_areas_by_its_determinant_and_keeps_parallels() {
    let outcome = quick(&affine_geometry::EXPERIMENT);
    for (key, expected) in [
        ("as_it_is", 1.0),
        ("scaled", 0.9),
        ("sheared", 1.0),
        ("rotated", 1.0),
        ("all_and_shifted", 0.9),
        ("flattened", 0.0),
    ] {
        assert_found(&outcome, &format!("{key}.det"), expected, 1e-15);
        assert_found(&outcome, &format!("{key}.area_of_square"), expected, 1e-15);
        assert_found(&outcome, &format!("{key}.parallel_sides_differ_by"), 0.0, 1e-15);
    }
    assert_all_agree(&outcome);
}

// (S25)
#[test]
fn relu_folds_the_plane_until_xor_is_linearly_separable() {
    let outcome = quick(&affine_geometry::EXPERIMENT);
    assert_found(&outcome, "xor.middles_apart_before_relu", 0.0, 1e-15);
    assert_found(&outcome, "xor.middles_apart_after_relu", 0.4, 1e-15);
    for (name, expected) in [("0_0", -0.7), ("1_1", -0.3), ("1_0", 0.3), ("0_1", 0.3)] {
        assert_found(&outcome, &format!("xor.score_{name}"), expected, 1e-15);
    }
}

#[test]
fn rows_of_the_matrix_are_where_the_unit_vectors_go() {
    let (w, b) = (array![[1.0, 2.0], [3.0, 4.0]], array![10.0, 20.0]);
    let y = affine(&array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], &w, &b);
    assert_eq!(y, array![[10.0, 20.0], [11.0, 22.0], [13.0, 24.0]]);
    assert_eq!(det(&w), -2.0);
}
