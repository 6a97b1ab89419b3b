//! What can be searched? Every section of every page, as words without marks; one index per language.

use super::page::Page;
use super::tag::{Piece, pieces, unescaped};
use anyhow::Result;
use serde_json::{Value, json};

/// What is not read: formulas, forms that repeat a list, and labels of folds.
const SKIPPED: [&str; 3] = ["math", "form", "summary"];

/// A script that sets `INDEX`: the pages, and address, heading and words of each section.
///
/// # Errors
/// If it cannot be written as JSON.
pub(super) fn index(pages: &[&Page]) -> Result<String> {
    let titles: Vec<Value> =
        pages.iter().map(|page| json!([page.place.target, page.title(), is_chapter(page)])).collect();
    let sections: Vec<Value> = pages.iter().enumerate().flat_map(|(at, page)| sections(at, page)).collect();
    let index = json!({ "pages": titles, "sections": sections });
    Ok(format!("const INDEX = {};\n", serde_json::to_string(&index)?))
}

/// A chapter comes before the pages that only point to it.
fn is_chapter(page: &Page) -> bool {
    page.place.target.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("ch0"))
}

fn sections(at: usize, page: &Page) -> Vec<Value> {
    let section = |(id, heading, text): (String, String, String)| json!([at, id, heading, text]);
    split(&page.html).into_iter().map(section).collect()
}

/// Id, heading and words of each section.
fn split(html: &str) -> Vec<(String, String, String)> {
    let mut found: Vec<(String, String, String)> = Vec::new();
    let mut skipped = 0_usize;
    let mut is_heading = false;
    for piece in pieces(html) {
        match piece {
            Piece::Tag(tag) if SKIPPED.contains(&tag.name) => skipped += 1,
            Piece::Tag(tag) if tag.name.strip_prefix('/').is_some_and(|name| SKIPPED.contains(&name)) => {
                skipped = skipped.saturating_sub(1);
            }
            Piece::Tag(tag) if ["h1", "h2", "h3", "h4"].contains(&tag.name) => {
                let id = tag.attribute("id").unwrap_or_default().to_owned();
                found.push((id, String::new(), String::new()));
                is_heading = true;
            }
            Piece::Tag(tag) if ["/h1", "/h2", "/h3", "/h4"].contains(&tag.name) => is_heading = false,
            Piece::Words(words) if skipped == 0 => {
                let Some((_, heading, text)) = found.last_mut() else { continue };
                let into = if is_heading { heading } else { text };
                into.push_str(&unescaped(words));
            }
            _ => {}
        }
    }
    for (_, heading, text) in &mut found {
        *heading = spaced(heading);
        *text = spaced(text);
    }
    found
}

/// With single spaces.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_their_words_without_marks_formulas_and_forms() {
        let html = "<h1 id=\"t\">T</h1><p>one &lt; <b>two</b></p><form>no</form><math>x</math><!-- n -->\n\
                    <h2 id=\"a\">A <code>b</code></h2><figcaption>three</figcaption>";
        let own = |text: &str| text.to_owned();
        assert_eq!(
            split(html),
            [(own("t"), own("T"), own("one < two")), (own("a"), own("A b"), own("three"))]
        );
    }
}
