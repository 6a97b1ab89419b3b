//! What if the learner's code panics? That is an answer, too: it gets a sentence with its line, not a backtrace.

use crate::{Diagnosis, Verdict};
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// What was said when it panicked, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Panic {
    said: String,
    place: String,
}

thread_local! {
    /// The panic of this thread, while its answer runs; `None` otherwise.
    static HEARD: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Runs an answer, and keeps quiet if it panics.
pub(crate) fn caught<T>(answer: impl FnOnce() -> T) -> Result<T, Panic> {
    listen();
    let outer = HEARD.replace(Some(Panic::default()));
    // What the answer was about to change is not looked at again.
    let result = catch_unwind(AssertUnwindSafe(answer));
    let heard = HEARD.replace(outer).unwrap_or_default();
    result.map_err(|_| heard)
}

/// Runs what judges an answer; a panic in it becomes a sentence that begins with `name`.
pub(crate) fn judged(name: &str, judge: impl FnOnce() -> Verdict) -> Verdict {
    caught(judge).unwrap_or_else(|panic| Err(panic.told(name, "")))
}

/// Panics of a running answer are kept; all others are printed as before.
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
        let said = words.unwrap_or("no word").to_owned();
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        let place = place.unwrap_or_default();
        // Shapes that do not fit are found inside ndarray: what helps is the learner's line that called it.
        let called = if is_of_the_course(&place) { None } else { line_of_the_course() };
        Self { said, place: called.unwrap_or(place) }
    }

    /// The sentence for whoever wrote `name`; `for_what` is what it was asked for.
    pub(crate) fn told(&self, name: &str, for_what: &str) -> Diagnosis {
        if self.is_todo() {
            return Diagnosis::of("not written yet", format!("{name}: not written yet."));
        }
        Diagnosis::of("panicked", format!("{name} {self}{for_what}"))
    }

    /// Whether it stands where nothing has been written yet: `todo!()`.
    fn is_todo(&self) -> bool {
        self.said.starts_with("not yet implemented")
    }
}

/// `exercises/ch05/…` or `solutions/ch05/…`
fn is_of_the_course(place: &str) -> bool {
    ["exercises/ch", "solutions/ch"].iter().any(|folder| place.contains(folder))
}

/// The innermost line of an exercise that is being run, from the list of callers.
fn line_of_the_course() -> Option<String> {
    let callers = std::backtrace::Backtrace::force_capture().to_string();
    let places = callers.lines().filter_map(|line| line.trim().strip_prefix("at "));
    let line = places.into_iter().find(|place| is_of_the_course(place))?;
    // Without the column.
    line.trim_start_matches("./").rsplit_once(':').map(|(line, _)| line.to_owned())
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stopped at {} with\n    {}", self.place, self.said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_kept_with_its_words_and_its_line() {
        let panic = caught(|| -> u8 { panic!("no {}", "rows") }).unwrap_err();
        assert_eq!(panic.said, "no rows");
        assert!(panic.to_string().contains("panic.rs:"));
        assert!(caught(|| -> u8 { panic!("not yet implemented: which?") }).unwrap_err().is_todo());
        assert!(caught(|| 1).is_ok());
    }
}
