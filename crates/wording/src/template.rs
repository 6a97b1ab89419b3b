//! What is in a format string besides words? Placeholders, and doubled braces that stand for one.

use std::borrow::Cow;

/// A part of a template.
enum Part<'a> {
    Text(&'a str),
    Brace(char),
    /// The name between the braces, without its format.
    Value(&'a str),
}

/// The template with each placeholder replaced by its value; `None` if there are more or fewer values than placeholders.
///
/// ```
/// assert_eq!(wording::filled("{n} of {1} {{units}}", ["3", "50"]).as_deref(), Some("3 of 50 {units}"));
/// assert_eq!(wording::filled("{n} of {1}", ["3"]), None);
/// ```
pub fn filled<S: AsRef<str>>(template: &str, values: impl IntoIterator<Item = S>) -> Option<String> {
    let mut rest = values.into_iter();
    let mut text = String::new();
    for part in parts(template) {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Brace(brace) => text.push(brace),
            Part::Value(_) => text.push_str(rest.next()?.as_ref()),
        }
    }
    rest.next().is_none().then_some(text)
}

/// The template without formats: unnamed placeholders are counted, and a name that stands again gets a number.
pub(crate) fn named(template: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut unnamed = 0;
    let mut text = String::new();
    for part in parts(template) {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Brace(brace) => text.extend([brace, brace]),
            Part::Value("") => {
                unnamed += 1;
                text.push_str(&format!("{{{unnamed}}}"));
            }
            Part::Value(name) => {
                names.push(name);
                match names.iter().filter(|other| **other == name).count() {
                    1 => text.push_str(&format!("{{{name}}}")),
                    times => text.push_str(&format!("{{{name}.{times}}}")),
                }
            }
        }
    }
    text
}

/// A text as a template without values.
pub(crate) fn escaped(text: &'static str) -> Cow<'static, str> {
    if text.contains(['{', '}']) {
        Cow::Owned(text.replace('{', "{{").replace('}', "}}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn parts(template: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (words, after) = rest.split_at(at);
        found.push(Part::Text(words));
        rest = if let Some(more) = after.strip_prefix("{{") {
            found.push(Part::Brace('{'));
            more
        } else if let Some(more) = after.strip_prefix("}}") {
            found.push(Part::Brace('}'));
            more
        } else {
            let (inside, more) = after[1..].split_once('}').unwrap_or((&after[1..], ""));
            found.push(Part::Value(inside.split(':').next().unwrap_or_default().trim()));
            more
        };
    }
    found.push(Part::Text(rest));
    found
}
