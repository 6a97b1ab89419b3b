//! Chapter 5, "Backpropagation": the chain rule on a graph, layers that know their own slopes, and a fast training.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch05_backprop::CHAPTER)
}
