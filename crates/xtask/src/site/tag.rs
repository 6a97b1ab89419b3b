//! Which tags, comments and words does this HTML have?
//!
//! Rendered pages are dressed in a second pass (links, figures, tables, headings), so that HTML written by hand in a page
//! and HTML made from Markdown are treated alike.

/// A piece of HTML. All pieces, one after the other, are the text again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// Words between tags.
    Words(&'a str),
    /// `<!-- … -->`
    Comment(&'a str),
    /// `<p class="note">` or `</p>`
    Tag(Tag<'a>),
}

/// A tag with its attributes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// From `<` to `>`.
    pub(super) whole: &'a str,
    /// `p`, and `/p` for an end.
    pub(super) name: &'a str,
}

impl<'a> Tag<'a> {
    fn new(whole: &'a str) -> Self {
        let inner = &whole[1..whole.len() - 1];
        let end = inner.find(|c: char| c.is_whitespace() || (c == '/' && !inner.starts_with('/')));
        Self { whole, name: &inner[..end.unwrap_or(inner.len())] }
    }

    /// The value of an attribute, still escaped.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        attributes(self.whole).find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Does its `class` have this word?
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|own| own.split_whitespace().any(|own| own == class))
    }

    /// The tag with this attribute, in place of an older one of its name. The value is escaped already.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let others = attributes(self.whole).filter(|(own, _)| *own != name);
        let mut text = format!("<{}", self.name);
        for (own, value) in others.chain([(name, value)]) {
            text += &format!(" {own}=\"{}\"", value.replace('"', "&quot;"));
        }
        text + ">"
    }
}

/// The attributes of a tag; one without a value has the empty one.
fn attributes(whole: &str) -> impl Iterator<Item = (&str, &str)> {
    let inner = whole.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut rest = inner.find(char::is_whitespace).map_or("", |end| &inner[end..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        let Some(after) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let (value, after) = value(after.trim_start());
        rest = after;
        Some((name, value))
    })
}

/// What stands behind `=`, with or without quotes, and what comes after it.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// All pieces, in order.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let length = length_of_first(rest);
        let (first, after) = rest.split_at(length);
        rest = after;
        Some(match first {
            first if first.starts_with("<!--") => Piece::Comment(first),
            first if is_tag(first) => Piece::Tag(Tag::new(first)),
            first => Piece::Words(first),
        })
    })
}

/// A `<` before a space or a digit is "less than", as browsers read it.
fn is_tag(text: &str) -> bool {
    let next = text.strip_prefix('<').and_then(|inner| inner.chars().next());
    next.is_some_and(|c| c.is_ascii_alphabetic() || c == '/')
}

fn length_of_first(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |at| at + 3);
    }
    if is_tag(text) {
        return length_of_tag(text);
    }
    let begins = |at: &usize| is_tag(&text[*at..]) || text[*at..].starts_with("<!--");
    text.match_indices('<').map(|(at, _)| at).find(begins).unwrap_or(text.len())
}

/// Up to the `>` that is in no quotes.
fn length_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// The words of HTML, without tags, comments and escapes.
pub(super) fn words(html: &str) -> String {
    let words = pieces(html).filter_map(|piece| match piece {
        Piece::Words(words) => Some(words),
        _ => None,
    });
    unescaped(&words.collect::<String>())
}

/// Text as it was before it was escaped for HTML.
pub(super) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "a < b <p class=\"x > y\" hidden>1 &lt; 2<!-- > --></p>";

    #[test]
    fn all_pieces_are_the_text_again() {
        let text = |piece| match piece {
            Piece::Words(text) | Piece::Comment(text) => text,
            Piece::Tag(tag) => tag.whole,
        };
        let found: Vec<&str> = pieces(HTML).map(text).collect();
        assert_eq!(found, ["a < b ", "<p class=\"x > y\" hidden>", "1 &lt; 2", "<!-- > -->", "</p>"]);
        assert_eq!(words(HTML), "a < b 1 < 2");
    }

    #[test]
    fn an_attribute_is_read_added_and_replaced() {
        let tag = Tag::new("<img src='a b.png' width=582 alt=\"x\"/>");
        assert_eq!(
            (tag.name, tag.attribute("src"), tag.attribute("width")),
            ("img", Some("a b.png"), Some("582"))
        );
        assert_eq!(tag.with("alt", "y"), "<img src=\"a b.png\" width=\"582\" alt=\"y\">");
        assert_eq!(Tag::new("</p>").name, "/p");
        assert_eq!(Tag::new("<br/>").name, "br");
        assert!(Tag::new("<p class=\"claim agrees\">").has_class("claim"));
    }
}
