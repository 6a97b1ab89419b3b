//! Chapter 6 of the book: which weights to start from, how to step, and how not to learn by heart.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch06_init_optim::CHAPTER)
}
