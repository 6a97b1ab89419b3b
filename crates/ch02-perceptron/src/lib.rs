//! Chapter 2, "The perceptron": gates from one neuron, XOR from two layers, and a computer from NAND alone.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 2.1 to 2.3 | [`derive::perceptron`], [`derive::gates`] | `and_gate`, `nand_gate`, `or_gate` |
//! | 2.4 | why XOR isn't linearly separable: the proof is in [`experiments::xor_is_not_linear`] | `xor_is_not_linear` |
//! | 2.5 | XOR from three gates: [`derive::gates::xor`] | `xor_gate`, `xor_hidden_plane` |
//! | 2.6 | [`derive::adders`]: adding numbers with NAND alone | `nand_is_enough` |
//! | beyond | [`derive::learning_rule`]: weights that are learnt | `perceptron_learning` |
//!
//! Nothing in this chapter has a more general form elsewhere: the next chapter replaces the step function by others,
//! and from there on a perceptron is called a neuron.

pub mod decision;
pub mod derive;
pub mod experiments;
pub mod hidden_plane;
pub mod triples;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "The perceptron: gates, XOR, and a computer from NAND",
    experiments: experiments::ALL,
};
