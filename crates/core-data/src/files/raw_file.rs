//! Does a raw file have the magic number, the shape and the length of its kind?

use std::{io::Read, path::Path};

use super::regular_file;
use crate::{
    DataError,
    idx::{self, Kind},
};

/// Checks a raw file by its header and its length, and returns its count. `named` is the file that errors name.
pub(crate) fn check(path: &Path, kind: Kind, named: &Path) -> Result<u32, DataError> {
    let unreadable = |cause| DataError::Unreadable { path: named.to_path_buf(), cause };
    let file = regular_file::open(path)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut header = Vec::new();
    file.take(kind.header_bytes()).read_to_end(&mut header).map_err(unreadable)?;
    idx::check(named, kind, &header, length)
}
