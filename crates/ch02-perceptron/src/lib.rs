//! Chapter 2, "The perceptron": gates from one neuron, XOR from two layers, and a computer from NAND alone.
//!
//! | book | derived here, in plain `f64` | seen in |
//! |---|---|---|
//! | 2.1 to 2.3 | [`derive::perceptron`], [`derive::gates`] | `and_gate`, `nand_gate`, `or_gate` |
//! | 2.4 | why no line will do: the proof is in [`experiments::xor_is_not_linear`] | `xor_is_not_linear` |
//! | 2.5 | XOR of three gates: [`derive::gates::xor`] | `xor_gate`, `xor_hidden_plane` |
//! | 2.6 | [`derive::adders`]: numbers are added with NAND alone | `nand_is_enough` |
//! | beyond | [`derive::learning_rule`]: weights nobody has to choose | `perceptron_learning` |
//!
//! Nothing of this chapter has a more general form elsewhere: the next chapter puts another function in the place of
//! the step, and from there on a perceptron is called a neuron.

pub mod decision;
pub mod derive;
pub mod experiments;
pub mod triples;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "The perceptron: gates, XOR, and a computer from NAND",
    experiments: experiments::ALL,
};
