//! Chapter 4: learning.

pub(crate) mod judged;

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(_bank: &mut Bank) {}
