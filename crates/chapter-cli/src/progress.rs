//! How far is it? A bar where somebody watches, a line now and then elsewhere.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::Duration,
};

use chapter_kit::{Task, TaskStart};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::progress_lines::{Journal, LineTask};

/// How often a bar is redrawn although nothing was reported, so that its clock goes on.
const TICK: Duration = Duration::from_millis(250);

/// What shows progress.
#[derive(Debug)]
pub(crate) enum Reporter {
    /// Bars in a terminal, one for each task under way.
    Bars(MultiProgress),
    /// Lines in a log.
    Lines(Arc<Journal>),
}

impl Reporter {
    /// What suits standard error.
    pub(crate) fn for_stderr() -> Self {
        if io::stderr().is_terminal() {
            Reporter::Bars(MultiProgress::new())
        } else {
            Reporter::Lines(Arc::new(Journal::new(Box::new(io::stderr()))))
        }
    }

    /// Begins to show a task.
    pub(crate) fn begin(&self, task: TaskStart) -> Box<dyn Task> {
        match self {
            Reporter::Bars(bars) => Box::new(Bar(bars.add(bar(task.label, task.total)))),
            Reporter::Lines(journal) => Box::new(LineTask::begin(Arc::clone(journal), task)),
        }
    }
}

fn bar(label: &str, total: usize) -> ProgressBar {
    let template = if total == 0 {
        "  {prefix} {spinner} {elapsed} {msg}"
    } else {
        "  {prefix} {bar:24} {human_pos} of {human_len}, {eta} left {wide_msg}"
    };
    // The template is a constant; were it wrong, indicatif's own style would still do.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar =
        ProgressBar::new(total as u64).with_style(style.progress_chars("━╸─")).with_prefix(label.to_owned());
    bar.enable_steady_tick(TICK);
    bar
}

/// A task in a terminal.
#[derive(Debug)]
struct Bar(ProgressBar);

impl Task for Bar {
    fn start_at(&self, steps: usize) {
        self.0.set_position(steps as u64);
        // A message makes the estimate take note of the position; resetting alone leaves it where it was.
        self.0.set_message(self.0.message());
        self.0.reset_eta();
    }

    fn inc(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    fn message(&self, message: String) {
        self.0.set_message(message);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
