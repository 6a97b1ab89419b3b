//! What is around every page: contents, search, the ways to its neighbours, and the words that scripts need.

use super::contents;
use super::link::Place;
use super::page::Page;
use super::tag::{Piece, pieces, unescaped};
use super::ui::Ui;
use crate::html::escaped;
use anyhow::Result;

/// Scripts at the end of a page, in this order. None is needed to read.
const SCRIPTS: [&str; 6] = ["words.js", "reader.js", "rank.js", "search.js", "cards.js", "playground.js"];
/// A description is cut after so many characters, as search engines do.
const DESCRIPTION: usize = 200;

/// What a page is put into the frame with.
pub(super) struct Inner<'a> {
    pub(super) place: &'a Place,
    pub(super) title: &'a str,
    pub(super) body: &'a str,
    pub(super) ui: &'a Ui,
}

/// A page of the book, with the way to its neighbours.
///
/// # Errors
/// If the words for scripts cannot be written.
pub(super) fn page(page: &Page, body: &str, pages: &[Page]) -> Result<String> {
    let own = contents::of_language(&page.place, pages);
    let position = own.iter().position(|other| other.place == page.place);
    let at = |position: Option<usize>| position.and_then(|at| own.get(at)).copied();
    let before = at(position.and_then(|at| at.checked_sub(1)));
    let after = at(position.map(|at| at + 1));
    let body = body.to_owned() + &turns(&page.place, before, after, page.ui);
    framed(&Inner { place: &page.place, title: page.title(), body: &body, ui: page.ui }, pages)
}

/// At both sides on a wide screen, and at the bottom.
fn turns(place: &Place, before: Option<&Page>, after: Option<&Page>, ui: &Ui) -> String {
    let address = |page: &Page| format!("{}{}", place.up(), page.place.target.display());
    let side = |page: Option<&Page>, class: &str, word: &str, sign: &str| {
        let Some(page) = page else { return String::new() };
        let (address, title) = (address(page), escaped(page.title()));
        format!(
            "<a class=\"side {class}\" rel=\"{class}\" href=\"{address}\" title=\"{title}\" aria-label=\"{word}: {title}\">{sign}</a>\n"
        )
    };
    let bottom = |page: Option<&Page>, signs: [&str; 2]| {
        let Some(page) = page else { return "<span></span>".to_owned() };
        format!("<a href=\"{}\">{}{}{}</a>", address(page), signs[0], escaped(page.title()), signs[1])
    };
    format!(
        "\n<div class=\"turn\">{}{}</div>\n{}{}",
        bottom(before, ["← ", ""]),
        bottom(after, ["", " →"]),
        side(before, "prev", ui.previous, "‹"),
        side(after, "next", ui.next, "›")
    )
}

/// Everything around a body.
///
/// # Errors
/// If the words for scripts cannot be written.
pub(super) fn framed(inner: &Inner, pages: &[Page]) -> Result<String> {
    let Inner { place, title, body, ui } = inner;
    let (up, lang) = (place.up(), ui.lang);
    let list = contents::list(place, &contents::of_language(place, pages));
    let description = match description(body) {
        text if text.is_empty() => String::new(),
        text => format!("<meta name=\"description\" content=\"{}\">\n", escaped(&text)),
    };
    let scripts: String =
        SCRIPTS.iter().map(|name| format!("<script src=\"{up}{name}\"></script>\n")).collect();
    let json = serde_json::to_string(ui)?.replace('<', "\\u003c");
    let (name, title) = (escaped(&place.target.display().to_string()), escaped(title));
    let navigation = navigation(place, &list, ui);
    let keys = keys(ui);
    Ok(format!(
        "<!doctype html>\n<html lang=\"{lang}\" data-up=\"{up}\" data-page=\"{name}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{description}\
         <link rel=\"icon\" href=\"{up}favicon.svg\">\n<link rel=\"stylesheet\" href=\"{up}book.css\">\n\
         <title>{title}</title>\n<script src=\"{up}theme.js\"></script>\n</head>\n<body>\n{navigation}\
         <main id=\"main\">\n{body}\n</main>\n{keys}\
         <script type=\"application/json\" id=\"words\">{json}</script>\n{scripts}</body>\n</html>\n"
    ))
}

