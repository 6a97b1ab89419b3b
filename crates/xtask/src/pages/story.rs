//! How does a page tell what an experiment shows? With the comment on top of its file, from which the question is left out.

use anyhow::{Context, Result, ensure};
use std::path::Path;

/// The story of `name` in `chapter`, as Markdown.
///
/// # Errors
/// If the experiment's file cannot be read, or tells nothing but its question.
pub(crate) fn story(root: &Path, chapter: &str, name: &str) -> Result<String> {
    let path = root.join("crates").join(chapter).join("src/experiments").join(format!("{name}.rs"));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let told = told(&text);
    ensure!(!told.trim().is_empty(), "{} has no story under its question", path.display());
    Ok(format!("<div class=\"story\">\n\n{}\n\n</div>\n", told.trim()))
}

/// What stands under the question: all from the second paragraph on.
fn told(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let below = lines.iter().skip_while(|line| !line.trim().is_empty());
    let mut fenced = false;
    let shown = below.map(|line| {
        let is_fence = line.starts_with("```");
        let opens = is_fence && !fenced;
        fenced ^= is_fence;
        match () {
            // A bare fence is Rust in a comment, and text on a page.
            () if opens && *line == "```" => "```text".to_owned(),
            () if is_fence || fenced => (*line).to_owned(),
            () if line.starts_with('#') => format!("**{}**", line.trim_start_matches('#').trim()),
            () => without_links(line),
        }
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// Links to items, in square brackets, are words on a page.
fn without_links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inner, behind)) = after.split_once(']') else { break };
        let target = behind.strip_prefix('(').and_then(|more| more.split_once(')'));
        let (is_link, more) = match target {
            Some((address, more)) if !address.contains("://") => (true, more),
            Some(_) => (false, behind),
            None => (inner.starts_with('`') && inner.ends_with('`'), behind),
        };
        out += before;
        out += &if is_link { inner.to_owned() } else { format!("[{inner}]") };
        rest = more;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_left_out_and_links_to_items_are_words() {
        let text = "//! Why?\n//!\n//! What to see: [`Sgd`] and [it](crate::x), w[1], [web](https://a.b).\n//!\n//! ```\n//! # [x]\n//! ```\nuse a;\n//! no";
        let expected = "\nWhat to see: `Sgd` and it, w[1], [web](https://a.b).\n\n```text\n# [x]\n```";
        assert_eq!(told(text), expected);
    }
}
