//! Chapter 4, "Learning": what a loss is for, numerical gradients, and the first training.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch04_loss::CHAPTER)
}
