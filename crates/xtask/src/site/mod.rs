//! The pages as a book for the browser: `cargo xtask book`. No request to a network, no script needed to read.
//!
//! Formulas become MathML, which browsers draw themselves. A file of the repository that a page links to becomes a page
//! too. The only script is the search, over an index that lies beside the pages.

mod formula;
mod highlight;
mod look;
mod search;
mod shell;

use crate::pages;
use crate::workspace::root;
use anyhow::{Context, Result};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

pub(crate) use look::look;

/// A heading of a page.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    /// What a link behind `#` says.
    pub(crate) id: String,
    /// Its words.
    pub(crate) text: String,
    /// 1 for the page's own.
    pub(crate) level: HeadingLevel,
}

/// The Markdown that the pages use.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_MATH | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH
}

/// Builds the book into `target/book` and says where it is.
///
/// # Errors
/// If a page cannot be read or a formula not be rendered, or the files cannot be written.
pub(crate) fn build() -> Result<PathBuf> {
    let (source, target) = (pages::folder(), root().join("target/book"));
    if target.exists() {
        std::fs::remove_dir_all(&target)?;
    }
    let mut chapters = Vec::new();
    for path in pages::paths(&source)? {
        let text = std::fs::read_to_string(&path)?;
        chapters.push((path.strip_prefix(&source)?.to_owned(), text));
    }
    chapters.sort_by_key(|(path, _)| shell::place(path));
    let mut files = BTreeSet::new();
    for (path, text) in &chapters {
        let body = body(text, path, &mut files).with_context(|| path.display().to_string())?;
        write(&target.join(path.with_extension("html")), &shell::page(path, &body, text, &chapters))?;
    }
    for file in &files {
        let text = std::fs::read_to_string(root().join(file)).with_context(|| file.display().to_string())?;
        let place = target.join("files").join(format!("{}.html", file.display()));
        write(&place, &shell::file(file, &highlight::of_file(file, &text), &chapters))?;
    }
    write(&target.join("search-index.js"), &search::index(&chapters)?)?;
    write(&target.join("book.css"), include_str!("book.css"))?;
    write(&target.join("search.js"), include_str!("search.js"))?;
    copy(&source.join("figures"), &target.join("figures"))?;
    copy(&root().join("crates/xtask/assets/fonts"), &target.join("fonts"))?;
    println!("{}", target.join("index.html").display());
    Ok(target)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| path.display().to_string())
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

/// The page's HTML. `files` gathers the files of the repository that it links to.
fn body(text: &str, page: &Path, files: &mut BTreeSet<PathBuf>) -> Result<String> {
    let mut ids = headings(text).into_iter().map(|heading| heading.id);
    let mut events = Vec::new();
    let mut code: Option<(String, String)> = None;
    for event in Parser::new_ext(text, options()) {
        events.push(match event {
            Event::InlineMath(tex) => Event::InlineHtml(formula::mathml(&tex, false)?.into()),
            Event::DisplayMath(tex) => Event::InlineHtml(formula::mathml(&tex, true)?.into()),
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((language, String::new()));
                continue;
            }
            Event::Text(words) if code.is_some() => {
                code.iter_mut().for_each(|(_, text)| text.push_str(&words));
                continue;
            }
            Event::End(TagEnd::CodeBlock) => {
                let (language, text) = code.take().unwrap_or_default();
                Event::Html(highlight::block(&language, &text).into())
            }
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                Event::Start(Tag::Heading { level, id: ids.next().map(CowStr::from), classes, attrs })
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = address(&dest_url, page, files).into();
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            other => other,
        });
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    // A table that is wider than a phone is moved sideways, not the page.
    Ok(out.replace("<table>", "<div class=\"wide\"><table>").replace("</table>", "</table></div>"))
}

/// Where a link of a page leads in the book.
fn address(link: &str, page: &Path, files: &mut BTreeSet<PathBuf>) -> String {
    if link.contains("://") || link.starts_with('#') {
        return link.to_owned();
    }
    let (file, heading) = link.split_once('#').map_or((link, String::new()), |(f, h)| (f, format!("#{h}")));
    let folder = Path::new("notebooks-md").join(page.parent().unwrap_or(Path::new("")));
    let target = plain(&folder.join(file));
    match target.strip_prefix("notebooks-md") {
        Ok(inside) if inside.extension().is_some_and(|extension| extension == "md") => {
            format!("{}{heading}", Path::new(file).with_extension("html").display())
        }
        Ok(_) => link.to_owned(),
        Err(_) if root().join(&target).is_dir() => address(&format!("{file}/README.md"), page, files),
        Err(_) => {
            files.insert(target.clone());
            format!("{}files/{}.html", up(page), target.display())
        }
    }
}

/// The way from a page up to the book's folder.
fn up(page: &Path) -> String {
    "../".repeat(page.components().count().saturating_sub(1))
}

/// The path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts
}

/// All headings of a page, with the names that code hosts give them.
pub(crate) fn headings(text: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut open: Option<(HeadingLevel, String)> = None;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some((level, String::new())),
            Event::Text(words) | Event::Code(words) | Event::InlineMath(words) => {
                open.iter_mut().for_each(|(_, text)| text.push_str(&words));
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, text)) = open.take() else { continue };
                let name = slug(&text);
                let times = seen.entry(name.clone()).or_default();
                let id = if *times == 0 { name } else { format!("{name}-{times}") };
                *times += 1;
                found.push(Heading { id, text, level });
            }
            _ => {}
        }
    }
    found
}

fn slug(text: &str) -> String {
    let kept = text.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_get_the_names_that_code_hosts_give() {
        let ids: Vec<String> =
            headings("# Why 0?\n## `Sgd` & co\n## Why 0?").into_iter().map(|heading| heading.id).collect();
        assert_eq!(ids, ["why-0", "sgd--co", "why-0-1"]);
    }

    #[test]
    fn a_page_has_formulas_without_dollars_and_links_into_the_book() {
        let mut files = BTreeSet::new();
        let text = "# T\n\n$w_1$ [n](notation.md#w) [s](../crates/xtask/src/main.rs)\n\n$$\\frac{1}{n}$$\n";
        let body = body(text, Path::new("ch06.md"), &mut files).unwrap();
        assert!(body.contains("<math") && !body.contains('$'), "{body}");
        assert!(body.contains("href=\"notation.html#w\""), "{body}");
        assert!(body.contains("href=\"files/crates/xtask/src/main.rs.html\""), "{body}");
        assert_eq!(files.len(), 1);
    }
}
