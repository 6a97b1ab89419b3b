//! Chapter 6: techniques of learning.

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(_bank: &mut Bank) {}
