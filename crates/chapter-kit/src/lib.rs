//! What every chapter binary shares: command line, experiments, findings, figures, progress.
//!
//! A chapter is a list of experiments. Each is one file with a plain function from a [`Run`] (seed, scale, data,
//! progress) to an [`Outcome`] (named numbers, figures, tables, claims, notes). The chapter's `main.rs` names them:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use chapter_kit::{Chapter, Experiment};
//!
//! const EXPERIMENTS: &[Experiment] = &[/* sgd_path::EXPERIMENT, … in the book's order */];
//!
//! fn main() -> ExitCode {
//!     chapter_kit::main(Chapter { name: "ch06-init-optim", title: "Techniques for learning", experiments: EXPERIMENTS })
//! }
//! ```
//!
//! | to find | look in |
//! |---|---|
//! | what an experiment is, gets and gives | [`Experiment`], [`Run`], [`Outcome`] |
//! | what every experiment must keep | [`check`] |
//! | which data an experiment cannot do without | [`Needs`] |
//! | how figures are drawn | [`figure`], a crate of its own |
//! | the command line, from the words to the exit code | `command_line`, `selection`, `session` |
//! | one experiment's turn, its threads and its files | `attempt`, `threads`, `figures_folder`, `figure_files` |
//! | results for people | `report`, `findings_layout`, `table_layout`, `listing`, `half_blocks`, `viewer` |
//! | results for programs | `json` |
//! | how far it is | `progress`, `progress_lines` |
//! | trainings of many minutes: checkpoints, `--resume`, Ctrl-C | `long_training`, `interrupt` |

use std::{env, process::ExitCode};

mod attempt;
pub mod check;
mod command_line;
mod data;
mod experiment;

mod figure_files;
mod figures_folder;
mod findings_layout;
mod half_blocks;
mod interrupt;
mod json;
mod layout;
mod listing;
mod long_training;
mod needs;
mod number;
mod outcome;
mod output;
mod progress;
mod progress_lines;
mod report;
mod run;
mod scale;
mod selection;
mod session;
mod stop;
mod table;
mod table_layout;
mod threads;
mod viewer;

pub use command_line::DEFAULT_SEED;
pub use experiment::{Chapter, Experiment, Takes};
pub use figure;
pub use needs::{Needs, NotEnoughData};
pub use number::Format;
pub use outcome::{Claim, Finding, Outcome};
pub use progress::Progress;
pub use run::Run;
pub use scale::Scale;
pub use table::{Cell, Table};

/// Runs a chapter as its command line says; `--help` tells how.
///
/// The exit code is 0, or 1 when an experiment failed, or 2 for a wrong command line.
#[must_use]
pub fn main(chapter: Chapter) -> ExitCode {
    session::conduct(&chapter, env::args_os())
}
