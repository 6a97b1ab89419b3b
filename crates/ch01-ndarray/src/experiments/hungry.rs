//! Does the machine run what I wrote?
//!
//! The book's first script prints one line. A Rust program is compiled first; `cargo run` does both.

use chapter_kit::{Experiment, Outcome, Run, Takes};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "hungry",
    section: "1.4.1",
    question: "Does the machine run what I wrote?",
    takes: Takes::always("1 s"),
    run,
};

/// What the script prints.
pub const WORDS: &str = "I'm hungry!";

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    outcome.note(WORDS);
    outcome.count("characters", WORDS.chars().count());
    Ok(outcome)
}
