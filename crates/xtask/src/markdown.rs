//! What is in a page's Markdown: which extensions it uses, and which headings it has.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;

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

/// The name that code hosts give to a heading with these words.
pub(crate) fn slug(text: &str) -> String {
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
}
