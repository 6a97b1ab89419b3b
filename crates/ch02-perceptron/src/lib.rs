//! Chapter 2, "The perceptron": gates from one neuron, XOR from two layers, and a computer from NAND alone.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "The perceptron: gates, XOR, and a computer from NAND",
    experiments: experiments::ALL,
};
