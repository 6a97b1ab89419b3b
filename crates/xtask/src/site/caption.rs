//! Which number has each figure and each table of a page?

use super::tag::{Piece, Tag, pieces, words};
use super::ui::Ui;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Page and id of every figure and table, and its number: `5.3`.
pub(super) type Numbers = HashMap<(PathBuf, String), String>;

/// The page with an id and a number for each figure and titled table.
pub(super) fn numbered(html: &str, page: &Path, ui: &Ui, numbers: &mut Numbers) -> String {
    let all: Vec<Piece> = pieces(html).collect();
    let mut count = Count { page, chapter: chapter(page), used: HashSet::new(), figures: 0, tables: 0 };
    let mut label = String::new();
    let mut out = String::new();
    for (at, piece) in all.iter().enumerate() {
        match piece {
            Piece::Tag(tag) if tag.name == "figure" => {
                let id = tag.attribute("id").map_or_else(|| figure_id(&all[at..]), str::to_owned);
                let (id, number) = count.figure(id, numbers);
                label = labelled(ui.figure, &number);
                out += &tag.with("id", &id);
            }
            Piece::Tag(tag) if tag.name == "figcaption" => {
                out += tag.whole;
                out += &std::mem::take(&mut label);
            }
            Piece::Tag(tag) if is_title_of_table(tag) => {
                let id = tag.attribute("id").map_or_else(|| table_id(&all[at..]), str::to_owned);
                let (id, number) = count.table(id, numbers);
                out += &tag.with("id", &id);
                out += &labelled(ui.table, &number);
            }
            Piece::Words(text) | Piece::Comment(text) => out += text,
            Piece::Tag(tag) => out += tag.whole,
        }
    }
    out
}

fn is_title_of_table(tag: &Tag) -> bool {
    tag.name == "p" && tag.has_class("table-title")
}

fn labelled(kind: &str, number: &str) -> String {
    format!("<span class=\"label\">{kind} {number}</span> ")
}

/// 5, of `ch05.html`.
fn chapter(page: &Path) -> Option<u32> {
    page.file_stem()?.to_str()?.strip_prefix("ch")?.parse().ok()
}

struct Count<'a> {
    page: &'a Path,
    chapter: Option<u32>,
    used: HashSet<String>,
    figures: u32,
    tables: u32,
}

impl Count<'_> {
    fn figure(&mut self, id: String, numbers: &mut Numbers) -> (String, String) {
        self.figures += 1;
        self.entered(id, self.figures, numbers)
    }

    fn table(&mut self, id: String, numbers: &mut Numbers) -> (String, String) {
        self.tables += 1;
        self.entered(id, self.tables, numbers)
    }

    /// A figure that a page shows twice has the second time another id.
    fn entered(&mut self, id: String, count: u32, numbers: &mut Numbers) -> (String, String) {
        let candidates = std::iter::once(id.clone()).chain((2..).map(|times| format!("{id}-{times}")));
        let id = candidates.into_iter().find(|id| !self.used.contains(id)).unwrap_or(id);
        self.used.insert(id.clone());
        let number = self.chapter.map_or_else(|| count.to_string(), |chapter| format!("{chapter}.{count}"));
        numbers.insert((self.page.to_owned(), id.clone()), number.clone());
        (id, number)
    }
}

/// `fig-buy_apple`, of a figure with the picture `figures/ch05-backprop/buy_apple.png`.
fn figure_id(pieces: &[Piece]) -> String {
    let source = pieces.iter().find_map(|piece| match piece {
        Piece::Tag(tag) if tag.name == "img" => tag.attribute("src"),
        _ => None,
    });
    let stem = Path::new(source.unwrap_or_default()).file_stem().unwrap_or_default();
    format!("fig-{}", stem.to_string_lossy())
}

/// `tab-where-the-paths-end`, of a table with that title.
fn table_id(pieces: &[Piece]) -> String {
    let title: String = pieces.iter().map_while(words_before_end).collect();
    format!("tab-{}", crate::markdown::slug(&words(&title)))
}

fn words_before_end<'a>(piece: &Piece<'a>) -> Option<&'a str> {
    match piece {
        Piece::Tag(tag) if tag.name == "/p" => None,
        Piece::Words(words) => Some(words),
        _ => Some(""),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ui;
    use super::*;

    const FIGURE: &str = "<figure>\n<a href=\"f/a.png\"><img src=\"f/a.png\" alt=\"A\"></a>\n<figcaption><strong>A.</strong></figcaption></figure>";

    #[test]
    fn figures_and_tables_are_counted_by_themselves() {
        let html = format!("{FIGURE}<p class=\"table-title\">Where <em>paths</em> end</p>{FIGURE}");
        let page = Path::new("ch05.html");
        let mut numbers = Numbers::new();
        let out = numbered(&html, page, ui::of(page), &mut numbers);
        for part in [
            "<figure id=\"fig-a\">",
            "<figcaption><span class=\"label\">Figure 5.1</span> <strong>",
            "<p class=\"table-title\" id=\"tab-where-paths-end\"><span class=\"label\">Table 5.1</span> Where",
            "<figure id=\"fig-a-2\">",
            "Figure 5.2",
        ] {
            assert!(out.contains(part), "{part} in {out}");
        }
        assert_eq!(numbers[&(page.to_owned(), "fig-a-2".to_owned())], "5.2");
    }

    #[test]
    fn a_page_that_is_no_chapter_counts_from_one() {
        let page = Path::new("index.html");
        let out = numbered(FIGURE, page, ui::of(page), &mut Numbers::new());
        assert!(out.contains("Figure 1<"), "{out}");
    }
}
