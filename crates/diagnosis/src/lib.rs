//! Is the learner's answer right, and if not, which mistake is it?
//!
//! The exercises (`crates/exercises`) ask for a function, a bug fix or a number. This crate checks the answers:
//!
//! | module | question |
//! |---|---|
//! | [`question`] | is this function right on random inputs, and which known mistake gives the same values? |
//! | `general` | is it the right result transposed, negated or multiplied by something? |
//! | [`gradient`] | does this backward pass give the gradients of this forward pass? |
//! | [`prediction`] | was this number, or this choice, predicted before the run? |
//! | [`draw`] | random inputs, new at each check |
//! | [`digits`] | a few real digits to train on |
//! | `ch02` … `ch08` | the questions of a chapter, each with its known mistakes |
//! | [`bank`](bank()) | all questions, so that tests can prove them |
//!
//! An exercise's test returns a [`Verdict`], so that a learner reads a sentence instead of a panic:
//!
//! ```
//! use diagnosis::question::Question;
//! use ndarray::{Array2, array};
//!
//! let double = Question::new("double", |draw| draw.matrix(2, 3), |x: &Array2<f64>| x * 2.0)
//!     .inputs(["x"])
//!     .parts(["y"])
//!     .mistake("squared", "This is x times x. Double is x plus x.", |x| x * x);
//! assert!(double.check(|x| x + x).is_ok());
//! let diagnosis = double.check(|x| x.mapv(|x| x.powi(2))).unwrap_err();
//! assert_eq!(diagnosis.mistake(), Some("squared"));
//! ```

#![allow(
    clippy::disallowed_methods,
    reason = "these are learners' answers, written with what the standard library has; no result of an experiment comes from here"
)]

mod bank;
pub mod ch02;
pub mod ch03;
pub mod ch04;
pub mod ch05;
pub mod ch06;
pub mod ch07;
pub mod ch08;
mod comparison;
pub mod digits;
pub mod draw;
mod general;
pub mod gradient;
mod panic;
pub mod prediction;
pub mod question;
mod values;
mod verdict;

pub use bank::{Bank, bank};
pub use values::Values;
pub use verdict::{Diagnosis, Verdict};
