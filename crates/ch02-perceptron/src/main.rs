//! Chapter 2, "The perceptron": gates from one neuron, XOR from two layers, and a computer from NAND alone.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch02_perceptron::CHAPTER)
}
