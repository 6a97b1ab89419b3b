//! What is around every page: the list of pages, the search, and the way to the next one.

use super::highlight::escaped;
use crate::markdown::headings;
use pulldown_cmark::HeadingLevel;
use std::path::{Path, PathBuf};

/// The order of the book; what is not named comes at the end.
const ORDER: [&str; 12] = [
    "index",
    "ch01",
    "ch02",
    "ch03",
    "ch04",
    "ch05",
    "ch06",
    "ch07",
    "ch08",
    "notation",
    "errata",
    "one-line-of-pytorch",
];

/// Where a page stands: first by language, then in the book's order.
pub(crate) fn place(path: &Path) -> (PathBuf, usize, PathBuf) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let number = ORDER.iter().position(|name| *name == stem).unwrap_or(ORDER.len());
    (path.parent().unwrap_or(Path::new("")).to_owned(), number, path.to_owned())
}

/// A page of the book.
pub(crate) fn page(path: &Path, body: &str, text: &str, pages: &[(PathBuf, String)]) -> String {
    let own: Vec<&(PathBuf, String)> =
        pages.iter().filter(|(other, _)| other.parent() == path.parent()).collect();
    let position = own.iter().position(|(other, _)| other == path).unwrap_or_default();
    let turn = |at: Option<usize>, words: [&str; 2]| {
        let Some((other, text)) = at.and_then(|at| own.get(at)) else { return "<span></span>".to_owned() };
        let name = other.with_extension("html");
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("<a href=\"{name}\">{}{}{}</a>", words[0], escaped(&title(text)), words[1])
    };
    let turns = turn(position.checked_sub(1), ["← ", ""]) + &turn(Some(position + 1), ["", " →"]);
    frame(&up(path), &title(text), &list(path, &own), &format!("{body}\n<div class=\"turn\">{turns}</div>"))
}

/// A file of the repository that a page links to.
pub(crate) fn file(path: &Path, body: &str, pages: &[(PathBuf, String)]) -> String {
    let up = "../".repeat(path.components().count());
    let own: Vec<&(PathBuf, String)> =
        pages.iter().filter(|(other, _)| other.components().count() == 1).collect();
    let title = path.display().to_string();
    frame(&up, &title, &entries(&up, Path::new(""), &own), &format!("<h1><code>{title}</code></h1>\n{body}"))
}

fn title(text: &str) -> String {
    headings(text).into_iter().next().map(|heading| heading.text).unwrap_or_default()
}

/// The pages of the same language.
fn list(path: &Path, own: &[&(PathBuf, String)]) -> String {
    entries("", path, own)
}

fn entries(up: &str, path: &Path, own: &[&(PathBuf, String)]) -> String {
    let entry = |(other, text): &&(PathBuf, String)| {
        let name = other.with_extension("html");
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (current, inner) = match other == path {
            true => (" aria-current=\"page\"", sections(text)),
            false => ("", String::new()),
        };
        format!("<li><a href=\"{up}{name}\"{current}>{}</a>{inner}</li>\n", escaped(&title(text)))
    };
    own.iter().map(entry).collect()
}

fn sections(text: &str) -> String {
    let sections = headings(text).into_iter().filter(|heading| heading.level == HeadingLevel::H2);
    let items = sections.map(|heading| {
        format!("<li><a href=\"#{}\">{}</a></li>", escaped(&heading.id), escaped(&heading.text))
    });
    format!("<ol>{}</ol>", items.collect::<String>())
}

fn frame(up: &str, title: &str, list: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\" data-up=\"{up}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{up}book.css\">\n\
         <title>{title}</title>\n</head>\n<body>\n<nav class=\"book\"><strong><a href=\"{up}index.html\">Deep Learning \
         from Scratch in Rust</a></strong>\n<div class=\"search\" hidden><input id=\"search\" type=\"search\" \
         placeholder=\"Search\" aria-label=\"Search\" data-none=\"Nothing found.\"><ol id=\"found\"></ol></div>\n\
         <details class=\"pages\"><summary>Pages</summary><ol>\n{list}</ol></details></nav>\n<main>\n{body}\n</main>\n<script src=\"{up}search.js\"></script>\n</body>\n</html>\n"
    )
}

/// The way from a page up to the book's folder.
pub(super) fn up(page: &Path) -> String {
    "../".repeat(page.components().count().saturating_sub(1))
}
