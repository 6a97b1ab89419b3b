//! The chapter's ideas, one a file, as plainly as they can be written.

pub mod adders;
pub mod gates;
pub mod learning_rule;
pub mod perceptron;
