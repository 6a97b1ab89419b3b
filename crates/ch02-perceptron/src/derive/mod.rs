//! The chapter's ideas, one per file, written as plainly as possible.

pub mod adders;
pub mod gates;
pub mod learning_rule;
pub mod perceptron;
