//! How does one make a type of one's own, with a constructor and methods?
//!
//! Layers and networks are made the same way later: a struct that owns its numbers, and methods that look (`&self`),
//! change (`&mut self`) or use up (`self`).

use chapter_kit::{Experiment, Outcome, Run, Table, Takes};

use crate::derive::man::Man;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "man",
    section: "1.4.2",
    question: "How does one make a type of one's own, with a constructor and methods?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new("A man called David", ["Python", "Rust", "what comes back"]);
    let man = Man::new("David");
    table.row(["m = Man(\"David\")".into(), "let m = Man::new(\"David\")".into(), format!("{man:?}").into()]);
    let hello = man.hello();
    table.row(["m.hello()".into(), "m.hello()".into(), hello.as_str().into()]);
    let goodbye = man.goodbye();
    table.row(["m.goodbye()".into(), "m.goodbye()".into(), goodbye.as_str().into()]);
    outcome.table(table);
    outcome.count("hello.characters", hello.chars().count());
    outcome.count("goodbye.characters", goodbye.chars().count());
    outcome.note(
        "goodbye takes `self`, so it uses the man up: a greeting after it does not compile. In Python the man would answer.",
    );
    Ok(outcome)
}
