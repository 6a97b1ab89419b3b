//! Does a browser show every page as it should? On a desk and a phone, light and dark, and on paper.
//!
//! All pages of a view are opened in one start of Chromium without a window, each in a frame of the view's width. Each
//! page judges itself and says so to the page around it.

mod browser;
mod paper;
mod pictures;
mod play;
mod view;

use super::build::build;
use anyhow::{Result, ensure};
use browser::Browser;
pub(crate) use play::play;
use std::path::{Path, PathBuf};
use view::VIEWS;

/// What a page asks itself.
const JUDGE: &str = include_str!("judge.js");

/// Builds the book and opens every page; with `pictures` a picture of each is put there.
///
/// # Errors
/// With all that is wrong: a message of the browser, a request to the network, a picture, caption or link that is
/// missing, a formula that is not rendered, a page wider than the screen, a card that does nothing, a fold that is not
/// printed.
pub(crate) fn look(pictures: Option<&Path>) -> Result<()> {
    let book = build()?;
    let browser = Browser::find()?;
    let pages = pages(&book)?;
    let mut wrong = Vec::new();
    for view in &VIEWS {
        let verdicts = view::judged(&browser, &book, &pages, view, JUDGE)?;
        if let Some(folder) = pictures.filter(|_| !view.is_paper) {
            pictures::taken(&browser, &book, &verdicts, view, folder)?;
        }
        for verdict in &verdicts.pages {
            wrong
                .extend(verdict.wrong.iter().map(|words| format!("{} {}: {words}", verdict.page, view.name)));
        }
        wrong.extend(verdicts.console.iter().map(|line| format!("{}: {line}", view.name)));
        view::swept(&book, &pages)?;
    }
    match paper::unprinted(&browser, &book.join("ch05.html"))? {
        Some(lost) => wrong.extend(lost.iter().map(|words| format!("ch05 as a PDF has lost: {words}"))),
        None => println!("`pdftotext` isn't installed: what a PDF contains was not looked at"),
    }
    ensure!(wrong.is_empty(), "these pages are not as they should be:\n{}", wrong.join("\n"));
    println!("{} pages in {} views, nothing wrong", pages.len(), VIEWS.len());
    Ok(())
}

/// The pages, from the book's folder; of files that are shown as they are, only the Markdown.
fn pages(book: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    gather(book, &mut found)?;
    let mut inside = Vec::new();
    for path in found {
        inside.push(path.strip_prefix(book)?.to_owned());
    }
    inside.retain(|page| !page.starts_with("files") || page.to_string_lossy().ends_with(".md.html"));
    inside.sort();
    Ok(inside)
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
