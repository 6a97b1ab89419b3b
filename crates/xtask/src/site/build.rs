//! How does the book come to be? Every page as HTML, the whole as one page, and the files that pages link to.

use super::caption::{Numbers, numbered};
use super::dress::{Wardrobe, dressed};
use super::link::{PAGES, Place, is_markdown, is_picture};
use super::page::Page;
use super::shell::{self, Inner};
use super::ui::Ui;
use super::{contents, listing, playground, print, search, serve, ui};
use crate::pages;
use crate::workspace::root;
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What stands beside the pages. The styles are one file, in this order.
const STYLES: [&str; 6] = [
    include_str!("style/colours.css"),
    include_str!("style/layout.css"),
    include_str!("style/text.css"),
    include_str!("style/card.css"),
    include_str!("style/demo.css"),
    include_str!("style/print.css"),
];
const ASSETS: [(&str, &str); 15] = [
    ("theme.js", include_str!("script/theme.js")),
    ("words.js", include_str!("script/words.js")),
    ("reader.js", include_str!("script/reader.js")),
    ("rank.js", include_str!("script/rank.js")),
    ("search.js", include_str!("script/search.js")),
    ("cards.js", include_str!("script/cards.js")),
    ("playground.js", include_str!("script/playground.js")),
    ("engine.js", include_str!("script/engine.js")),
    ("worker.js", include_str!("script/worker.js")),
    ("elements.js", include_str!("script/elements.js")),
    ("controls.js", include_str!("script/controls.js")),
    ("ink.js", include_str!("script/ink.js")),
    ("demo.js", include_str!("script/demo.js")),
    ("run.js", include_str!("script/run.js")),
    ("favicon.svg", include_str!("style/favicon.svg")),
];

/// Builds the book, serves it to this machine, and opens it.
///
/// # Errors
/// As [`build`], and if no port is free.
pub(crate) fn open() -> Result<()> {
    serve::open(&build()?)
}

/// Builds the book into `target/book`, with the playground if it can be compiled, and says where it is.
///
/// # Errors
/// If the playground doesn't compile, a page cannot be read or rendered, a link leads nowhere, or the files cannot be written.
pub(crate) fn build() -> Result<PathBuf> {
    let (root, target) = (root(), root().join("target/book"));
    let playground = playground::compiled(&root)?;
    book(&root, &target)?;
    playground::put(&root, &target, playground.as_deref())?;
    println!("{}", target.join("index.html").display());
    Ok(target)
}

/// Builds the book of a workspace into a folder, which is made anew.
///
/// # Errors
/// As [`build`].
pub(super) fn book(root: &Path, target: &Path) -> Result<()> {
    if target.exists() {
        std::fs::remove_dir_all(target)?;
    }
    let (pages, numbers) = read(root)?;
    let mut files = BTreeSet::new();
    let mut bodies = Vec::new();
    for page in &pages {
        let body = dress(page, root, &numbers, &mut files)?;
        write(&target.join(&page.place.target), &shell::page(page, &body, &pages)?)?;
        bodies.push(body);
    }
    for (ui, own) in languages(&pages) {
        let address = format!("search-index-{}.js", ui.lang);
        write(&target.join(address), &search::index(&own.iter().map(|at| &pages[*at]).collect::<Vec<_>>())?)?;
        let joined: Vec<(&Page, String)> = own.iter().map(|at| (&pages[*at], bodies[*at].clone())).collect();
        one_page(&joined, ui, &pages, target)?;
    }
    linked(root, target, &numbers, &pages, files)?;
    assets(root, target)
}

/// All pages in the book's order, and the numbers of their figures.
fn read(root: &Path) -> Result<(Vec<Page>, Numbers)> {
    let source = root.join(PAGES);
    let mut pages = Vec::new();
    let mut numbers = Numbers::new();
    for path in pages::paths(&source)? {
        let text = std::fs::read_to_string(&path)?;
        let place = Place::of(path.strip_prefix(root)?, root);
        let mut page = Page::new(place, &text)?;
        ensure_language(&page)?;
        page.html = numbered(&page.html, &page.place.target, page.ui, &mut numbers);
        pages.push(page);
    }
    pages.sort_by_key(|page| contents::position(&page.place.target));
    Ok((pages, numbers))
}

/// A folder of pages is a language, and the book must have words for it.
fn ensure_language(page: &Page) -> Result<()> {
    let folder = page.place.target.parent().unwrap_or(Path::new(""));
    let is_known = folder == Path::new("") || folder == Path::new(page.ui.lang);
    ensure!(is_known, "the book has no words in the language `{}`: add them to ui.rs", folder.display());
    Ok(())
}

fn dress(page: &Page, root: &Path, numbers: &Numbers, files: &mut BTreeSet<PathBuf>) -> Result<String> {
    let with = Wardrobe { root, numbers, ui: page.ui };
    dressed(&page.html, &page.place, &with, files).with_context(|| page.place.source.display().to_string())
}

/// The positions of the pages, by language.
fn languages(pages: &[Page]) -> Vec<(&'static Ui, Vec<usize>)> {
    let mut found: BTreeMap<&str, (&'static Ui, Vec<usize>)> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        found.entry(page.ui.lang).or_insert((page.ui, Vec::new())).1.push(at);
    }
    found.into_values().collect()
}

