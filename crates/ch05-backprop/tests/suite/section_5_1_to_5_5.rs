//! Sections 5.1 to 5.5: what the pages say about graphs and simple layers, asserted.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch05_backprop::derive::computational_graph::{ComputationalGraph, Operation};
use ch05_backprop::derive::layer_naive::{AddLayer, MulLayer};
use ch05_backprop::experiments::{
    apple_price_nudged, buy_apple, buy_apple_orange, chain_rule, layer_naive, local_computation, relu_graph,
    sigmoid_graph,
};
use chapter_kit::check::{assert_found, quick};
use portable_math::exp;

// (S20)
#[test]
fn two_apples_cost_220_and_send_back_2_2_and_110_and_200() {
    let outcome = quick(&buy_apple::EXPERIMENT);
    for (name, value) in [("price", 220.0), ("dapple", 2.2), ("dapple_num", 110.0), ("dtax", 200.0)] {
        assert_found(&outcome, name, value, 1e-12);
    }
}

// (S20)
#[test]
fn apples_and_oranges_cost_715_and_the_addition_passes_1_1_on_to_both() {
    let outcome = quick(&buy_apple_orange::EXPERIMENT);
    for (name, value) in [
        ("price", 715.0),
        ("dapple_price", 1.1),
        ("dorange_price", 1.1),
        ("dapple", 2.2),
        ("dapple_num", 110.0),
        ("dorange", 3.3),
        ("dorange_num", 165.0),
        ("dtax", 650.0),
    ] {
        assert_found(&outcome, name, value, 1e-12);
    }
}

// (S21)
#[test]
fn an_apple_that_costs_1_more_makes_the_price_2_2_larger() {
    let outcome = quick(&apple_price_nudged::EXPERIMENT);
    assert_found(&outcome, "dapple", 2.2, 1e-15);
    assert_found(&outcome, "more.apple_plus_1", 2.2, 1e-12);
    assert_found(&outcome, "more.apple_plus_100", 220.0, 1e-12);
    // Two changes at once add more than the sum of their derivatives: 1 · 1 · 1.1 is missing.
    assert_found(&outcome, "more.apple_plus_1_and_number_plus_1", 113.3, 1e-12);
    assert_found(&outcome, "more.sum_of_both_derivatives", 112.2, 1e-12);
}

#[test]
fn the_chain_rule_gives_2_times_the_sum() {
    let outcome = quick(&chain_rule::EXPERIMENT);
    for (name, value) in [("z", 49.0), ("dt", 14.0), ("dx", 14.0), ("dy", 14.0)] {
        assert_found(&outcome, name, value, 0.0);
    }
    assert_found(&outcome, "dx_numerical", 14.0, 1e-9);
}

// (S23)
#[test]
fn each_kind_of_node_has_its_rule_and_the_numerical_derivative_agrees() {
    let outcome = quick(&local_computation::EXPERIMENT);
    for (name, value) in [
        ("add.dx", 1.3),
        ("add.dy", 1.3),
        ("mul.dx", 6.5),
        ("mul.dy", 13.0),
        ("max.dx", 1.3),
        ("max.dy", 0.0),
        ("copy.dx", 6.5),
    ] {
        assert_found(&outcome, name, value, 1e-14);
    }
    let y = 1.0 / (1.0 + exp(-1.0));
    assert_found(&outcome, "sigmoid.dx", 1.3 * y * (1.0 - y), 1e-15);
    assert_found(&outcome, "sigmoid.difference_to_four_nodes", 0.0, 1e-15);
    for node in ["add", "mul", "max", "copy", "sigmoid"] {
        assert_found(&outcome, &format!("{node}.difference_to_numerical"), 0.0, 1e-9);
    }
}

#[test]
fn every_operation_sends_back_its_numerical_derivative() {
    let operations = [
        Operation::Add,
        Operation::Mul,
        Operation::Max,
        Operation::Copy,
        Operation::Plus(3.0),
        Operation::Times(-2.0),
        Operation::Square,
        Operation::Exp,
        Operation::Log,
        Operation::Reciprocal,
    ];
    for operation in operations {
        let count = if matches!(operation, Operation::Add | Operation::Mul | Operation::Max) { 3 } else { 1 };
        let values = [1.5, 0.7, 2.25];
        let value = |moved: usize, by: f64| {
            let mut graph = ComputationalGraph::default();
            let inputs: Vec<usize> =
                (0..count).map(|i| graph.input(values[i] + if i == moved { by } else { 0.0 })).collect();
            graph.apply(operation, &inputs);
            graph.backward(1.0);
            graph
        };
        for i in 0..count {
            let numerical = (value(i, 1e-5).result() - value(i, -1e-5).result()) / 2e-5;
            let sent = value(i, 0.0).nodes[i].derivative;
            assert!((sent - numerical).abs() < 1e-8, "{operation:?}, input {i}: {sent} and {numerical}");
        }
    }
}

#[test]
fn a_value_read_twice_gets_both_derivatives_and_a_second_backward_pass_starts_afresh() {
    let mut graph = ComputationalGraph::default();
    let x = graph.input(3.0);
    graph.apply(Operation::Mul, &[x, x]);
    for _ in 0..2 {
        graph.backward(1.0);
        assert_eq!(graph.nodes[x].derivative, 6.0);
    }
    // Of equal inputs the first counts as the larger.
    let mut tie = ComputationalGraph::default();
    let (a, b) = (tie.input(2.0), tie.input(2.0));
    tie.apply(Operation::Max, &[a, b]);
    tie.backward(1.0);
    assert_eq!((tie.nodes[a].derivative, tie.nodes[b].derivative), (1.0, 0.0));
    let mut empty = ComputationalGraph::default();
    empty.backward(1.0);
    assert!(empty.result().is_nan());
}

#[test]
fn a_multiplication_swaps_and_an_addition_copies() {
    let outcome = quick(&layer_naive::EXPERIMENT);
    for (name, value) in [("mul.out", 50.0), ("mul.dx", 6.5), ("mul.dy", 13.0), ("add.out", 15.0)] {
        assert_found(&outcome, name, value, 1e-15);
    }
    let mut mul = MulLayer::default();
    mul.forward(2.0, -3.0);
    assert_eq!(mul.backward(2.0), (-6.0, 4.0));
    assert_eq!(AddLayer.backward(-7.0), (-7.0, -7.0));
}

#[test]
fn relu_blocks_what_is_not_positive_forward_and_backward() {
    let outcome = quick(&relu_graph::EXPERIMENT);
    assert_found(&outcome, "blocked", 3.0, 0.0);
    assert_found(&outcome, "out.sum", 8.0, 0.0);
    assert_found(&outcome, "dx.sum", 11.0, 0.0);
}

#[test]
fn four_nodes_become_y_times_1_minus_y_and_keep_a_quarter_at_best() {
    let outcome = quick(&sigmoid_graph::EXPERIMENT);
    assert_found(&outcome, "dx", 0.196_611_933_241_481_85, 1e-15);
    assert_found(&outcome, "dx_at_0", 0.25, 0.0);
    assert_found(&outcome, "worst.nodes_to_layer", 0.0, 1e-15);
    assert_found(&outcome, "worst.numerical_to_layer", 0.0, 1e-9);
}
