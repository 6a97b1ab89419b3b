//! Chapter 4, "Learning": what a loss is for, numerical gradients, and the first training.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_kit::main(ch04_loss::CHAPTER)
}
