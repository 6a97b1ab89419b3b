//! Chapter 3, "Neural networks": activation functions, the forward pass as matrix products, and digits recognised.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Neural networks: activation functions and the forward pass",
    experiments: experiments::ALL,
};
