//! How does the Markdown of a page become HTML? With formulas as MathML, code in colours, and cards.

use super::link::Place;
use super::ui::{self, Ui};
use super::{card, formula, highlight};
use crate::markdown::{Heading, headings, options};
use anyhow::{Context, Result};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html};

/// A page of the book, or a Markdown file that one links to.
pub(super) struct Page {
    pub(super) place: Place,
    pub(super) headings: Vec<Heading>,
    /// Rendered; its links are still those of the Markdown.
    pub(super) html: String,
    pub(super) ui: &'static Ui,
}

impl Page {
    /// Renders a page.
    ///
    /// # Errors
    /// If a formula is not understood, or a card cannot work.
    pub(super) fn new(place: Place, text: &str) -> Result<Self> {
        let ui = ui::of(&place.target);
        let html = rendered(text, ui).with_context(|| place.source.display().to_string())?;
        Ok(Self { headings: headings(text), html, ui, place })
    }

    /// The words of its first heading.
    pub(super) fn title(&self) -> &str {
        self.headings.first().map_or("", |heading| &heading.text)
    }
}

fn rendered(text: &str, ui: &Ui) -> Result<String> {
    let mut ids = headings(text).into_iter().map(|heading| heading.id);
    let mut events = Vec::new();
    let mut code: Option<(String, String)> = None;
    for event in Parser::new_ext(text, options()) {
        events.push(match event {
            Event::InlineMath(tex) => Event::InlineHtml(formula::mathml(&tex, false)?.into()),
            Event::DisplayMath(tex) => Event::InlineHtml(formula::mathml(&tex, true)?.into()),
            Event::Start(Tag::CodeBlock(kind)) => {
                code = Some((language(&kind), String::new()));
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
            other => other,
        });
    }
    let mut out = String::new();
    html::push_html(&mut out, card::made(events, ui)?.into_iter());
    Ok(out)
}

fn language(kind: &CodeBlockKind) -> String {
    match kind {
        CodeBlockKind::Fenced(language) => language.to_string(),
        CodeBlockKind::Indented => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn html(text: &str) -> String {
        let root = crate::workspace::root();
        Page::new(Place::of(Path::new("notebooks-md/ch05.md"), &root), text).unwrap().html
    }

    #[test]
    fn a_page_has_formulas_without_dollars() {
        let body = html("# T\n\n$w_1$\n\n$$\\frac{1}{n}$$\n");
        assert!(body.contains("<math") && !body.contains('$'), "{body}");
    }

    #[test]
    fn markdown_in_a_call_out_is_rendered() {
        let body = html("<blockquote class=\"claim agrees\">\n\nIt *is*.\n\n</blockquote>\n");
        assert!(
            body.contains("<blockquote class=\"claim agrees\">\n<p>It <em>is</em>.</p>\n</blockquote>"),
            "{body}"
        );
    }

    #[test]
    fn numbers_in_a_table_keep_their_alignment() {
        let body = html("| a | n |\n|---|---:|\n| x | 1 |\n");
        assert!(body.contains("<td style=\"text-align: right\">1</td>"), "{body}");
    }
}
