//! What can be wrong with a weights file, each in one sentence that says what to do.

use std::{io, path::PathBuf};

use thiserror::Error;

use super::{format::Format, limits::MOST_BYTES};
use crate::messages::{advice, grouped};

/// Why weights could not be read, handed over or written.
///
/// Every message names the file, what was expected, what was found, and what to do. Causes are part of the message, so
/// [`source`](std::error::Error::source) is always `None`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// A file that comes with the workspace is nowhere to be found.
    #[error(
        "the weights were expected in `{}` or in `datasets/weights` above the current folder, but neither exists; \
         run inside the workspace, or name a file with --weights", built_in.display()
    )]
    BundledNotFound {
        /// Where the file was when this program was compiled.
        built_in: PathBuf,
    },

    /// There is nothing under this name.
    #[error("the weights file `{}` does not exist; name a .safetensors or an .npz file that does", path.display())]
    NoSuchFile {
        /// The file as it was given.
        path: PathBuf,
    },

    /// A folder, a pipe or a device lies where a file is needed.
    #[error("`{}` is {found}, but a weights file was expected; name a .safetensors or an .npz file", path.display())]
    NotAFile {
        /// What was looked at.
        path: PathBuf,
        /// What it is, with its article.
        found: &'static str,
    },

    /// The ending names no format.
    #[error(
        "`{}` ends in neither .safetensors nor .npz nor .pkl, the formats of weights files; name a file of one of them",
        path.display()
    )]
    UnknownEnding {
        /// The file.
        path: PathBuf,
    },

    /// Pickles are read, and never written.
    #[error("`{}` ends in .pkl, which is only read; write a .safetensors or an .npz file", path.display())]
    UnwritableFormat {
        /// The file.
        path: PathBuf,
    },

    /// A pickle wants to call something else than what makes an array.
    #[error(
        "`{}` wants to call `{}`, but from a pickle only arrays of NumPy are read and nothing is run; \
         do not open it in Python if you do not know where it is from", path.display(), shown(name)
    )]
    ForbiddenInPickle {
        /// The file.
        path: PathBuf,
        /// What it wants to call.
        name: String,
    },

    /// The operating system would not let the file be read.
    #[error("the weights file `{}` cannot be read ({cause}); {}", path.display(), advice(cause))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },

    /// The file could not be written.
    #[error("the weights could not be written to `{}` ({cause}); name a folder that can be written to", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        cause: io::Error,
    },

    /// The file, or what it unpacks to, is larger than any weights of this workspace.
    #[error(
        "`{}` holds {} bytes or more, but at most {} were expected of a weights file; name another file",
        path.display(), grouped(*found), grouped(MOST_BYTES)
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Bytes that were counted or promised.
        found: u64,
    },

    /// The file contradicts its format or itself.
    #[error("`{}` is no intact {format} file ({cause}); download or write it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The format that its ending promises.
        format: Format,
        /// What is wrong, in a few words.
        cause: String,
    },

    /// An array holds something else than `f32` or `f64`.
    #[error(
        "`{}` in `{}` holds numbers of type {found}, but 32-bit or 64-bit floating point was expected; \
         convert it where it was made, in NumPy with `.astype(\"float32\")`", shown(key), path.display()
    )]
    WrongType {
        /// The file.
        path: PathBuf,
        /// The array's name.
        key: String,
        /// The type as the file names it.
        found: String,
    },

    /// A 64-bit number is too large for 32 bits.
    #[error(
        "`{}` in `{}` holds {found:e}, but numbers up to 3.4e38 were expected, as `f32` has; train it again",
        shown(key), path.display()
    )]
    OutOfRange {
        /// The file.
        path: PathBuf,
        /// The array's name.
        key: String,
        /// The number.
        found: f64,
    },

    /// An array of the network is not in the file.
    #[error(
        "`{}` holds {found}, but no `{}`, which was expected as {}; take the weights of this network",
        path.display(), shown(key), in_words(shape)
    )]
    MissingKey {
        /// The file.
        path: PathBuf,
        /// The name that is missing.
        key: String,
        /// The shape that it should have.
        shape: Vec<usize>,
        /// The names that are there.
        found: String,
    },

    /// An array in the file is not of the network.
    #[error(
        "`{}` holds `{}`, but only {expected} were expected; take the weights of this network",
        path.display(), shown(key)
    )]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The name that was not asked for.
        key: String,
        /// The names that were.
        expected: String,
    },

    /// An array has another shape.
    #[error(
        "`{}` in `{}` is {}, but {} was expected; take the weights of this network{}",
        shown(key), path.display(), in_words(found), in_words(expected),
        if expected.len() == 2 && found.len() == 2 && expected[0] == found[1] && expected[1] == found[0] {
            ", whose rows are inputs and columns outputs: is it transposed?"
        } else {
            ""
        }
    )]
    WrongShape {
        /// The file.
        path: PathBuf,
        /// The array's name.
        key: String,
        /// The shape that was asked for.
        expected: Vec<usize>,
        /// The shape in the file.
        found: Vec<usize>,
    },

    /// A weight is infinite or not a number.
    #[error(
        "`{}` in `{}` holds {found}, but finite numbers were expected; its training broke down, so train it again",
        shown(key), path.display()
    )]
    NotFinite {
        /// The file.
        path: PathBuf,
        /// The array's name.
        key: String,
        /// The first such number.
        found: f64,
    },
}

/// A name from a file, fit for a terminal: escaped and not too long.
pub(super) fn shown(name: &str) -> String {
    let escaped: String = name.escape_debug().take(61).collect();
    if escaped.chars().count() > 60 { escaped.chars().take(59).chain(['…']).collect() } else { escaped }
}

/// Names for a message; of many, the first ones.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{}`", shown(name))).collect();
    match names.len() {
        0 => "no array".to_owned(),
        1..=8 => names.join(", "),
        more => format!("{} and {} more", names[..8].join(", "), more - 8),
    }
}

/// A shape in words: `784 × 50`.
fn in_words(shape: &[usize]) -> String {
    match shape {
        [] => "a single number".to_owned(),
        [n] => format!("a list of {}", grouped(n)),
        _ if shape.len() > 8 => format!("an array of {} axes", shape.len()),
        _ => shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × "),
    }
}
