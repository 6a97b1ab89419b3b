//! Chapter 5, "Backpropagation": the chain rule on a graph, layers that know their own slopes, and a fast training.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Backpropagation: the chain rule on a graph, layer by layer",
    experiments: experiments::ALL,
};
