//! Where is the course, and what fills it?

use crate::workspace::root;
use std::path::PathBuf;

/// What fills it.
pub(super) const COMMAND: &str = "cargo xtask exercises";

/// The folder of the course.
pub(super) fn folder() -> PathBuf {
    root().join("crates/exercises")
}
