//! Section 2.6 and beyond: NAND alone adds numbers, and a perceptron that can learn does so in time.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch02_perceptron::derive::adders::Board;
use ch02_perceptron::derive::gates::INPUTS;
use ch02_perceptron::derive::learning_rule::Learner;
use ch02_perceptron::experiments::{nand_is_enough, perceptron_learning};
use chapter_kit::Outcome;
use chapter_kit::check::quick;
use portable_math::powi;

#[track_caller]
fn assert_found(outcome: &Outcome, name: &str, expected: f64) {
    assert_eq!(outcome.get(name), Some(expected), "{name}");
}

// (S29)
#[test]
fn every_nand_circuit_is_right_on_every_input() {
    let outcome = quick(&nand_is_enough::EXPERIMENT);
    for (circuit, nands, inputs) in [
        ("not", 1.0, 2.0),
        ("and", 2.0, 4.0),
        ("or", 3.0, 4.0),
        ("xor", 4.0, 4.0),
        ("half_adder", 5.0, 4.0),
        ("full_adder", 9.0, 8.0),
        ("adder_8", 72.0, 65_536.0),
    ] {
        assert_found(&outcome, &format!("{circuit}.nands"), nands);
        assert_found(&outcome, &format!("{circuit}.inputs"), inputs);
        assert_found(&outcome, &format!("{circuit}.right"), inputs);
    }
}

// (S29)
#[test]
fn the_half_adder_has_this_truth_table() {
    let sums = INPUTS.map(|[x1, x2]| Board::new().half_adder(x1, x2));
    assert_eq!(sums, [(0, 0), (1, 0), (1, 0), (0, 1)]);
}

// (S29)
#[test]
fn eight_bits_overflow_into_the_carry() {
    assert_eq!(Board::new().add_8_bits(255, 1), (0, 1));
    assert_eq!(Board::new().add_8_bits(255, 255), (254, 1));
    assert_eq!(Board::new().add_8_bits(0, 0), (0, 0));
    assert_eq!(Board::new().add_8_bits(127, 1), (128, 0));
}

#[test]
fn a_carry_propagates_through_all_bits_in_three_to_the_seventh_sums() {
    let outcome = quick(&nand_is_enough::EXPERIMENT);
    assert_found(&outcome, "longest_carry.through_all_8_bits", powi(3.0, 7));
    let mean = outcome.get("longest_carry.mean").unwrap();
    assert!(mean > 2.0 && mean < 4.0, "the carry runs through {mean} bits on average");
}

#[test]
fn a_right_output_changes_nothing() {
    let mut learner = Learner { w: [1.0, 1.0], b: -1.5 };
    let before = learner;
    assert!(!learner.see([1.0, 1.0], 1));
    assert!(!learner.see([1.0, 0.0], 0));
    assert_eq!(learner, before);
}

#[test]
fn a_mistake_moves_weights_and_bias_towards_the_target() {
    let mut learner = Learner::default();
    // All weights are 0: the sum is 0 and the output 0.
    assert!(learner.see([0.5, -2.0], 1));
    assert_eq!(learner, Learner { w: [0.5, -2.0], b: 1.0 });
    assert!(learner.see([0.5, -2.0], 0));
    assert_eq!(learner, Learner::default());
}

#[test]
fn gates_are_learned_with_no_more_mistakes_than_the_bound() {
    let outcome = quick(&perceptron_learning::EXPERIMENT);
    for (gate, mistakes) in [("and", 10.0), ("or", 4.0), ("nand", 11.0)] {
        assert_found(&outcome, &format!("{gate}.right"), 4.0);
        assert_found(&outcome, &format!("{gate}.mistakes"), mistakes);
        assert!(mistakes <= outcome.get(&format!("{gate}.bound")).unwrap());
    }
    // The widest gap in (x1, x2, 1), and the longest sample (1, 1, 1): for AND it belongs to (2, 2, −3), 1 / √17.
    for (gate, lowest) in [("and", 51.0), ("or", 27.0), ("nand", 51.0)] {
        let found = outcome.get(&format!("{gate}.lowest_bound")).unwrap();
        assert!((found - lowest).abs() < 1e-9, "{gate}: {found}");
        assert!(found <= outcome.get(&format!("{gate}.bound")).unwrap(), "a grid finds no wider gap");
    }
}

#[test]
fn every_random_set_stays_within_the_bound() {
    let outcome = quick(&perceptron_learning::EXPERIMENT);
    assert_eq!(outcome.get("random.within_bound"), outcome.get("random.sets"));
    assert!(outcome.get("random.closest_to_bound").unwrap() <= 1.0);
    let median = |gap: &str| outcome.get(&format!("gap_{gap}.median_mistakes")).unwrap();
    assert!(median("0.3") < median("0.02"), "a narrow gap costs more mistakes");
}

#[test]
fn xor_is_never_learned() {
    let outcome = quick(&perceptron_learning::EXPERIMENT);
    let round = outcome.get("xor.passes_round_the_circle").unwrap();
    assert!(round >= 1.0);
    assert!(
        outcome.get("xor.mistakes_round_the_circle").unwrap() >= round,
        "a pass without a mistake would be the end"
    );
    let samples = INPUTS.map(|[x1, x2]| ([f64::from(x1), f64::from(x2)], x1 ^ x2));
    let mut learner = Learner::default();
    assert!((0..1_000).all(|_| learner.pass(&samples) > 0));
}
