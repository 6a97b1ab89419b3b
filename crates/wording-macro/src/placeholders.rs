//! Which placeholders does a format string have? `{n:.2}` is one, `{{` and the `\u{2013}` of a source text are none.

/// One `{name:format}`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// Empty for `{}` and `{:.2}`.
    pub(crate) name: String,
    /// With its colon: `:.2`; empty for `{}`.
    pub(crate) format: String,
}

/// The placeholders of a string literal as it stands in the source, quotes and escapes included.
///
/// # Errors
/// If one isn't closed, or takes its precision from a further argument.
pub(crate) fn placeholders(source: &str) -> Result<Vec<Placeholder>, String> {
    let is_raw = source.starts_with('r');
    let mut found = Vec::new();
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if !is_raw => skip_escape(&mut characters),
            '{' if characters.peek() == Some(&'{') => {
                characters.next();
            }
            '{' => {
                let mut inside = String::new();
                loop {
                    match characters.next() {
                        Some('}') => break,
                        Some(other) => inside.push(other),
                        None => return Err(format!("`{{{inside}` is not closed")),
                    }
                }
                found.push(placeholder(&inside)?);
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Skips what follows a backslash: one character, or of `\u{2013}` the braces and all between them.
fn skip_escape(characters: &mut impl Iterator<Item = char>) {
    if characters.next() == Some('u') {
        characters.find(|&character| character == '}');
    }
}

fn placeholder(inside: &str) -> Result<Placeholder, String> {
    let (name, format) = match inside.find(':') {
        Some(colon) => inside.split_at(colon),
        None => (inside, ""),
    };
    if format.contains('*') {
        return Err("write the precision as `{x:.digits$}`, with a variable".to_owned());
    }
    Ok(Placeholder { name: name.trim().to_owned(), format: format.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<(String, String)> {
        placeholders(source).unwrap().into_iter().map(|one| (one.name, one.format)).collect()
    }

    fn pair(name: &str, format: &str) -> (String, String) {
        (name.to_owned(), format.to_owned())
    }

    #[test]
    fn names_and_formats_are_told_apart() {
        assert_eq!(names(r#""{n} of {}: {x:.2} %""#), [pair("n", ""), pair("", ""), pair("x", ":.2")]);
    }

    #[test]
    fn doubled_braces_and_escapes_are_text() {
        assert_eq!(names(r#""{{n}} \u{2013} {x} \" {y}""#), [pair("x", ""), pair("y", "")]);
        assert_eq!(names(r#"r"\u{x}""#), [pair("x", "")]);
    }

    #[test]
    fn what_cannot_be_formatted_by_itself_is_refused() {
        assert!(placeholders(r#""{n""#).is_err());
        assert!(placeholders(r#""{x:.*}""#).is_err());
    }
}
