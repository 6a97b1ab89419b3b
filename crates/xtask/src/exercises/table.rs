//! What does the course teach, in a table for whoever teaches with it, and in a list for each chapter's page?

use super::course::{CHAPTERS, Course};
use anyhow::{Result, ensure};

/// The table of all exercises: kind, section, and which experiments show what they teach.
///
/// # Errors
/// If a statement is missing.
pub(super) fn table(course: &Course) -> Result<String> {
    let mut text = String::new();
    for chapter in CHAPTERS {
        text +=
            &format!("\n### {chapter}\n\n| exercise | kind | book | what shows it |\n|---|---|---|---|\n");
        for exercise in course.of(chapter) {
            let (title, _) = exercise.statement()?;
            let (name, kind, section) = (&exercise.name, exercise.kind, &exercise.section);
            let path = exercise.path("exercises");
            let shown: Vec<String> =
                exercise.teaches.iter().map(|experiment| format!("`{experiment}`")).collect();
            text += &format!("| [`{name}`]({path}) {title} | {kind} | §{section} | {} |\n", shown.join(", "));
        }
    }
    let count = course.exercises.len();
    Ok(format!("{count} exercises.\n{text}"))
}

/// The exercises of a chapter for its page: heading, kind and the first paragraph of each; `up` leads to `notebooks-md`.
///
/// # Errors
/// If the chapter has none, or a statement is missing.
pub(super) fn statements(course: &Course, chapter: &str, up: &str) -> Result<String> {
    let mut text = String::new();
    for exercise in course.of(chapter) {
        let (title, body) = exercise.statement()?;
        let asks = body.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let (name, kind) = (&exercise.name, exercise.kind);
        let path = exercise.path("exercises");
        text += &format!("- **{title}** ({kind}, [`{name}`]({up}../crates/exercises/{path})). {asks}\n");
    }
    ensure!(!text.is_empty(), "{chapter} has no exercises");
    Ok(text)
}
