//! What this chapter derives, small and plain: the book's names, `f64`, one idea per file.
//!
//! Layers come from `core-tensor`, which earlier chapters derived. `tests/suite/graduation.rs` proves that everything with a
//! general form there is the same.

pub mod augmentation;
pub mod data_parallel;
pub mod deep_convnet;
pub mod ensemble;
pub mod half_precision;
pub mod last_dropout;
pub mod learning_rate_schedule;
pub mod receptive_field;
pub mod skip_connection;
pub mod winograd;
