//! Does an archive on the disk inflate to exactly what its header promises?

use std::{
    io::{BufReader, Write},
    path::Path,
};

use super::regular_file;
use crate::{
    DataError,
    archive::{self, Failure},
    idx::Kind,
};

/// Inflates the archive at `path` into `out`, checking header, length and the archive's own checksum on the way.
pub(crate) fn inflate(path: &Path, kind: Kind, out: &mut impl Write) -> Result<(), Failure> {
    archive::inflate(path, BufReader::new(regular_file::open(path)?), kind, out)
}

/// What the last eight bytes of the archive at `path` say of its content; see [`archive::promised`].
pub(crate) fn promised(path: &Path) -> Result<Vec<(u32, u32)>, DataError> {
    archive::promised(path, regular_file::open(path)?)
}
