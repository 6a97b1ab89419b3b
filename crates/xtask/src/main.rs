//! What developers run. `cargo xtask readme` fills the README's numbers and pictures from a run, and
//! `cargo xtask readme --check` refuses any difference.

mod readme;

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
}

fn main() -> ExitCode {
    let Task::Readme { check } = Task::parse();
    match readme::fill(check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
