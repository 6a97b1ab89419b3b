//! The chapter's experiments, one a file, named as the book names its scripts.

use chapter_kit::Experiment;

/// All of them, in the book's order.
pub const ALL: &[Experiment] = &[];
