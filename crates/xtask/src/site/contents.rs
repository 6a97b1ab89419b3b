//! Which pages are there, in which order, and which sections has the one that is open?

use super::link::Place;
use super::page::Page;
use crate::html::escaped;
use crate::markdown::Heading;
use pulldown_cmark::HeadingLevel;
use std::path::{Path, PathBuf};

/// The order of the book; what is not named comes at the end.
const ORDER: [&str; 13] = [
    "index",
    "ch01",
    "ch02",
    "ch03",
    "ch04",
    "ch05",
    "ch06",
    "ch07",
    "ch08",
    "glossary",
    "notation",
    "errata",
    "one-line-of-pytorch",
];

/// Where a page stands: first by language, then in the book's order.
pub(super) fn position(path: &Path) -> (PathBuf, usize, PathBuf) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let number = ORDER.iter().position(|name| *name == stem).unwrap_or(ORDER.len());
    (path.parent().unwrap_or(Path::new("")).to_owned(), number, path.to_owned())
}

/// The pages in the language of a place, in order; of a file that belongs to no language, the first's.
pub(super) fn of_language<'a>(place: &Place, pages: &'a [Page]) -> Vec<&'a Page> {
    let in_folder = |folder: Option<&Path>| -> Vec<&'a Page> {
        pages.iter().filter(|page| page.place.target.parent() == folder).collect()
    };
    let own = in_folder(place.target.parent());
    if own.is_empty() { in_folder(Some(Path::new(""))) } else { own }
}

/// The list of pages; the open one with its sections.
pub(super) fn list(place: &Place, own: &[&Page]) -> String {
    own.iter().map(|page| entry(place, page)).collect()
}

fn entry(place: &Place, page: &Page) -> String {
    let (current, inner) = match page.place == *place {
        true => (" aria-current=\"page\"", sections(&page.headings)),
        false => ("", String::new()),
    };
    let address = format!("{}{}", place.up(), page.place.target.display());
    format!("<li><a href=\"{address}\"{current}>{}</a>{inner}</li>\n", escaped(page.title()))
}

/// Its sections and theirs.
fn sections(headings: &[Heading]) -> String {
    let mut text = String::new();
    let mut is_inner = false;
    for heading in headings {
        let opens = match (heading.level, is_inner) {
            (HeadingLevel::H2, true) => "</li></ol></li>",
            (HeadingLevel::H2, false) if !text.is_empty() => "</li>",
            (HeadingLevel::H3, false) if text.is_empty() => continue,
            (HeadingLevel::H3, false) => "<ol>",
            (HeadingLevel::H3, true) => "</li>",
            (HeadingLevel::H2, false) => "",
            _ => continue,
        };
        is_inner = heading.level == HeadingLevel::H3;
        text += &format!("{opens}<li><a href=\"#{}\">{}</a>", escaped(&heading.id), escaped(&heading.text));
    }
    let closes = match (text.is_empty(), is_inner) {
        (true, _) => return text,
        (_, true) => "</li></ol></li>",
        (_, false) => "</li>",
    };
    format!("<ol class=\"sections\">{text}{closes}</ol>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::headings;

    #[test]
    fn sections_of_sections_are_listed_inside() {
        let text = "# T\n### lost\n## A\n### A1\n### A2\n#### no\n## B\n";
        let expected = "<ol class=\"sections\"><li><a href=\"#a\">A</a><ol><li><a href=\"#a1\">A1</a></li>\
                        <li><a href=\"#a2\">A2</a></li></ol></li><li><a href=\"#b\">B</a></li></ol>";
        assert_eq!(sections(&headings(text)), expected);
        assert_eq!(sections(&headings("# T")), "");
    }

    #[test]
    fn chapters_come_in_order_and_languages_one_after_the_other() {
        let mut paths: Vec<&Path> =
            ["ko/index.html", "notation.html", "ch02.html", "index.html"].map(Path::new).into();
        paths.sort_by_key(|path| position(path));
        assert_eq!(paths, ["index.html", "ch02.html", "notation.html", "ko/index.html"].map(Path::new));
    }
}
