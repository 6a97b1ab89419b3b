//! How do you define your own type, with a constructor and methods?
//!
//! Layers and networks are defined in the same way later: a struct that owns its arrays, and methods that read them or
//! change them.

use chapter_kit::{Experiment, Outcome, Run, Table, Takes, say};

use crate::derive::man::Man;

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "man",
    section: "1.4.2",
    question: "How do you define your own type, with a constructor and methods?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new("A man called David", ["Python", "Rust", "result"]);
    let man = Man::new("David");
    table.row(["m = Man(\"David\")".into(), "let m = Man::new(\"David\")".into(), say!("{man:?}").into()]);
    let hello = man.hello();
    table.row(["m.hello()".into(), "m.hello()".into(), hello.clone().into()]);
    let goodbye = man.goodbye();
    table.row(["m.goodbye()".into(), "m.goodbye()".into(), goodbye.clone().into()]);
    outcome.table(table);
    outcome.count("hello.characters", hello.chars().count());
    outcome.count("goodbye.characters", goodbye.chars().count());
    Ok(outcome)
}
