//! Sections 2.3 to 2.5: the gates give the book's values, and XOR is out of reach for one of them.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch02_perceptron::CHAPTER;
use ch02_perceptron::decision::{margin, truth};
use ch02_perceptron::derive::gates::{self, AND, Gate, INPUTS, NAND, OR};
use ch02_perceptron::derive::perceptron::{perceptron, perceptron_with_threshold, weighted_sum};
use ch02_perceptron::experiments::{
    and_gate, nand_gate, or_gate, xor_gate, xor_hidden_plane, xor_is_not_linear,
};
use ch02_perceptron::triples;
use chapter_kit::Outcome;
use chapter_kit::check::quick;
use golden::book;
use ndarray::Array1;

#[track_caller]
fn assert_found(outcome: &Outcome, name: &str, expected: f64) {
    assert_eq!(outcome.get(name), Some(expected), "{name}");
}

#[test]
fn every_experiment_draws_and_finds_finite_numbers() {
    for experiment in CHAPTER.experiments {
        let outcome = quick(experiment);
        assert!(outcome.figures().count() > 0, "{} draws nothing", experiment.name);
        for finding in outcome.findings() {
            assert!(finding.value.is_finite(), "{}: {finding:?}", experiment.name);
        }
    }
}

// (S27)
#[test]
fn and_nand_and_or_have_the_books_weights_sums_and_outputs() {
    let gates = [("AND", AND), ("NAND", NAND), ("OR", OR)];
    for ((name, gate), experiment) in
        gates.into_iter().zip([and_gate::EXPERIMENT, nand_gate::EXPERIMENT, or_gate::EXPERIMENT])
    {
        let entry = book(&["ch02", name]);
        entry.get("w").assert_close(Array1::from(gate.w.to_vec()).into_dyn().view(), 0.0);
        entry.get("b").assert_number(gate.b, 0.0);
        let outcome = quick(&experiment);
        let numbers = |key: &str| -> Array1<f64> {
            let inputs = entry.get("inputs").list();
            inputs
                .iter()
                .map(|pair| {
                    let x = pair.labels();
                    outcome.get(&format!("{key}_{}{}", x[0], x[1])).unwrap()
                })
                .collect()
        };
        entry.get("pre").assert_close(numbers("sum").into_dyn().view(), 1e-15);
        entry.get("out").assert_close(numbers("y").into_dyn().view(), 0.0);
    }
}

#[test]
fn the_book_lists_the_inputs_in_this_order() {
    for name in ["AND", "NAND", "OR", "XOR"] {
        let inputs = book(&["ch02", name, "inputs"]).list();
        let pairs: Vec<Vec<usize>> = inputs.iter().map(golden::Entry::labels).collect();
        let ours: Vec<Vec<usize>> = INPUTS.iter().map(|x| x.map(usize::from).to_vec()).collect();
        assert_eq!(pairs, ours);
    }
}

#[test]
fn xor_of_two_layers_has_the_books_hidden_values_and_outputs() {
    let outcome = quick(&xor_gate::EXPERIMENT);
    for (entry, key) in [("s1_nand", "s1"), ("s2_or", "s2"), ("out", "y")] {
        let expected = book(&["ch02", "XOR", entry]).labels();
        for ([x1, x2], expected) in INPUTS.iter().zip(expected) {
            assert_found(&outcome, &format!("{key}_{x1}{x2}"), expected as f64);
        }
    }
}

#[test]
fn a_sum_of_exactly_zero_gives_zero() {
    assert_eq!(perceptron(&[1.0, 1.0], &[0.5, 0.5], -1.0), 0);
    assert_eq!(perceptron(&[1.0, 1.0], &[0.5, 0.5], -1.0 + f64::EPSILON), 1);
    assert_eq!(perceptron_with_threshold(&[1.0, 1.0], &[0.5, 0.5], 1.0), 0);
    assert_eq!(perceptron(&[], &[], 0.0), 0);
}

