//! In which formats do weights come?

use std::{fmt, path::Path};

/// The formats of weights files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.safetensors`.
    SafeTensors,
    /// `.npz`.
    Npz,
    /// `.pkl`.
    Pickle,
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::SafeTensors => ".safetensors",
            Self::Npz => ".npz",
            Self::Pickle => ".pkl",
        })
    }
}

impl Format {
    /// The format that the ending of `path` names, if it is one of them.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("safetensors") => Some(Self::SafeTensors),
            Some("npz") => Some(Self::Npz),
            Some("pkl" | "pickle") => Some(Self::Pickle),
            _ => None,
        }
    }
}
