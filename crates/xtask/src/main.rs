//! What developers run. Each task fills something from what the code does, and with `--check` refuses any difference.

mod book;
mod claims;
mod experiments_page;
mod order;
mod readme;
mod weights;
mod workspace;

use clap::Parser;
use std::process::ExitCode;

/// What developers of this workspace run.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Fill the README's numbers and pictures from a run of chapter 6
    Readme {
        /// Change nothing, and fail if anything would change
        #[arg(long)]
        check: bool,
    },
    /// Fill EXPERIMENTS.md from the chapters: every script, every claim, its figures and its tests
    Experiments {
        /// Change nothing, and fail if anything would change
        #[arg(long)]
        check: bool,
    },
    /// Train the weights that a chapter's experiments read, and fill their card in datasets/weights/README.md
    Weights {
        /// Whose weights
        chapter: weights::Chapter,
    },
    /// Fail if a chapter uses what only a later chapter derives
    Order,
}

fn main() -> ExitCode {
    let result = match Task::parse() {
        Task::Readme { check } => readme::fill(check),
        Task::Experiments { check } => experiments_page::fill(check),
        Task::Weights { chapter } => weights::train(chapter),
        Task::Order => order::check(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
