//! How does the book come to be? Every page as HTML, and the files that it links to.

use super::highlight;
use super::shell::{self, up};
use super::{formula, search};
use crate::markdown::{headings, options};
use crate::pages;
use crate::workspace::root;
use anyhow::{Context, Result};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

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

#[cfg(test)]
mod tests {
    use super::*;

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
