//! Chapter 5, "Backpropagation": the chain rule on a graph, layers with a backward pass, and fast training.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch05_backprop::CHAPTER)
}
