//! How far is it? An experiment reports it; the shell shows it: a terminal in bars, a web page in its own way, a test not at
//! all.

use std::fmt;

/// A task that a shell shows. It may be reported on from several threads; dropping it ends it.
pub trait Task: Send + Sync {
    /// The number of steps that an earlier run had done.
    fn start_at(&self, steps: usize);

    /// `steps` more are done.
    fn inc(&self, steps: usize);

    /// Where it stands, such as the loss.
    fn message(&self, message: String);
}

/// What begins.
#[derive(Clone, Copy, Debug)]
pub struct TaskStart<'a> {
    /// The experiment's name.
    pub experiment: &'a str,
    /// What is being done: `training`.
    pub label: &'a str,
    /// How many steps it has; 0 if that is not known.
    pub total: usize,
}

/// A task under way. It may be reported on from several threads. Dropping it ends it.
pub struct Progress {
    shown: Option<Box<dyn Task>>,
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.shown.is_some() { "Progress(shown)" } else { "Progress(silent)" })
    }
}

impl Progress {
    /// A task that is shown like this, or not at all.
    pub(crate) fn new(shown: Option<Box<dyn Task>>) -> Self {
        Self { shown }
    }

    /// The number of steps that an earlier run had done: they say nothing about how fast this one is.
    pub fn start_at(&self, steps: usize) {
        if let Some(task) = &self.shown {
            task.start_at(steps);
        }
    }

    /// `steps` more are done.
    pub fn inc(&self, steps: usize) {
        if let Some(task) = &self.shown {
            task.inc(steps);
        }
    }

    /// Says something about where it stands, such as the loss.
    pub fn message(&self, message: impl Into<String>) {
        if let Some(task) = &self.shown {
            task.message(message.into());
        }
    }
}
