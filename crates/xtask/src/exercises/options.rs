//! How does an exercise word its options? In the lines `a: …` of its statement, which a card on a page shows too.

use super::course::Course;
use super::place::folder;
use anyhow::{Context, Result};

/// The letters and words of the options of an exercise.
///
/// # Errors
/// If there is no such exercise, or its solution cannot be read.
pub(crate) fn options(name: &str) -> Result<Vec<(char, String)>> {
    let course = Course::read(&folder())?;
    let found = course.exercises.iter().find(|exercise| exercise.name == name);
    Ok(worded(&found.with_context(|| format!("there is no exercise {name}"))?.solution()?))
}

/// `//! - a: words` or `//! a: words`; a line that is indented goes on.
fn worded(solution: &str) -> Vec<(char, String)> {
    let mut options: Vec<(char, String)> = Vec::new();
    for line in solution.lines().map_while(|line| line.strip_prefix("//!")) {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let mut characters = line.trim_start_matches("- ").chars();
        match (characters.next(), characters.next(), characters.next()) {
            (Some(letter @ 'a'..='f'), Some(':'), Some(' ')) => {
                options.push((letter, characters.as_str().trim().to_owned()));
            }
            (Some(' '), ..) => {
                if let Some((_, words)) = options.last_mut() {
                    *words += &format!(" {}", line.trim());
                }
            }
            _ => {}
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_lines_that_begin_with_a_letter() {
        let text = "//! # Which?\n//!\n//! - a: about 0.1. It\n//!   wavers.\n//! b: none.\n//!\n//! Choose.\n\nuse a;\n//! c: no.";
        assert_eq!(worded(text), [('a', "about 0.1. It wavers.".to_owned()), ('b', "none.".to_owned())]);
    }
}
