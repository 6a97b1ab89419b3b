//! What a chapter is made of: experiments, each with the question it answers.

use std::fmt;

use crate::{Outcome, Run, Scale};

/// A chapter: what its binary hands to `chapter_cli::main`.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The package's name, which is also the name of the folder for its figures: `ch06-init-optim`.
    pub name: &'static str,
    /// What the chapter is about, for a human.
    pub title: &'static str,
    /// All experiments, in the book's order.
    pub experiments: &'static [Experiment],
}

/// One script of the book, or one claim: a question that a computation answers.
///
/// ```
/// use chapter_kit::{Experiment, Outcome, Run, Takes};
///
/// pub const EXPERIMENT: Experiment = Experiment {
///     name: "coin",
///     section: "1.1",
///     question: "How often does a fair coin show heads?",
///     takes: Takes::new("1 s", "1 s", "10 s"),
///     run,
/// };
///
/// fn run(run: &Run) -> anyhow::Result<Outcome> {
///     let throws = run.scale().pick(10, 1_000, 100_000);
///     let mut outcome = Outcome::new();
///     outcome.count("throws", throws);
///     Ok(outcome)
/// }
/// # assert!((EXPERIMENT.run)(&Run::for_test(1, chapter_kit::Scale::Quick)).is_ok());
/// ```
#[derive(Clone, Copy)]
pub struct Experiment {
    /// The book's name for the script, or the claim's own: `optimizer_compare_naive`.
    pub name: &'static str,
    /// Where the book tells of it: `6.1.7`.
    pub section: &'static str,
    /// What it finds out, in one sentence that ends in a question mark.
    pub question: &'static str,
    /// About how long it takes on two cores.
    pub takes: Takes,
    /// What computes the answer. The same seed and scale must give the same findings, whatever the number of threads.
    pub run: fn(&Run) -> anyhow::Result<Outcome>,
}

impl fmt::Debug for Experiment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Experiment({} {})", self.section, self.name)
    }
}

/// About how long an experiment takes at each scale, for humans: `6 s`, `2 min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    /// With `--quick`.
    pub quick: &'static str,
    /// As it is.
    pub standard: &'static str,
    /// With `--full`.
    pub full: &'static str,
}

impl Takes {
    /// The three durations.
    pub const fn new(quick: &'static str, standard: &'static str, full: &'static str) -> Self {
        Self { quick, standard, full }
    }

    /// The same at every scale.
    pub const fn always(duration: &'static str) -> Self {
        Self::new(duration, duration, duration)
    }

    /// The duration at this scale.
    pub fn at(self, scale: Scale) -> &'static str {
        scale.pick(self.quick, self.standard, self.full)
    }
}
