//! What does the fruit cost? The book's two shopping trips as graphs (5.1.1, 5.4).

use crate::derive::computational_graph::{ComputationalGraph, Operation};

/// `number` apples with tax; also the nodes of apple, number and tax.
pub fn apples(apple: f64, number: f64, tax: f64) -> (ComputationalGraph, [usize; 3]) {
    let mut graph = ComputationalGraph::default();
    let inputs = [apple, number, tax].map(|value| graph.input(value));
    let apple_price = graph.apply(Operation::Mul, &[inputs[0], inputs[1]]);
    graph.apply(Operation::Mul, &[apple_price, inputs[2]]);
    (graph, inputs)
}

/// Apples and oranges with tax: prices and numbers of each; also the nodes of apple, its number, orange, its number,
/// and tax.
pub fn apples_and_oranges(
    apple: (f64, f64),
    orange: (f64, f64),
    tax: f64,
) -> (ComputationalGraph, [usize; 5]) {
    let mut graph = ComputationalGraph::default();
    let inputs = [apple.0, apple.1, orange.0, orange.1, tax].map(|value| graph.input(value));
    let apple_price = graph.apply(Operation::Mul, &[inputs[0], inputs[1]]);
    let orange_price = graph.apply(Operation::Mul, &[inputs[2], inputs[3]]);
    let all = graph.apply(Operation::Add, &[apple_price, orange_price]);
    graph.apply(Operation::Mul, &[all, inputs[4]]);
    (graph, inputs)
}
