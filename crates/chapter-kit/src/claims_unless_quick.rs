//! When may the numbers decide about what a text claims? Not after a run that was cut short.

use crate::{Outcome, Run, Scale};

/// Adds `claims`; at quick scale, where no training gets to its end, a note in their place.
///
/// ```
/// use chapter_kit::{Outcome, Run, Scale, Source, claims_unless_quick};
///
/// let mut outcome = Outcome::new();
/// claims_unless_quick(&Run::for_test(1, Scale::Quick), &mut outcome, |outcome| {
///     outcome.claim(Source::Book("6.4.3"), "dropout reduces overfitting", "the gap shrinks from 31 to 12 %", true);
/// });
/// assert!(outcome.claims().is_empty());
/// ```
pub fn claims_unless_quick(run: &Run, outcome: &mut Outcome, claims: impl FnOnce(&mut Outcome)) {
    if run.scale() == Scale::Quick {
        outcome.note("A quick run does not train long enough to judge what the text claims.");
    } else {
        claims(outcome);
    }
}
