//! Checksums of whole files, read in pieces so that no file has to fit in memory.

use std::{
    fmt::Write,
    io::{BufRead, BufReader},
    path::Path,
};

use flate2::Crc;
use sha2::{Digest, Sha256};

use super::regular_file;
use crate::DataError;

/// Large enough that reading costs little beside summing.
const PIECE: usize = 1 << 18;

/// SHA-256 of a file in lower-case hexadecimal.
pub(crate) fn sha256(path: &Path) -> Result<String, DataError> {
    let mut state = Sha256::new();
    for_each_piece(path, |piece| state.update(piece))?;
    let mut text = String::new();
    for byte in state.finalize() {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    Ok(text)
}

/// CRC-32 of a file, as gzip computes it.
pub(crate) fn crc32(path: &Path) -> Result<u32, DataError> {
    let mut state = Crc::new();
    for_each_piece(path, |piece| state.update(piece))?;
    Ok(state.sum())
}

fn for_each_piece(path: &Path, mut update: impl FnMut(&[u8])) -> Result<(), DataError> {
    let mut reader = BufReader::with_capacity(PIECE, regular_file::open(path)?);
    loop {
        let piece = reader.fill_buf().map_err(|cause| DataError::Unreadable { path: path.into(), cause })?;
        if piece.is_empty() {
            return Ok(());
        }
        update(piece);
        let length = piece.len();
        reader.consume(length);
    }
}