/// The list of pages is open without a script; a phone's screen would be full of it.
fn navigation(place: &Place, list: &str, ui: &Ui) -> String {
    let up = place.up();
    let folder = if ui.lang == "en" { String::new() } else { format!("{}/", ui.lang) };
    format!(
        "<a class=\"skip\" href=\"#main\">{skip}</a>\n<nav class=\"book\" aria-label=\"{contents}\">\n\
         <strong><a href=\"{up}{folder}index.html\">{book}</a></strong>\n\
         <div class=\"search\" role=\"search\" hidden><input id=\"search\" type=\"search\" placeholder=\"{search}\" \
         aria-label=\"{search}\" autocomplete=\"off\" spellcheck=\"false\"><p id=\"nothing\" role=\"status\"></p>\
         <ol id=\"found\"></ol></div>\n\
         <details class=\"pages\" open><summary>{contents}</summary><ol>\n{list}</ol>\n\
         <p class=\"tools\"><button type=\"button\" id=\"theme\" hidden></button>\n\
         <button type=\"button\" id=\"help\" hidden>{keys}</button>\n\
         <a href=\"{up}{folder}print.html\">{print}</a></p></details>\n\
         <script>if (innerWidth < 900) document.querySelector(\"details.pages\").open = false;</script>\n</nav>\n",
        skip = ui.skip,
        contents = ui.contents,
        book = ui.book,
        search = ui.search,
        keys = ui.keys,
        print = ui.print,
    )
}

fn keys(ui: &Ui) -> String {
    let rows = ui.key_help.iter().map(|[keys, what]| format!("<dt><kbd>{keys}</kbd></dt><dd>{what}</dd>\n"));
    format!(
        "<dialog id=\"keys\" aria-label=\"{}\">\n<dl>\n{}</dl>\n<form method=\"dialog\"><button>{}</button></form>\n</dialog>\n",
        ui.keys,
        rows.collect::<String>(),
        ui.close
    )
}

/// The words of the first paragraph.
fn description(body: &str) -> String {
    let is_start = |piece: &Piece| matches!(piece, Piece::Tag(tag) if tag.name == "p");
    let is_end = |piece: &Piece| matches!(piece, Piece::Tag(tag) if tag.name == "/p");
    let inner = pieces(body).skip_while(|piece| !is_start(piece)).take_while(|piece| !is_end(piece));
    let text: String = inner.map(|piece| if let Piece::Words(words) = piece { words } else { "" }).collect();
    let text = unescaped(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(DESCRIPTION) {
        Some((end, _)) => {
            format!("{} …", text[..end].rsplit_once(' ').map_or(&text[..end], |(whole, _)| whole))
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn pages() -> Vec<Page> {
        let root = crate::workspace::root();
        let page = |name: &str, text: &str| Page::new(Place::of(Path::new(name), &root), text).unwrap();
        vec![
            page("notebooks-md/index.md", "# Start\n"),
            page("notebooks-md/ch05.md", "# 5. Back & forth\n\n*How* do <b>errors</b> move?\n\n## A\n"),
            page("notebooks-md/notation.md", "# Notation\n"),
        ]
    }

    #[test]
    fn a_page_says_its_language_its_subject_and_its_neighbours() {
        let pages = pages();
        let html = page(&pages[1], &pages[1].html, &pages).unwrap();
        for part in [
            "<html lang=\"en\" data-up=\"\" data-page=\"ch05.html\">",
            "<meta name=\"description\" content=\"How do errors move?\">",
            "<title>5. Back &amp; forth</title>",
            "<link rel=\"icon\" href=\"favicon.svg\">",
            "rel=\"prev\" href=\"index.html\" title=\"Start\"",
            "rel=\"next\" href=\"notation.html\"",
            "aria-current=\"page\"",
            "<a href=\"#a\">A</a>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let head = html.split("</head>").next().unwrap();
        assert!(head.contains("theme.js"), "the theme is set before anything is drawn");
    }

    #[test]
    fn the_first_page_has_no_page_before_it() {
        let pages = pages();
        assert!(!page(&pages[0], "", &pages).unwrap().contains("rel=\"prev\""));
    }

    #[test]
    fn a_long_description_is_cut_between_words() {
        let text = description(&format!("<h1>T</h1><p>{}</p>", "word ".repeat(80)));
        assert!(text.ends_with("word …") && text.chars().count() < 205, "{text}");
    }
}
