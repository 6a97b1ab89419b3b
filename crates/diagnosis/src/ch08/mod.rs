//! Chapter 8: deep learning.

use crate::Bank;

/// All questions of the chapter.
pub(crate) fn add_to(_bank: &mut Bank) {}
