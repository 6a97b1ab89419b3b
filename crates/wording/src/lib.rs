//! What does a reader see, and which parts of it are numbers? Sentences that remember where their values stand.
//!
//! A table, a figure or a claim is read by people, on a terminal, on a page, some day in another language. The sentence
//! stays the same from run to run; its numbers don't. [`say!`] writes like `format!` and keeps both apart:
//!
//! ```
//! use wording::say;
//!
//! let (n, steps) = (28, 30);
//! let words = say!("y changes its sign in {n} of {} steps", steps);
//! assert_eq!(words.to_string(), "y changes its sign in 28 of 30 steps");
//! assert_eq!(words.template(), "y changes its sign in {n} of {1} steps");
//! assert_eq!(words.values(), ["28", "30"]);
//! ```

mod sentence;
mod template;

use std::{borrow::Cow, fmt, ops::Deref};

pub use sentence::sentence;
pub use template::filled;

/// The macro that takes a template apart; [`say!`] is the one to use.
#[doc(hidden)]
pub use wording_macro::say_with;

/// As `format!`, but the result is [`Words`], which know their template and their values.
#[macro_export]
macro_rules! say {
    ($($template_and_arguments:tt)*) => {
        $crate::say_with!($crate; $($template_and_arguments)*)
    };
}

/// Text for people: a template, and the values that stand in it.
///
/// A plain `&'static str` is a template without values. There is no way from a `String`: whoever put a number into one has
/// lost where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    template: Cow<'static, str>,
    values: Vec<String>,
    text: String,
}

impl Words {
    /// The template of a format string with its formatted values, in the order in which they stand. [`say!`] calls it.
    ///
    /// # Panics
    /// If there are more or fewer values than placeholders.
    pub fn of(template: &'static str, values: Vec<String>) -> Self {
        Self::owned(Cow::Borrowed(template), values)
    }

    /// Names of things that come from data: a file's, a label's. They are no sentence and are never translated.
    pub fn name(name: impl fmt::Display) -> Self {
        Self::of("{}", vec![name.to_string()])
    }

    /// Several in a row, with `separator` between them.
    ///
    /// ```
    /// use wording::{Words, say};
    ///
    /// let parts = [("SGD", 0.93), ("Adam", 0.95)].map(|(name, accuracy)| say!("{name} {accuracy:.2}"));
    /// let list = Words::list(parts, ", ");
    /// assert_eq!(&*list, "SGD 0.93, Adam 0.95");
    /// assert_eq!(list.values(), ["SGD", "0.93", "Adam", "0.95"]);
    /// ```
    pub fn list(parts: impl IntoIterator<Item = Words>, separator: &'static str) -> Self {
        let parts: Vec<Words> = parts.into_iter().collect();
        let templates: Vec<&str> = parts.iter().map(|part| &*part.template).collect();
        let template = templates.join(separator);
        Self::owned(Cow::Owned(template), parts.into_iter().flat_map(|part| part.values).collect())
    }

    /// The sentence with a name or a number for each value: `"{n} of {1} units"`. It is the same in every run, and the
    /// key under which a translation finds it.
    pub fn template(&self) -> String {
        template::named(&self.template)
    }

    /// The values, in the order in which they stand in the template.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn owned(template: Cow<'static, str>, values: Vec<String>) -> Self {
        match filled(&template, &values) {
            Some(text) => Self { template, values, text },
            None => panic!("`{template}` has more or fewer placeholders than {} values", values.len()),
        }
    }
}

impl From<&'static str> for Words {
    fn from(text: &'static str) -> Self {
        Self { template: template::escaped(text), values: Vec::new(), text: text.to_owned() }
    }
}

impl From<&Words> for Words {
    fn from(words: &Words) -> Self {
        words.clone()
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// For tests: the text, whatever its template.
impl PartialEq<&str> for Words {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl fmt::Display for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn say_formats_as_format_does() {
        let (n, x, digits) = (3, 2.0 / 3.0, 4);
        let said = [
            say!("{n} of {}", 7),
            say!("{x:.2} and {x:.digits$}, {0}", n),
            say!("{share:>7.1} %", share = 100.0 * x),
            say!("{{n}} \u{2013} {:?}", "a\"b"),
            say!("nothing"),
        ];
        let formatted = [
            format!("{n} of {}", 7),
            format!("{x:.2} and {x:.digits$}, {n}"),
            format!("{share:>7.1} %", share = 100.0 * x),
            format!("{{n}} \u{2013} {:?}", "a\"b"),
            "nothing".to_owned(),
        ];
        assert_eq!(said.map(|words| words.to_string()), formatted);
    }

    #[test]
    fn the_template_is_the_same_whatever_the_values_are() {
        let sentence = |n: usize| say!("{n} of {} units, {:.1} %", 50, n as f64);
        assert_eq!(sentence(1).template(), sentence(20).template());
        assert_eq!(sentence(1).template(), "{n} of {1} units, {2} %");
        assert_ne!(sentence(1), sentence(20));
    }

    #[test]
    fn a_plain_text_with_braces_is_its_own_template() {
        let words = Words::from("f = {x}");
        assert_eq!((words.as_str(), words.template().as_str()), ("f = {x}", "f = {{x}}"));
        assert_eq!(&*Words::list([words, say!("{}", 1)], "; "), "f = {x}; 1");
    }

    #[test]
    fn what_stands_twice_keeps_its_two_values() {
        let words = say!("{x:.1} rounded from {x}", x = 0.25);
        assert_eq!(words.template(), "{x} rounded from {x.2}");
        assert_eq!(words.values(), ["0.2", "0.25"]);
    }
}
