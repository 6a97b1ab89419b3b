//! Do the pages say what the code says? `notebooks-md/` is filled from the sources and from recorded runs.
//!
//! Between two comments a page has what is filled: code as it stands in a crate, what a run printed, its figures, single
//! numbers. The runs are recorded in `notebooks-md/results/`, one file a chapter, with the command and the seed; the
//! figures are in `notebooks-md/figures/`. Without `--check` everything is run and filled anew. With `--check` nothing is
//! changed: each page must be what it would be filled with, short experiments are run again as they are, and long ones
//! in their quick form, whose result is recorded too.

mod audit;
mod blocks;
mod card;
mod condition;
mod glossary;
mod inline;
mod json_layout;
mod phrase;
mod picture;
mod prose;
mod record;
mod result;
mod runs;
mod source;
mod story;
mod teaching;

use crate::workspace::{put, root};
use anyhow::{Context, Result, ensure};
use record::Records;
use runs::COMMAND;
pub(crate) use runs::Runs;
use std::path::{Path, PathBuf};

/// Fills all pages, or with `check` refuses a difference. `chapters` limits what is run, by the start of
/// their names; and when nothing is run, which pages are filled.
///
/// # Errors
/// If a run fails, a block names what is not there, or with `check` something differs.
pub(crate) fn fill(check: bool, runs: Runs, chapters: &[String]) -> Result<()> {
    let folder = folder();
    match (runs, check) {
        (Runs::None, _) => {}
        (_, false) => record::make(&folder, chapters)?,
        (runs, true) => record::compare(&folder, chapters, runs)?,
    }
    let records = Records::read(&folder)?;
    records.have_their_figures(&folder)?;
    let mut pages = Vec::new();
    for (path, old) in texts()? {
        let page = if runs != Runs::None || is_of_one(&path, chapters) {
            let page = blocks::filled(&old, &records, &prefix(&folder, &path))
                .with_context(|| path.display().to_string())?;
            put(&path, page.as_bytes(), check, COMMAND)?;
            page
        } else {
            old
        };
        pages.push((path, page));
    }
    all_hold([
        audit::all_is_shown(&records, &pages),
        audit::figures_have_words(&records),
        audit::no_machine_keys(&records, &pages),
        audit::tables_fit(&pages),
        audit::cards_are_whole(&pages),
        audit::links_lead_somewhere(&pages),
        teaching::stories_are_told(&records, &pages),
        teaching::formulas_have_shapes(&pages),
        teaching::cards_have_answers(&pages),
        teaching::sections_open_and_end(&pages),
        glossary::terms_are_used(&pages),
        glossary::no_private_words(&pages),
    ])
}

/// Everything that doesn't hold, at once, so that a page can be mended in one go.
fn all_hold<const AUDITS: usize>(audits: [Result<()>; AUDITS]) -> Result<()> {
    let faults: Vec<String> =
        audits.into_iter().filter_map(Result::err).map(|fault| format!("{fault:#}")).collect();
    ensure!(faults.is_empty(), "{}", faults.join("\n\n"));
    Ok(())
}

/// Whether a page belongs to one of these chapters; without any, all do.
fn is_of_one(page: &Path, chapters: &[String]) -> bool {
    let name = page.file_stem().unwrap_or_default().to_string_lossy();
    chapters.is_empty() || chapters.iter().any(|chapter| name.starts_with(chapter.as_str()))
}

/// All pages with their texts.
///
/// # Errors
/// If one cannot be read.
pub(crate) fn texts() -> Result<Vec<(PathBuf, String)>> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok((path, text))
    };
    paths(&folder())?.into_iter().map(read).collect()
}

/// The cards of a page, each with its name and all that stands in it.
pub(crate) fn cards(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n<!-- card: ").skip(1).map(|part| {
        let (inside, _) = part.split_once(card::END).unwrap_or((part, ""));
        (inside.split(' ').next().unwrap_or_default(), inside)
    })
}

/// The folder of the pages.
pub(crate) fn folder() -> PathBuf {
    root().join("notebooks-md")
}

/// All pages: those of the folder and, for other languages, of the folders in it.
///
/// # Errors
/// If a folder cannot be read.
pub(crate) fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(paths(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The way from a page up to the folder of the pages: empty, or `../` for a page in another language.
fn prefix(folder: &Path, page: &Path) -> String {
    let inside = page.strip_prefix(folder).unwrap_or(page);
    "../".repeat(inside.components().count().saturating_sub(1))
}

#[cfg(test)]
mod tests;
