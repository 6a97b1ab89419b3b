//! The command line around a chapter's experiments: arguments, progress, files, checkpoints, Ctrl-C.
//!
//! A chapter's `main.rs` is one line:
//!
//! ```no_run
//! # const CHAPTER: chapter_kit::Chapter = chapter_kit::Chapter { name: "", title: "", experiments: &[] };
//! fn main() -> std::process::ExitCode {
//!     chapter_cli::main(CHAPTER)
//! }
//! ```
//!
//! | to find | look in |
//! |---|---|
//! | the command line, from the words to the exit code | `command_line`, `selection`, `session`, `stop` |
//! | one experiment's turn, and its files | `run_experiment`, `figures_folder`, `figure_files` |
//! | results for people | `report`, `table_layout`, `layout`, `listing`, `terminal_image`, `viewer` |
//! | results for programs | `json` |
//! | standard output and standard error | `output` |
//! | how far it is | `progress`, `progress_lines` |
//! | trainings of many minutes: checkpoints, `--resume`, Ctrl-C | `checkpointing`, `interrupt` |

use std::{env, process::ExitCode};

use chapter_kit::Chapter;

mod checkpointing;
mod command_line;
mod figure_files;
mod figures_folder;
mod interrupt;
mod json;
mod layout;
mod listing;
mod output;
mod progress;
mod progress_lines;
mod record;
mod report;
mod run_experiment;
mod selection;
mod session;
mod stop;
mod table_layout;
mod terminal_image;
mod viewer;

/// Runs a chapter as its command line says; `--help` shows how.
///
/// The exit code is 0, or 1 when an experiment failed, or 2 for a wrong command line.
#[must_use]
pub fn main(chapter: Chapter) -> ExitCode {
    session::run_chapter(&chapter, env::args_os())
}
