//! What can be searched: every section of every page, as words without marks.

use crate::markdown::{headings, options};
use anyhow::Result;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A script that sets `SECTIONS`: address, title and words of each.
///
/// # Errors
/// If it cannot be written as JSON.
pub(crate) fn index(pages: &[(PathBuf, String)]) -> Result<String> {
    let sections: Vec<Value> = pages.iter().flat_map(|(path, text)| sections(path, text)).collect();
    Ok(format!("const SECTIONS = {};\n", serde_json::to_string(&sections)?))
}

fn sections(path: &std::path::Path, text: &str) -> Vec<Value> {
    let page = path.with_extension("html").display().to_string();
    let headings = headings(text);
    let mut words: Vec<String> = Vec::new();
    let mut is_heading = false;
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                words.push(String::new());
                is_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Text(text) | Event::Code(text) if !is_heading => {
                if let Some(last) = words.last_mut() {
                    last.push_str(&text);
                    last.push(' ');
                }
            }
            _ => {}
        }
    }
    let both = headings.iter().zip(words);
    both.map(|(heading, words)| json!([format!("{page}#{}", heading.id), heading.text, words])).collect()
}
