//! What is a learner told?

use std::fmt;

/// What an exercise's test gives: nothing to say, or what is wrong.
pub type Verdict = Result<(), Diagnosis>;

/// What is wrong with an answer, in sentences for the one who wrote it.
///
/// A test that returns it prints its `Debug` form, so that form is the text itself, not a list of fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnosis {
    mistake: Option<String>,
    text: String,
}

impl Diagnosis {
    /// A diagnosis that knows only what was seen.
    pub fn new(text: impl Into<String>) -> Self {
        Self { mistake: None, text: text.into() }
    }

    /// A diagnosis that knows the mistake, by its name in the bank.
    pub fn of(mistake: impl Into<String>, text: impl Into<String>) -> Self {
        Self { mistake: Some(mistake.into()), text: text.into() }
    }

    /// The verdict on an answer of several parts: right if nothing was told, else all that was told, with the first known
    /// mistake's name.
    pub(crate) fn of_parts(told: &[Self]) -> Verdict {
        if told.is_empty() {
            return Ok(());
        }
        let text = told.iter().map(Self::text).collect::<Vec<_>>().join("\n\n");
        Err(Self { mistake: told.iter().find_map(|told| told.mistake.clone()), text })
    }

    /// The name of the mistake, if it is a known one.
    pub fn mistake(&self) -> Option<&str> {
        self.mistake.as_deref()
    }

    /// The name of the mistake and what is said of it, which is the last paragraph.
    pub(crate) fn cause(&self) -> (Option<&str>, &str) {
        (self.mistake(), self.text.lines().last().unwrap_or_default())
    }

    /// The sentences.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n\n{}\n", self.text)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Diagnosis {}
