//! When may the numbers judge what a text claims? Not after a run that was cut short.

use chapter_kit::{Outcome, Run, Scale};

/// Adds `claims`; at quick scale, where nothing is learnt to its end, a note in their place.
pub fn judge(run: &Run, outcome: &mut Outcome, claims: impl FnOnce(&mut Outcome)) {
    if run.scale() == Scale::Quick {
        outcome.note("A quick run does not train long enough to judge what the text claims.");
    } else {
        claims(outcome);
    }
}