/// `print.html`, beside the first page of the language.
fn one_page(joined: &[(&Page, String)], ui: &Ui, pages: &[Page], target: &Path) -> Result<()> {
    let Some((first, _)) = joined.first() else { return Ok(()) };
    let place = Place {
        source: first.place.source.with_file_name("print.md"),
        target: first.place.target.with_file_name("print.html"),
    };
    let body = print::joined(joined);
    let inner = Inner { place: &place, title: ui.book, body: &body, ui };
    write(&target.join(&place.target), &shell::framed(&inner, pages)?)
}

/// The files that pages link to, and those that these link to.
fn linked(
    root: &Path,
    target: &Path,
    numbers: &Numbers,
    pages: &[Page],
    mut files: BTreeSet<PathBuf>,
) -> Result<()> {
    let mut done = BTreeSet::new();
    while let Some(file) = files.pop_first() {
        if !done.insert(file.clone()) {
            continue;
        }
        let place = Place::of(&file, root);
        if is_picture(&file) {
            write_bytes(&target.join(&place.target), &std::fs::read(root.join(&file))?)?;
            continue;
        }
        let (title, body) = shown(&place, root, numbers, &mut files)?;
        let inner = Inner { place: &place, title: &title, body: &body, ui: ui::of(&place.target) };
        write(&target.join(&place.target), &shell::framed(&inner, pages)?)?;
        files.retain(|file| !done.contains(file));
    }
    Ok(())
}

/// Title and body of a linked file or folder.
fn shown(
    place: &Place,
    root: &Path,
    numbers: &Numbers,
    files: &mut BTreeSet<PathBuf>,
) -> Result<(String, String)> {
    let (path, name) = (root.join(&place.source), place.source.display().to_string());
    if path.is_dir() {
        let text = format!("# `{name}`\n\n{}", listing::folder(&path)?);
        // Links of the list begin in the folder.
        let inside = Place { source: place.source.join("list.md"), target: place.target.clone() };
        return Ok((name, dress(&Page::new(inside, &text)?, root, numbers, files)?));
    }
    if is_markdown(&path) {
        let page = Page::new(place.clone(), &std::fs::read_to_string(&path)?)?;
        return Ok((page.title().to_owned(), dress(&page, root, numbers, files)?));
    }
    let bytes = std::fs::read(&path).with_context(|| name.clone())?;
    let body = listing::file(&path, &bytes, ui::of(&place.target));
    Ok((name.clone(), format!("<h1><code>{name}</code></h1>\n{body}")))
}

fn assets(root: &Path, target: &Path) -> Result<()> {
    write(&target.join("book.css"), &STYLES.join("\n"))?;
    for (name, text) in ASSETS {
        write(&target.join(name), text)?;
    }
    copy(&root.join(PAGES).join("figures"), &target.join("figures"))?;
    copy(&crate::workspace::root().join("crates/xtask/assets/fonts"), &target.join("fonts"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_bytes(path, text.as_bytes())
}

fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes).with_context(|| path.display().to_string())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace with these pages and a file that they may link to.
    fn built(pages: &[(&str, &str)]) -> Result<(tempfile::TempDir, PathBuf)> {
        let root = tempfile::tempdir()?;
        std::fs::create_dir_all(root.path().join(PAGES).join("figures"))?;
        for (name, text) in pages {
            write(&root.path().join(PAGES).join(name), text)?;
        }
        write(&root.path().join("code/README.md"), "# Code\n\nSee [it](a.rs#L1) and [all](list).\n")?;
        write(&root.path().join("code/a.rs"), "fn a() {}\n")?;
        write(&root.path().join("code/list/b.rs"), "fn b() {}\n")?;
        let target = root.path().join("book");
        book(root.path(), &target)?;
        Ok((root, target))
    }

    #[test]
    fn linked_files_become_pages_with_links_of_their_own() {
        let (_root, book) = built(&[("index.md", "# T\n\n[code](../code/README.md)\n")]).unwrap();
        let read = |name: &str| std::fs::read_to_string(book.join(name)).unwrap();
        assert!(read("index.html").contains("href=\"files/code/README.md.html\""));
        let readme = read("files/code/README.md.html");
        assert!(readme.contains("<h1 id=\"code\">Code</h1>"), "{readme}");
        assert!(readme.contains("href=\"../../files/code/a.rs.html#L1\""), "{readme}");
        assert!(read("files/code/a.rs.html").contains("id=\"L1\""));
        assert!(read("files/code/list/index.html").contains("b.rs.html\""));
        assert!(read("files/code/list/b.rs.html").contains("<span class=\"keyword\">fn</span> b"));
    }

    #[test]
    fn the_whole_book_is_one_page_and_one_index() {
        let pages = [("index.md", "# T\n\n[five](ch05.md#a)\n"), ("ch05.md", "# Five\n\n## A\n\nwords\n")];
        let (_root, book) = built(&pages).unwrap();
        let print = std::fs::read_to_string(book.join("print.html")).unwrap();
        assert!(print.contains("href=\"#ch05-a\"") && print.contains("<h2 id=\"ch05-a\">"), "{print}");
        let index = std::fs::read_to_string(book.join("search-index-en.js")).unwrap();
        assert!(index.contains("[1,\"a\",\"A\",\"words\"]"), "{index}");
    }

    #[test]
    fn a_page_that_cannot_be_shown_is_refused() {
        let message = |name: &str, text: &str| format!("{:#}", built(&[(name, text)]).unwrap_err());
        assert!(message("index.md", "# T\n\n[n](none.md)\n").contains("leads nowhere"));
        assert!(message("xx/index.md", "# T\n").contains("no words in the language `xx`"));
    }
}
