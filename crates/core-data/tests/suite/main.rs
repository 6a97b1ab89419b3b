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
