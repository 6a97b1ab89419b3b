//! How is a recorded text written into a page? With its values, and so that Markdown takes none of it for a mark.

use crate::html;
use serde_json::Value;

/// The text of a record: a string, or a template followed by its values.
pub(crate) fn text(phrase: &Value) -> String {
    match phrase {
        Value::Array(parts) => {
            let mut parts = parts.iter().filter_map(Value::as_str);
            wording::filled(parts.next().unwrap_or_default(), parts).unwrap_or_default()
        }
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// The text in a line of Markdown; what stands between backticks is code.
pub(crate) fn markdown(phrase: &Value) -> String {
    let mut out = String::new();
    let text = with_minus(&text(phrase));
    let has_code = text.matches('`').count().is_multiple_of(2);
    let mut in_code = false;
    for character in text.trim().chars() {
        match character {
            '`' if has_code => {
                in_code = !in_code;
                out.push('`');
            }
            '|' => out += "\\|",
            other if in_code => out.push(other),
            '*' | '_' | '\\' | '`' | '$' | '[' | ']' | '~' => out.extend(['\\', character]),
            '<' => out += "&lt;",
            '&' => out += "&amp;",
            '\n' => out += "<br>",
            other => out.push(other),
        }
    }
    out
}

/// The text in HTML.
pub(crate) fn html(phrase: &Value) -> String {
    escaped(with_minus(&text(phrase)).trim())
}

/// The hyphen of a negative number becomes a minus, except in code and in arrays, which are printed as code is.
fn with_minus(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut before, mut in_code, mut brackets) = (' ', false, 0_usize);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        in_code ^= character == '`';
        match character {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let is_sign = character == '-' && !in_code && brackets == 0 && matches!(before, ' ' | '(' | '\n');
        out.push(if is_sign && rest.peek().is_some_and(char::is_ascii_digit) { '−' } else { character });
        before = character;
    }
    out
}

/// Text of one line in HTML.
pub(crate) fn escaped(text: &str) -> String {
    html::escaped(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_stand_where_the_template_has_names() {
        assert_eq!(text(&json!(["{n} of {1} units {{x}}", "3", "50"])), "3 of 50 units {x}");
        assert_eq!(text(&json!("f = {x}")), "f = {x}");
    }

    #[test]
    fn markdown_and_html_take_a_text_as_it_is() {
        assert_eq!(markdown(&json!("a_1 * [b] < |c|")), r"a\_1 \* \[b\] &lt; \|c\|");
        assert_eq!(markdown(&json!("run `a_b --c` or a_b")), r"run `a_b --c` or a\_b");
        assert_eq!(html(&json!("a < \"b\"")), "a &lt; &quot;b&quot;");
    }

    #[test]
    fn a_negative_number_has_a_minus_and_a_range_or_code_a_hyphen() {
        let text = "-0.7 against (-2), 784-50-10, 1e-7, `-1`, [-1, -2], -3, a - b";
        assert_eq!(with_minus(text), "−0.7 against (−2), 784-50-10, 1e-7, `-1`, [-1, -2], −3, a - b");
    }
}
