//! What if the learner's code panics? That is feedback too: a sentence with its line, not a backtrace.

use crate::{Diagnosis, Verdict};
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The message of a panic, and where it happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Panic {
    said: String,
    location: String,
}

thread_local! {
    /// The panic of this thread while an answer runs; `None` otherwise.
    static HEARD: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Runs an answer; a panic is caught and not printed.
pub(crate) fn caught<T>(answer: impl FnOnce() -> T) -> Result<T, Panic> {
    listen();
    let outer = HEARD.replace(Some(Panic::default()));
    // What the answer was about to change isn't used afterwards.
    let result = catch_unwind(AssertUnwindSafe(answer));
    let heard = HEARD.replace(outer).unwrap_or_default();
    result.map_err(|_| heard)
}

/// Runs a check; a panic in it becomes a diagnosis that begins with `name`.
pub(crate) fn judged(name: &str, judge: impl FnOnce() -> Verdict) -> Verdict {
    caught(judge).unwrap_or_else(|panic| Err(panic.diagnosis(name, "")))
}

/// Panics of a running answer are stored; all others are printed as before.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            let is_answer =
                HEARD.with_borrow_mut(|heard| heard.as_mut().map(|heard| *heard = Panic::of(info)).is_some());
            if !is_answer {
                before(info);
            }
        }));
    });
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let words = info.payload().downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| info.payload().downcast_ref::<&str>().copied());
        let said = words.unwrap_or("no message").to_owned();
        let location = info.location().map(|location| format!("{}:{}", location.file(), location.line()));
        let location = location.unwrap_or_default();
        // Mismatched shapes panic inside ndarray: what helps is the learner's line that called it.
        let called = if is_of_the_course(&location) { None } else { line_of_the_course() };
        Self { said, location: called.unwrap_or(location) }
    }

    /// The sentence for the author of `name`; `for_what` is the input.
    pub(crate) fn diagnosis(&self, name: &str, for_what: &str) -> Diagnosis {
        if self.is_todo() {
            return Diagnosis::of("not written yet", format!("{name}: not written yet."));
        }
        Diagnosis::of("panicked", format!("{name} {self}{for_what}"))
    }

    /// Whether it comes from a `todo!()`.
    fn is_todo(&self) -> bool {
        self.said.starts_with("not yet implemented")
    }
}

/// `exercises/ch05/…` or `solutions/ch05/…`
fn is_of_the_course(location: &str) -> bool {
    ["exercises/ch", "solutions/ch"].iter().any(|folder| location.contains(folder))
}

/// The innermost line of a running exercise in the backtrace.
fn line_of_the_course() -> Option<String> {
    let callers = std::backtrace::Backtrace::force_capture().to_string();
    let locations = callers.lines().filter_map(|line| line.trim().strip_prefix("at "));
    let line = locations.into_iter().find(|location| is_of_the_course(location))?;
    // Drop the column.
    line.trim_start_matches("./").rsplit_once(':').map(|(line, _)| line.to_owned())
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked at {} with\n    {}", self.location, self.said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_stored_with_its_message_and_its_line() {
        let panic = caught(|| -> u8 { panic!("no {}", "rows") }).unwrap_err();
        assert_eq!(panic.said, "no rows");
        assert!(panic.to_string().contains("panic.rs:"));
        assert!(caught(|| -> u8 { panic!("not yet implemented: which?") }).unwrap_err().is_todo());
        assert!(caught(|| 1).is_ok());
    }
}
