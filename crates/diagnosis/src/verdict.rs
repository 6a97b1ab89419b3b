//! What does the learner read?

use std::fmt;

/// The result of an exercise's test: fine, or what is wrong.
pub type Verdict = Result<(), Diagnosis>;

/// What is wrong with an answer, in sentences for the learner.
///
/// A failing test prints its `Debug` form, so that form is the text itself and not a list of fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnosis {
    mistake: Option<String>,
    text: String,
}

impl Diagnosis {
    /// A diagnosis without a known mistake.
    pub fn new(text: impl Into<String>) -> Self {
        Self { mistake: None, text: text.into() }
    }

    /// A diagnosis of a known mistake, by its name in the bank.
    pub fn of(mistake: impl Into<String>, text: impl Into<String>) -> Self {
        Self { mistake: Some(mistake.into()), text: text.into() }
    }

    /// The verdict on an answer of several parts: fine without a diagnosis, else all of them, with the name of the
    /// first known mistake.
    pub(crate) fn of_parts(diagnosis: &[Self]) -> Verdict {
        if diagnosis.is_empty() {
            return Ok(());
        }
        let text = diagnosis.iter().map(Self::text).collect::<Vec<_>>().join("\n\n");
        Err(Self { mistake: diagnosis.iter().find_map(|diagnosis| diagnosis.mistake.clone()), text })
    }

    /// The name of the mistake, if it is a known one.
    pub fn mistake(&self) -> Option<&str> {
        self.mistake.as_deref()
    }

    /// The name of the mistake and its hint, which is the last paragraph.
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
