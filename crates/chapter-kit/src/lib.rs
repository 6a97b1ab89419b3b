//! What an experiment is, gets and gives: pure values, without terminal, files or clock.
//!
//! A chapter is a list of experiments. Each is one file with a plain function from a [`Run`] (seed, scale, data, progress,
//! clock) to an [`Outcome`] (named numbers, figures, tables, claims, notes):
//!
//! ```
//! use chapter_kit::{Chapter, Experiment};
//!
//! const EXPERIMENTS: &[Experiment] = &[/* sgd_path::EXPERIMENT, … in the book's order */];
//!
//! const CHAPTER: Chapter =
//!     Chapter { name: "ch06-init-optim", title: "Techniques for learning", experiments: EXPERIMENTS };
//! ```
//!
//! Two shells run it: `chapter-cli` in a terminal, the playground in a browser. So everything here compiles for
//! `wasm32-unknown-unknown`, and what a shell has to bring, it hands to the [`Run`].
//!
//! | to find | look in |
//! |---|---|
//! | what an experiment is, gets and gives | [`Experiment`], [`Run`], [`Outcome`] |
//! | what a shell hands to a run | [`Task`], [`Checkpointing`], and the `with_…` of [`Run`] |
//! | tables made of findings alone | [`findings_table`] |
//! | what every experiment must keep | `check` |
//! | which data an experiment cannot do without | [`Needs`] |
//! | who says something, and whether it is so | [`Claim`], [`Source`], [`Verdict`] |
//! | claims that a quick run must not decide | [`claims_unless_quick`] |
//! | digits as images, where a curve ends | [`Run::first_images`], [`mean_of_last`] |
//! | how figures are drawn | [`figure`], a crate of its own |
//! | trainings of many minutes | [`Run::train_long`] |
//! | what is only there where files are | `run_with_files`, `check` |

#[cfg(not(target_arch = "wasm32"))]
pub mod check;
mod checkpointing;
mod claim;
mod claims_unless_quick;
mod data;
mod experiment;
mod failure;
pub mod findings_table;
mod first_images;
mod long_training;
mod mean_of_last;
mod needs;
mod number;
mod outcome;
mod progress;
mod run;
#[cfg(not(target_arch = "wasm32"))]
mod run_with_files;
mod scale;
mod table;
mod threads;

pub use checkpointing::{Checkpointing, Label, TrainingCheckpoints};
pub use claim::{Claim, Source, Verdict, spread};
pub use claims_unless_quick::claims_unless_quick;
pub use experiment::{Chapter, Experiment, Takes};
pub use failure::{Failure, caught};
pub use figure;
pub use mean_of_last::mean_of_last;
pub use needs::{Needs, NotEnoughData};
pub use number::Format;
pub use outcome::{Finding, Outcome};
pub use progress::{Progress, Task, TaskStart};
pub use run::{DEFAULT_SEED, Run};
pub use scale::Scale;
pub use table::{Cell, Table};
pub use threads::thread_pool;
pub use wording::{Words, say};
