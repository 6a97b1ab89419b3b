//! Does an archive on the disk inflate to exactly what its header promises?

use std::{
    io::{BufReader, Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::regular_file;
use crate::{
    DataError,
    archive::{self, Failure, MOST_PADDING, check_magic, damaged},
    idx::Kind,
};

/// Bytes that end an archive: a checksum and a length of four bytes each.
const TRAILER: usize = 8;

/// Inflates the archive at `path` into `out`, checking header, length and the archive's own checksum on the way.
pub(crate) fn inflate(path: &Path, kind: Kind, out: &mut impl Write) -> Result<(), Failure> {
    archive::inflate(path, BufReader::new(regular_file::open(path)?), kind, out)
}

/// What an archive's last eight bytes say of its content: the checksum and the length modulo 2³². Zeros behind them may be
/// padding or belong to them, so there may be several readings of the same bytes, of which one is meant.
pub(crate) fn promised(path: &Path) -> Result<Vec<(u32, u32)>, DataError> {
    let unreadable = |cause| DataError::Unreadable { path: path.into(), cause };
    let mut file = regular_file::open(path)?;
    check_magic(path, &mut file)?;
    let length = file.seek(SeekFrom::End(0)).map_err(unreadable)?;
    if length < TRAILER as u64 {
        return Err(damaged(path, "it is shorter than any archive"));
    }
    file.seek(SeekFrom::Start(length.saturating_sub(MOST_PADDING + TRAILER as u64))).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MOST_PADDING + TRAILER as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let first_end = bytes.iter().rposition(|&byte| byte != 0).map_or(TRAILER, |last| last + 1);
    let ends = first_end.max(TRAILER)..=(first_end + TRAILER).min(bytes.len());
    Ok(ends.map(|end| trailer(&bytes[end - TRAILER..end])).collect())
}

/// Checksum and length out of eight bytes, the little end first.
fn trailer(bytes: &[u8]) -> (u32, u32) {
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte));
    let (checksum, length) = bytes.split_at(TRAILER / 2);
    (number(checksum), number(length))
}
