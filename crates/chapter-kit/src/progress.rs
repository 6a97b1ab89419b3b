//! How far is it? A bar where somebody watches, a line now and then elsewhere, nothing in tests.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::progress_lines::{Journal, LineTask};

/// How often a bar is redrawn although nothing was reported, so that its clock goes on.
const TICK: Duration = Duration::from_millis(250);

/// Who shows progress.
#[derive(Debug)]
pub(crate) enum Reporter {
    /// Nobody.
    Silent,
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
    pub(crate) fn begin(&self, experiment: &str, label: &str, total: usize) -> Progress {
        let shown = match self {
            Reporter::Silent => Shown::Nowhere,
            Reporter::Bars(bars) => Shown::Bar(bars.add(bar(label, total))),
            Reporter::Lines(journal) => {
                Shown::Lines(LineTask::begin(Arc::clone(journal), experiment, label, total))
            }
        };
        Progress { shown }
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

/// A task under way. It may be reported on from several threads. Dropping it ends it.
#[derive(Debug)]
pub struct Progress {
    shown: Shown,
}

#[derive(Debug)]
enum Shown {
    Nowhere,
    Bar(ProgressBar),
    Lines(LineTask),
}

impl Progress {
    /// So many steps were done before, by an earlier run: they say nothing about how fast this one is.
    pub fn start_at(&self, steps: usize) {
        match &self.shown {
            Shown::Nowhere => {}
            Shown::Bar(bar) => {
                bar.set_position(steps as u64);
                // A message makes the estimate take note of the position; resetting alone leaves it where it was.
                bar.set_message(bar.message());
                bar.reset_eta();
            }
            Shown::Lines(task) => task.start_at(steps),
        }
    }

    /// `steps` more are done.
    pub fn inc(&self, steps: usize) {
        match &self.shown {
            Shown::Nowhere => {}
            Shown::Bar(bar) => bar.inc(steps as u64),
            Shown::Lines(task) => task.inc(steps),
        }
    }

    /// Says something about where it stands, such as the loss.
    pub fn message(&self, message: impl Into<String>) {
        match &self.shown {
            Shown::Nowhere => {}
            Shown::Bar(bar) => bar.set_message(message.into()),
            Shown::Lines(task) => task.message(message.into()),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}
