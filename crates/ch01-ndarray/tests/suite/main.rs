//! Is `ch01-ndarray` right? One program for all questions, since each would be linked anew.

mod arrays;
mod broadcast_rule;
mod chapter;
mod figures;
