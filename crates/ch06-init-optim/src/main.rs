//! Chapter 6 of the book: weight initialisation, optimisers, and regularisation against overfitting.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch06_init_optim::CHAPTER)
}
