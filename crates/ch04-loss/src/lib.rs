//! Chapter 4, "Learning": what a loss is for, gradients by differences, and the first training.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Learning: losses, numerical gradients, gradient descent",
    experiments: experiments::ALL,
};
