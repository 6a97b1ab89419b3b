//! What developers run. Each task fills something from what the code does, and with `--check` refuses any difference.

mod book;
mod claims;
mod exercises;
mod experiments_page;
mod held;
mod html;
mod markdown;
mod order;
mod pages;
mod practice;
mod readme;
mod site;
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
    /// Fill the pages of notebooks-md/ from the sources and from runs of the chapters
    Pages {
        /// Only these chapters are run, by the start of their names, such as ch06
        chapters: Vec<String>,
        /// Change nothing, and fail if anything would change; long experiments are run in their quick form
        #[arg(long)]
        check: bool,
        /// Run nothing: take the recorded results
        #[arg(long, conflicts_with = "all")]
        recorded: bool,
        /// With --check: run long experiments as they are, too
        #[arg(long, requires = "check")]
        all: bool,
    },
    /// Build the pages into a book for the browser, target/book/index.html
    Book {
        /// Serve the book on 127.0.0.1, and open it in the browser: there demos and experiments run
        #[arg(long, conflicts_with_all = ["look", "play"])]
        open: bool,
        /// Use every demo in a browser without a window, and fail if one shows another number than it does natively
        #[arg(long, conflicts_with = "look")]
        play: bool,
        /// Open every page in a browser without a window and fail if anything is wrong with it
        #[arg(long)]
        look: bool,
        /// With --look: put a picture of each page here
        #[arg(long, value_name = "DIR", requires = "look")]
        pictures: Option<std::path::PathBuf>,
    },
    /// Make the exercises from their solutions, and fill the course's tables
    Exercises {
        /// Change nothing, fail if anything would change, and prove the course: every exercise fails as it is shipped,
        /// every solution passes without a warning
        #[arg(long)]
        check: bool,
        /// With --check: only the exercises of these chapters are proved, such as ch06
        #[arg(requires = "check")]
        chapters: Vec<String>,
    },
    /// Fail if a chapter uses what only a later chapter derives
    Order,
}

fn main() -> ExitCode {
    let result = match Task::parse() {
        Task::Readme { check } => readme::fill(check),
        Task::Experiments { check } => experiments_page::fill(check),
        Task::Weights { chapter } => weights::train(chapter),
        Task::Pages { chapters, check, recorded, all } => {
            let runs = match (recorded, all) {
                (true, _) => pages::Runs::None,
                (_, true) => pages::Runs::All,
                _ => pages::Runs::Short,
            };
            pages::fill(check, runs, &chapters)
        }
        Task::Book { open: true, .. } => site::open(),
        Task::Book { play: true, .. } => site::play(),
        Task::Book { look: true, pictures, .. } => site::look(pictures.as_deref()),
        Task::Book { .. } => site::build().map(drop),
        Task::Exercises { check, chapters } => exercises::fill(check, &chapters),
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
