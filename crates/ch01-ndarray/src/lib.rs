//! Chapter 1, "Python, NumPy and figures": what an array is, how arithmetic works on whole arrays, and how to draw.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Arrays and figures: the warm-up",
    experiments: experiments::ALL,
};
