//! What if an experiment fails, or its code panics? Whatever goes wrong with it stays its own affair.

use std::{
    any::Any,
    panic::{self, AssertUnwindSafe},
};

/// Why an experiment has no outcome.
#[derive(Debug)]
pub struct Failure {
    /// What went wrong, on one line.
    pub sentence: String,
    /// The error; a panic has none.
    pub error: Option<anyhow::Error>,
}

impl Failure {
    /// Whether it is this error.
    pub fn is<E: std::error::Error + Send + Sync + 'static>(&self) -> bool {
        self.error.as_ref().is_some_and(anyhow::Error::is::<E>)
    }
}

/// Does `work`, an experiment's or what belongs to it, and turns errors and panics into a [`Failure`].
///
/// ```
/// let failure = chapter_kit::caught(|| -> anyhow::Result<()> { anyhow::bail!("no coin") }).unwrap_err();
/// assert_eq!(failure.sentence, "no coin");
/// ```
///
/// # Errors
/// If `work` does not succeed.
pub fn caught<T>(work: impl FnOnce() -> anyhow::Result<T>) -> Result<T, Failure> {
    // A panic is a mistake in one experiment's code. The others share nothing with it that it could have spoilt.
    match panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(error)) => Err(Failure { sentence: one_line(&format!("{error:#}")), error: Some(error) }),
        Err(panic) => {
            let words = format!("a mistake in the code of the experiment: {}", message(&*panic));
            Err(Failure { sentence: one_line(&words), error: None })
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked")
}
