//! The chapter's ideas, one per file, written as plainly as possible.

pub mod arange;
pub mod broadcast;
pub mod man;
