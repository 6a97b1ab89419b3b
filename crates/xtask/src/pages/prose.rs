//! What of a page is prose? What a reader reads aloud: not code, not what a run was filled in with, no comments, no tags.

use super::blocks;

/// The prose of a page, its paragraphs kept apart.
pub(crate) fn prose(page: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    let mut is_filled = false;
    for line in page.lines() {
        if let Some(mark) = blocks::fence_of(line) {
            fence = if fence == Some(mark) { None } else { fence.or(Some(mark)) };
            continue;
        }
        if fence.is_some() {
            continue;
        }
        if let Some((kind, _)) = blocks::mark(line) {
            // A story is told in sentences; all other blocks show code, or what a run gave.
            is_filled = kind != "story" && kind != "explanation";
        }
        is_filled &= line != blocks::END;
        if !is_filled {
            out += &format!("{}\n", without_marks(line));
        }
    }
    out
}

/// A line without comments and tags.
pub(crate) fn without_marks(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        let is_mark = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '/'));
        let end = if after.starts_with("!--") { "-->" } else { ">" };
        out += before;
        match after.split_once(end).filter(|_| is_mark) {
            Some((_, more)) => rest = more,
            None => {
                out.push('<');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_runs_comments_and_tags_are_no_prose() {
        let page = "A <!-- n: a %d -->7<!-- /n --> b < 2.\n```rust\ncode\n```\n<!-- run: ch01/coin -->\n| t |\n<!-- end -->\n\
                    <!-- story: ch01/coin -->\n<div class=\"story\">\ntold\n</div>\n<!-- end -->\nend";
        let told: Vec<String> = prose(page).lines().map(str::to_owned).collect();
        assert_eq!(told, ["A 7 b < 2.", "", "", "", "told", "", "", "end"]);
    }
}
