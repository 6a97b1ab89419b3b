//! Chapter 7, "Convolutional networks": filters that slide, and what they learn to see.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Convolutional networks: filters that slide, and what they learn to see",
    experiments: experiments::ALL,
};
