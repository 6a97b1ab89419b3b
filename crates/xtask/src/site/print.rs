//! How does the whole book become one page, to print or to search in? Links between pages become links inside it.

use super::page::Page;
use super::tag::{Piece, Tag, pieces};
use std::collections::HashSet;
use std::path::Path;

/// All pages in order, each with its body as the book shows it.
pub(super) fn joined(pages: &[(&Page, String)]) -> String {
    let names: HashSet<String> = pages.iter().map(|(page, _)| name(page)).collect();
    let articles = pages.iter().map(|(page, body)| {
        let name = name(page);
        format!("<article id=\"{name}\">\n{}</article>\n", article(body, &name, &names))
    });
    articles.collect()
}

/// `ch05`
fn name(page: &Page) -> String {
    page.place.target.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// A page in which every fold is open, nothing is asked, and every id begins with the page's name.
fn article(body: &str, name: &str, names: &HashSet<String>) -> String {
    let mut out = String::new();
    let mut is_form = false;
    for piece in pieces(body) {
        match piece {
            Piece::Tag(tag) if tag.name == "form" => is_form = true,
            Piece::Tag(tag) if tag.name == "/form" => is_form = false,
            _ if is_form => {}
            Piece::Tag(tag) if tag.name.starts_with('/') => out += tag.whole,
            Piece::Tag(tag) => out += &inside(&tag, name, names),
            Piece::Words(text) | Piece::Comment(text) => out += text,
        }
    }
    out
}

fn inside(tag: &Tag, name: &str, names: &HashSet<String>) -> String {
    match tag.name {
        // The words of a link in a contents' list or a heading's anchor say nothing on paper.
        "details" => return tag.with("open", ""),
        "img" => return tag.with("loading", "eager"),
        _ => {}
    }
    let id = tag.attribute("id").map(|id| ("id", format!("{name}-{id}")));
    let href = tag.attribute("href").and_then(|href| moved(href, name, names)).map(|href| ("href", href));
    match (id, href) {
        (None, None) => tag.whole.to_owned(),
        (Some((key, value)), None) | (None, Some((key, value))) => tag.with(key, &value),
        (Some((key, id)), Some((_, href))) => {
            let with_id = tag.with(key, &id);
            pieces(&with_id)
                .map(
                    |piece| if let Piece::Tag(tag) = piece { tag.with("href", &href) } else { String::new() },
                )
                .collect()
        }
    }
}

/// Where a link to a page or section leads in the one page; nothing for a link out of the pages.
fn moved(href: &str, name: &str, names: &HashSet<String>) -> Option<String> {
    let (file, id) = href.split_once('#').unwrap_or((href, ""));
    let page = match file {
        "" => name.to_owned(),
        file => file.strip_suffix(".html").filter(|stem| names.contains(*stem))?.to_owned(),
    };
    let is_inside = Path::new(file).components().count() <= 1;
    is_inside.then(|| if id.is_empty() { format!("#{page}") } else { format!("#{page}-{id}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_pages_become_links_in_the_page_and_ids_differ() {
        let names = HashSet::from(["ch05".to_owned(), "ch06".to_owned()]);
        let body = "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\">#</a></h2><a href=\"ch06.html#b\">b</a>\
                    <a href=\"ch06.html\">6</a><a href=\"files/x.rs.html#L2\">x</a><details><form id=\"f\">no</form></details>";
        let expected = "<h2 id=\"ch05-a\">A <a class=\"anchor\" href=\"#ch05-a\">#</a></h2><a href=\"#ch06-b\">b</a>\
                        <a href=\"#ch06\">6</a><a href=\"files/x.rs.html#L2\">x</a><details open=\"\"></details>";
        assert_eq!(article(body, "ch05", &names), expected);
    }

    #[test]
    fn pictures_are_loaded_before_they_are_printed() {
        let out = article("<img src=\"a.png\" loading=\"lazy\">", "ch05", &HashSet::new());
        assert_eq!(out, "<img src=\"a.png\" loading=\"eager\">");
    }
}
