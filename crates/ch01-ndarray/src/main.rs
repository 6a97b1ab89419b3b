//! Chapter 1, "Python, NumPy and figures": what an array is, how arithmetic works on whole arrays, and how to draw.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch01_ndarray::CHAPTER)
}