#[test]
fn a_sum_of_nan_does_not_fire() {
    assert_eq!(perceptron(&[f64::NAN], &[1.0], 0.0), 0);
    assert_eq!(perceptron(&[f64::INFINITY], &[0.0], 1.0), 0);
}

#[test]
#[should_panic(expected = "a perceptron with 2 weights got 3 inputs")]
fn as_many_inputs_as_weights_are_needed() {
    weighted_sum(&[1.0, 0.0, 1.0], &[0.5, 0.5], 0.0);
}

// (S27)
#[test]
fn threshold_and_bias_say_the_same() {
    assert_found(&quick(&and_gate::EXPERIMENT), "thresholds_that_agree", 4.0);
    for gate in [AND, NAND, OR] {
        for input in INPUTS {
            let with_threshold = perceptron_with_threshold(&input.map(f64::from), &gate.w, -gate.b);
            assert_eq!(with_threshold, gate.output(input), "{gate:?} at {input:?}");
        }
    }
}

#[test]
fn only_the_parameters_differ_from_gate_to_gate() {
    assert_found(&quick(&nand_gate::EXPERIMENT), "parameters_with_flipped_sign", 3.0);
    assert_found(&quick(&or_gate::EXPERIMENT), "weights_as_in_and", 2.0);
    // The distance of the nearest point from each line: 0.2 or 0.2 over the length of (0.5, 0.5).
    for gate in [AND, NAND, OR] {
        assert!((margin(gate) - 0.2 / 0.5f64.sqrt()).abs() < 1e-12);
    }
}

// (S28)
#[test]
fn of_a_million_perceptrons_the_best_has_three_of_xors_four_outputs() {
    let outcome = quick(&xor_is_not_linear::EXPERIMENT);
    assert_found(&outcome, "tried", 1e6);
    assert_found(&outcome, "xor.best_right", 3.0);
    assert_found(&outcome, "not_xor.best_right", 3.0);
    for name in ["xor.perceptrons", "not_xor.perceptrons", "xor.with_4_right", "xor.with_0_right"] {
        assert_found(&outcome, name, 0.0);
    }
    for name in ["and", "or", "nand"] {
        assert_found(&outcome, &format!("{name}.best_right"), 4.0);
        assert!(outcome.get(&format!("{name}.perceptrons")).unwrap() > 10_000.0);
    }
    assert_found(&outcome, "functions_found", 14.0);
    let by_right = (0..=4).map(|right| outcome.get(&format!("xor.with_{right}_right")).unwrap());
    assert_eq!(by_right.sum::<f64>(), 1e6);
}

#[test]
fn the_proof_holds_for_every_perceptron_of_the_grid() {
    // The sums for (1,0) and (0,1) together are the sums for (0,0) and (1,1) together.
    for gate in triples::all() {
        let [s00, s10, s01, s11] = INPUTS.map(|input| gate.sum(input));
        assert_eq!(s10 + s01, s00 + s11);
    }
}

#[test]
fn the_grid_is_a_million_perceptrons_without_zero_and_the_same_with_flipped_signs() {
    let (mut count, mut total) = (0, 0.0);
    for Gate { w: [w1, w2], b } in triples::all() {
        assert!([w1, w2, b].iter().all(|value| *value != 0.0 && value.abs() <= 99.0));
        total += w1 + w2 + b;
        count += 1;
    }
    assert_eq!((count, total), (1_000_000, 0.0));
}

#[test]
fn the_book_s_gates_have_as_many_right_outputs_as_they_should() {
    assert_eq!(triples::right(AND, truth(gates::and)), 4);
    assert_eq!(triples::right(AND, truth(gates::nand)), 0);
    assert_eq!(triples::right(OR, truth(gates::xor)), 3);
}

#[test]
fn in_the_hidden_plane_three_points_are_left_and_they_are_linearly_separable() {
    let outcome = quick(&xor_hidden_plane::EXPERIMENT);
    assert_found(&outcome, "hidden_points", 3.0);
    assert_found(&outcome, "right_with_one_line", 4.0);
    assert_found(&outcome, "s1_of_10", 1.0);
    assert_found(&outcome, "s2_of_01", 1.0);
}
