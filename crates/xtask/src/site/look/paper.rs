//! Does a printed page have what its folds hold?

use super::browser::Browser;
use crate::site::tag::{Piece, pieces, unescaped};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// So few letters may stand elsewhere, too.
const LETTERS: usize = 20;

/// The words of folds that a PDF of the page lacks; nothing if no program can read a PDF here.
///
/// # Errors
/// If the browser cannot be started, or gives no PDF.
pub(super) fn unprinted(browser: &Browser, page: &Path) -> Result<Option<Vec<String>>> {
    let folder = tempfile::tempdir()?;
    let pdf = folder.path().join("page.pdf");
    browser
        .open(page, &["--no-pdf-header-footer".to_owned(), format!("--print-to-pdf={}", pdf.display())])?;
    anyhow::ensure!(pdf.exists(), "the browser printed no PDF of {}", page.display());
    let Ok(output) = Command::new("pdftotext").arg(&pdf).arg("-").output() else { return Ok(None) };
    let printed = letters(&String::from_utf8_lossy(&output.stdout));
    let html = std::fs::read_to_string(page).with_context(|| page.display().to_string())?;
    Ok(Some(folded(&html).into_iter().filter(|words| !printed.contains(&letters(words))).collect()))
}

/// Longer runs of words in the paragraphs of the folds.
fn folded(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut depth, mut is_paragraph) = (0_usize, false);
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    for piece in pieces(main) {
        match piece {
            Piece::Tag(tag) if tag.name == "details" => depth += 1,
            Piece::Tag(tag) if tag.name == "/details" => depth = depth.saturating_sub(1),
            Piece::Tag(tag) if tag.name == "p" => is_paragraph = true,
            Piece::Tag(tag) if tag.name == "/p" => is_paragraph = false,
            Piece::Words(words) if depth > 0 && is_paragraph && letters(words).len() >= LETTERS => {
                found.push(unescaped(words).trim().to_owned());
            }
            _ => {}
        }
    }
    found
}

/// Only plain letters: a PDF breaks lines and joins "fi".
fn letters(text: &str) -> String {
    let text = text.replace('ﬁ', "fi").replace('ﬂ', "fl").replace('ﬀ', "ff").replace('ﬃ', "ffi");
    text.chars().filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_folds_are_found() {
        let html = "<p>Outside of all the folds here.</p><main><details><summary>Reveal the whole answer</summary>\
                    <p>Inside of one fold there are words.</p></details><p>After all the folds, nothing.</p></main>";
        assert_eq!(folded(html), ["Inside of one fold there are words."]);
        assert_eq!(letters("of\nﬁve 1"), "offive");
    }
}
