//! The chapter's ideas, one a file, as plainly as they can be written.

pub mod arange;
pub mod broadcast;
pub mod man;
