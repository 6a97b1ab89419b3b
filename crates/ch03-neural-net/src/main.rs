//! Chapter 3, "Neural networks": activation functions, the forward pass as matrix products, and classifying digits.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch03_neural_net::CHAPTER)
}
