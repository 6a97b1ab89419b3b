//! Where does a link of a page lead in the book?

use anyhow::{Result, ensure};
use std::path::{Component, Path, PathBuf};

/// The folder of the pages, in the workspace.
pub(super) const PAGES: &str = "notebooks-md";

/// Where a page comes from and goes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// In the workspace: `notebooks-md/ch05.md`.
    pub(super) source: PathBuf,
    /// In the book: `ch05.html`.
    pub(super) target: PathBuf,
}

impl Place {
    /// Of a file of the workspace: its own name, for every kind of file that is shown as a page.
    pub(super) fn of(source: &Path, root: &Path) -> Self {
        let target = match source.strip_prefix(PAGES) {
            Ok(inside) if is_markdown(inside) => inside.with_extension("html"),
            _ if is_picture(source) => Path::new("files").join(source),
            _ if root.join(source).is_dir() => Path::new("files").join(source).join("index.html"),
            _ => PathBuf::from(format!("files/{}.html", source.display())),
        };
        Self { source: source.to_owned(), target }
    }

    /// The way up to the book's folder: empty, or some `../`.
    pub(super) fn up(&self) -> String {
        "../".repeat(self.target.components().count().saturating_sub(1))
    }
}

pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

pub(super) fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["png", "svg", "jpg"].iter().any(|own| extension == *own))
}

/// A link as the book has it, and the file of the workspace that the book then needs.
#[derive(Debug, PartialEq)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) file: Option<PathBuf>,
}

/// Turns a link of a page into one of the book.
///
/// # Errors
/// If there is no such file.
pub(super) fn resolved(link: &str, page: &Place, root: &Path) -> Result<Link> {
    if link.starts_with('#')
        || link.contains("://")
        || link.starts_with("mailto:")
        || link.starts_with("data:")
    {
        return Ok(Link { href: link.to_owned(), file: None });
    }
    let (file, heading) = link.split_once('#').map_or((link, String::new()), |(f, h)| (f, format!("#{h}")));
    let folder = page.source.parent().unwrap_or(Path::new(""));
    let source = shown(&plain(&folder.join(file)), root);
    ensure!(root.join(&source).exists(), "the link `{link}` leads nowhere");
    if let Ok(inside) = source.strip_prefix(PAGES)
        && inside.starts_with("figures")
    {
        return Ok(Link { href: format!("{}{}", page.up(), inside.display()), file: None });
    }
    let target = Place::of(&source, root).target;
    let is_page = source.starts_with(PAGES) && is_markdown(&source);
    Ok(Link {
        href: format!("{}{}{heading}", page.up(), target.display()),
        file: (!is_page).then_some(source),
    })
}

/// What stands for a folder: its README or first page, if it has one.
fn shown(source: &Path, root: &Path) -> PathBuf {
    let pages = ["README.md", "index.md"].map(|name| source.join(name));
    pages.into_iter().find(|page| root.join(page).is_file()).unwrap_or(source.to_owned())
}

/// The path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::CurDir => {}
            other => parts.push(other),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;

    fn href(link: &str, page: &str) -> Option<String> {
        let root = root();
        resolved(link, &Place::of(Path::new(page), &root), &root).ok().map(|link| link.href)
    }

    #[test]
    fn links_lead_into_the_book_from_everywhere() {
        let cases = [
            ("notation.md#w", "notebooks-md/ch06.md", "notation.html#w"),
            ("#w", "notebooks-md/ch06.md", "#w"),
            ("https://doc.rust-lang.org/", "notebooks-md/ch06.md", "https://doc.rust-lang.org/"),
            (
                "../crates/xtask/src/main.rs#L3",
                "notebooks-md/ch06.md",
                "files/crates/xtask/src/main.rs.html#L3",
            ),
            ("../crates/exercises", "notebooks-md/ch06.md", "files/crates/exercises/README.md.html"),
            (
                "figures/ch05-backprop/buy_apple.png",
                "notebooks-md/ch05.md",
                "figures/ch05-backprop/buy_apple.png",
            ),
            ("../../notebooks-md/index.md", "crates/exercises/README.md", "../../../index.html"),
            (
                "solutions/",
                "crates/exercises/README.md",
                "../../../files/crates/exercises/solutions/index.html",
            ),
        ];
        for (link, page, expected) in cases {
            assert_eq!(href(link, page).as_deref(), Some(expected), "{link}");
        }
        assert_eq!(href("nowhere.md", "notebooks-md/ch06.md"), None);
    }

    #[test]
    fn a_file_outside_the_pages_is_needed_by_the_book() {
        let root = root();
        let page = Place::of(Path::new("notebooks-md/ch06.md"), &root);
        let needed = |link| resolved(link, &page, &root).unwrap().file;
        assert_eq!(needed("../README.md"), Some(PathBuf::from("README.md")));
        assert_eq!(needed("ch05.md"), None);
    }
}
