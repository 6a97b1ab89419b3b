//! Chapter 8, "Deep learning": more layers, and what they are good for.

pub mod experiments;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Deep learning: more layers, and what they are good for",
    experiments: experiments::ALL,
};
