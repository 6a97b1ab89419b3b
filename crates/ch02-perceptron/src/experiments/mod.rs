//! The chapter's experiments, one per file, named after the book's scripts.

pub mod and_gate;
pub mod nand_gate;
pub mod nand_is_enough;
pub mod or_gate;
pub mod perceptron_learning;
pub mod xor_gate;
pub mod xor_hidden_plane;
pub mod xor_is_not_linear;

use chapter_kit::Experiment;

/// All of them, in the book's order.
pub const ALL: &[Experiment] = &[
    // 2.3 Perceptrons as gates
    and_gate::EXPERIMENT,
    nand_gate::EXPERIMENT,
    or_gate::EXPERIMENT,
    // 2.4 What one line can't do
    xor_is_not_linear::EXPERIMENT,
    // 2.5 Two layers
    xor_gate::EXPERIMENT,
    xor_hidden_plane::EXPERIMENT,
    // 2.6 From NAND to a computer
    nand_is_enough::EXPERIMENT,
    // Beyond the book: learnt weights
    perceptron_learning::EXPERIMENT,
];
