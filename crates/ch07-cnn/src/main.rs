//! Chapter 7, "Convolutional networks": filters that slide, and what they learn to see.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch07_cnn::CHAPTER)
}
