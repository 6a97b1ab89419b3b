//! Chapter 8, "Deep learning": more layers, and what they are good for.

use std::process::ExitCode;

fn main() -> ExitCode {
    chapter_cli::main(ch08_deep::CHAPTER)
}
