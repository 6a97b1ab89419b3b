//! Code in colours, with as little knowledge of Rust as that takes.

use crate::html::escaped;

const KEYWORDS: [&str; 32] = [
    "as", "break", "const", "continue", "else", "enum", "false", "fn", "for", "if", "impl", "in", "let",
    "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self", "static", "struct",
    "trait", "true", "type", "use", "where", "while", "crate",
];

/// A block of code or output.
pub(crate) fn block(language: &str, text: &str) -> String {
    let inner = if language == "rust" { rust(text) } else { escaped(text) };
    let class = if language.is_empty() { "text" } else { language };
    format!("<pre class=\"{class}\"><code>{inner}</code></pre>\n")
}

/// Rust's comments, strings, numbers and keywords, line by line.
pub(super) fn rust(text: &str) -> String {
    text.split_inclusive('\n').map(line).collect()
}

/// Comments, strings, numbers and keywords of one line.
fn line(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (class, length) = token(rest);
        let (word, after) = rest.split_at(length);
        out += &match class {
            "" => escaped(word),
            class => format!("<span class=\"{class}\">{}</span>", escaped(word)),
        };
        rest = after;
    }
    out
}

/// What the text begins with: its class and how long it is.
fn token(text: &str) -> (&'static str, usize) {
    let first = text.chars().next().unwrap_or(' ');
    let while_in = |is: fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    if text.starts_with("//") {
        return ("comment", text.trim_end_matches('\n').len());
    }
    if first == '"' {
        let end = text[1..].find('"').map_or(text.len(), |end| end + 2);
        return ("string", end);
    }
    if first.is_ascii_digit() {
        return ("number", while_in(|c| c.is_ascii_alphanumeric() || c == '_'));
    }
    if first.is_alphabetic() || first == '_' {
        let length = while_in(|c| c.is_alphanumeric() || c == '_');
        let word = &text[..length];
        let class = match word {
            word if KEYWORDS.contains(&word) => "keyword",
            _ if first.is_uppercase() => "type",
            _ => "",
        };
        return (class, length);
    }
    ("", first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_keywords_are_marked() {
        let html = rust("fn f(x: &f64) -> bool { *x < 1.0 } // \"é\"\n");
        assert!(html.contains("<span class=\"keyword\">fn</span>"), "{html}");
        assert!(html.contains("x &lt; <span class=\"number\">1</span>"), "{html}");
        assert!(html.contains("<span class=\"comment\">// &quot;é&quot;</span>\n"), "{html}");
    }
}
