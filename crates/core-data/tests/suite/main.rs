//! What `core-data` promises: good sets load bit for bit, and every bad one is named in one sentence.

// Clippy lets tests unwrap, but not the functions that they call.
#![allow(clippy::unwrap_used)]

mod broken_archives;
mod broken_files;
mod broken_weights;
mod original_set;
mod other_sets;
mod pickles;
mod processes;
mod python;
mod read_only;
mod sets;
mod trained_networks;
mod unpacking;
mod weights_files;

use std::{env, io::Write};

/// Says what a test leaves out because something is missing here. Where `CI` is set all of it was to be installed, and
/// the test fails.
fn skipped(why: &str) {
    note_skipped(why);
    assert!(env::var_os("CI").is_none(), "nothing may be skipped where `CI` is set: {why}");
}

/// As [`skipped`], where nothing can be done about it. It is written straight to standard error: `eprintln!` would not
/// be seen, since the output of a test that passes is captured.
fn note_skipped(why: &str) {
    std::io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}
