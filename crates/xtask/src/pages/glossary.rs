//! Do the pages speak as the field does? Each term of the glossary is used where it says so, and no private word for it.

use super::prose::{prose, without_marks};
use super::teaching::is_chapter;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// The page whose tables say what each term means, and where it is explained.
const PAGE: &str = "glossary.md";

/// Words that a reader would have to unlearn, each with what the field says instead.
const PRIVATE: &[(&str, &str)] = &[
    ("first weights", "initial weights"),
    ("right answer", "label, or correct prediction"),
    ("by trying", "numerically"),
    ("slope by", "derivative with respect to"),
    ("slope of the loss by", "gradient of the loss with respect to"),
    ("log even", "log-uniform"),
    ("the way there", "the forward pass"),
    ("the way back", "the backward pass"),
    ("what arrives from behind", "the upstream gradient"),
    ("from behind", "upstream"),
    ("half a wave", "cosine"),
    ("head of the table", "leaderboard"),
    ("undivided", "single-threaded"),
    ("places of the window", "positions of the window"),
    ("largest numbers of windows", "max pooling"),
    ("of the clock", "timings"),
    ("so many times", "how often"),
    ("anyone who", "if you"),
    ("who has", "if you have"),
    ("there is none that", "no … does"),
    ("is no more than", "is only"),
    ("the own", "its own"),
];

/// Refuses a term of the glossary that the chapter to which its row leads doesn't use.
///
/// # Errors
/// With all such terms, or if there is no glossary.
pub(crate) fn terms_are_used(pages: &[(PathBuf, String)]) -> Result<()> {
    let is_named = |path: &Path, name: &str| path.file_name().is_some_and(|file| file == name);
    let glossary = pages.iter().find(|(path, _)| is_named(path, PAGE));
    let (_, glossary) = glossary.with_context(|| format!("there is no {PAGE}"))?;
    let mut missing = Vec::new();
    for row in glossary.lines().filter(|line| line.starts_with("| **")) {
        let (term, target) = term_and_target(row).with_context(|| format!("{PAGE}: `{row}` has no link"))?;
        let page = pages.iter().find(|(path, _)| is_named(path, target));
        let (_, page) = page.with_context(|| format!("{PAGE}: there is no {target}"))?;
        if !spoken(&prose(page)).contains(&spoken(term)) {
            missing.push(format!("{target}: {term}"));
        }
    }
    ensure!(
        missing.is_empty(),
        "the glossary says that these are explained, and no prose uses them:\n{}",
        missing.join("\n")
    );
    Ok(())
}

/// The term of a row, and the file to which its last link leads.
fn term_and_target(row: &str) -> Option<(&str, &str)> {
    let (term, rest) = row.strip_prefix("| **")?.split_once("**")?;
    let (_, link) = rest.rsplit_once("](")?;
    let file = link.split(['#', ')']).next()?;
    Some((term, file))
}

/// Refuses a private word in a chapter, also in captions, tables and notes that a run gave.
///
/// # Errors
/// With all such words.
pub(crate) fn no_private_words(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut found = Vec::new();
    for (path, page) in pages.iter().filter(|(path, _)| is_chapter(path)) {
        for paragraph in page.split("\n\n") {
            let text: Vec<String> = paragraph.lines().map(without_marks).collect();
            let said = spoken(&text.join(" "));
            let words = PRIVATE.iter().filter(|(private, _)| said.contains(&spoken(private)));
            found.extend(words.map(|(private, term)| {
                format!(
                    "{}: `{private}` (write: {term}): {}",
                    path.display(),
                    paragraph.lines().next().unwrap_or_default()
                )
            }));
        }
    }
    ensure!(found.is_empty(), "these words are not the field's:\n{}", found.join("\n"));
    Ok(())
}

/// A text as one hears it: lower case, words with one space between them and around, a hyphen as a space.
fn spoken(text: &str) -> String {
    let letters = text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
    let words: Vec<&str> = letters.split_whitespace().map(singular).collect();
    format!(" {} ", words.join(" "))
}

/// Without the s of a plural.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, text: &str) -> (PathBuf, String) {
        (PathBuf::from("/nowhere").join(name), text.to_owned())
    }

    const ROW: &str = "| **cross-entropy** | how surprised | [4.2](ch04.md#42-loss) |\n";

    #[test]
    fn a_term_that_its_chapter_only_shows_in_code_is_refused() {
        let with = |text: &str| terms_are_used(&[page(PAGE, ROW), page("ch04.md", text)]);
        with("The **Cross entropy** of a batch.").unwrap();
        with("Two\ncross-\nentropies? No: cross-entropy.").unwrap();
        assert!(with("```rust\ncross_entropy\n```\n").is_err());
        assert!(terms_are_used(&[page("ch04.md", "cross-entropy")]).is_err());
    }

    #[test]
    fn a_private_word_is_refused_also_in_a_caption() {
        let with = |text: &str| no_private_words(&[page("ch06.md", text)]);
        with("The initial weights, and the first of the weights.").unwrap();
        assert!(with("The *first* weights are random.").is_err());
        assert!(with("<figcaption>From equal first\nweights.</figcaption>").is_err());
        no_private_words(&[page("notation.md", "first weights")]).unwrap();
    }
}
