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

/// The exercises of a chapter for its page: heading, kind and the opening of each; `up` leads to `notebooks-md`.
///
/// # Errors
/// If the chapter has none, or a statement is missing.
pub(super) fn statements(course: &Course, chapter: &str, up: &str) -> Result<String> {
    let mut text = String::new();
    for exercise in course.of(chapter) {
        let (title, body) = exercise.statement()?;
        let asks = opening(&body);
        let (name, kind) = (&exercise.name, exercise.kind);
        let path = exercise.path("exercises");
        text += &format!("- **{title}** ({kind}, [`{name}`]({up}../crates/exercises/{path})). {asks}\n");
    }
    ensure!(!text.is_empty(), "{chapter} has no exercises");
    Ok(text)
}

/// The first paragraph on one line and, if it does not end a sentence, the list or formula that it leads to, indented as
/// a part of an item.
fn opening(body: &str) -> String {
    let (first, rest) = body.split_once("\n\n").unwrap_or((body, ""));
    let paragraph = first.replace('\n', " ");
    if paragraph.ends_with(['.', '?', '!', ')']) {
        return paragraph;
    }
    let block = rest.split("\n\n").next().unwrap_or_default().replace('\n', "\n  ");
    format!("{paragraph}\n\n  {block}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_takes_the_formula_that_it_leads_to_and_no_more() {
        assert_eq!(opening("Write `f`.\nIt adds.\n\nMore."), "Write `f`. It adds.");
        assert_eq!(opening("Write\n\n```text\ny = x\n```\n\nMore."), "Write\n\n  ```text\n  y = x\n  ```\n");
    }
}
