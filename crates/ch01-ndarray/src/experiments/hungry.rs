//! Does the machine run what I wrote?
//!
//! This is the book's first script. If you see its line, your set-up works: Cargo has fetched the libraries, compiled
//! them and the chapter, and run the result.

use chapter_kit::{Experiment, Outcome, Run, Table, Takes};

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
    let characters = WORDS.chars().count();
    let mut table = Table::new("", ["what it prints", "characters"]);
    table.row([WORDS.into(), characters.into()]);
    outcome.table(table).count("characters", characters);
    Ok(outcome)
}
