//! What does Ctrl-C do? During a long training the first one asks it to stop in order; any other ends the program.
//!
//! The state is global since a signal is: it is sent to the whole process.

use std::{
    process,
    sync::{
        Once,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use thiserror::Error;

/// What a shell reports of a program that Ctrl-C ended.
const ENDED_BY_CTRL_C: i32 = 130;

/// How many trainings listen just now.
static LISTENERS: AtomicUsize = AtomicUsize::new(0);

/// Whether somebody asked them to stop.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Listening begins once and never ends, as the operating system knows only one listener.
static LISTEN: Once = Once::new();

/// A training was interrupted, and is kept. The sentence says how to go on.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Interrupted(pub(crate) String);

/// While this lives, Ctrl-C asks to stop instead of ending the program.
#[derive(Debug)]
pub(crate) struct Listener;

impl Listener {
    pub(crate) fn begin() -> Self {
        LISTEN.call_once(|| {
            // If somebody listens already, or nobody can, Ctrl-C ends the program as ever: the last checkpoint stays.
            let _ = ctrlc::set_handler(hear);
        });
        LISTENERS.fetch_add(1, Ordering::SeqCst);
        Self
    }

    /// Whether to stop.
    pub(crate) fn is_asked_to_stop(&self) -> bool {
        ASKED.load(Ordering::SeqCst)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        LISTENERS.fetch_sub(1, Ordering::SeqCst);
    }
}

fn hear() {
    let is_first = !ASKED.swap(true, Ordering::SeqCst);
    if !is_first || LISTENERS.load(Ordering::SeqCst) == 0 {
        process::exit(ENDED_BY_CTRL_C);
    }
}
