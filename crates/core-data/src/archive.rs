//! Inflating a gzip archive of one IDX file, and never past what its header promises.

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    path::Path,
};

use flate2::read::MultiGzDecoder;

use crate::{DataError, idx, idx::Kind, members};

/// Bytes that are inflated at a time.
const PIECE: usize = 1 << 16;

/// Why an archive could not be unpacked: whose fault decides whether another place is worth a try.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The archive is bad, wherever it is unpacked to.
    Archive(DataError),
    /// The archive may be fine, but the place does not take its content.
    Place(io::Error),
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Failure::Archive(error)
    }
}

/// Inflates the archive at `path` into `out`, checking header, length and the archive's own checksum on the way.
pub(crate) fn inflate(path: &Path, kind: Kind, out: &mut impl Write) -> Result<(), Failure> {
    let mut content = MultiGzDecoder::new(BufReader::new(open(path)?));
    let header = read_header(path, kind, &mut content)?;
    let count = idx::checked_count(path, kind, &header)?;
    let expected = kind.file_bytes(count);

    out.write_all(&header).map_err(Failure::Place)?;
    let mut found = header.len() as u64;
    let mut piece = vec![0; PIECE];
    loop {
        let length = content.read(&mut piece).map_err(|cause| explain(path, expected, found, &cause))?;
        found += length as u64;
        if found > expected {
            return Err(DataError::OverlongArchive { path: path.into(), expected }.into());
        }
        if length == 0 {
            break;
        }
        out.write_all(&piece[..length]).map_err(Failure::Place)?;
    }
    if found < expected {
        let (path, kind) = (path.to_path_buf(), kind.word());
        return Err(DataError::WrongLength { path, kind, count, expected, found }.into());
    }
    Ok(())
}

/// The checksum and the length (modulo 2³²) of the content, as the archive's last eight bytes give them.
pub(crate) fn promised(path: &Path) -> Result<(u32, u32), DataError> {
    let unreadable = |cause| DataError::Unreadable { path: path.into(), cause };
    let mut file = open(path)?;
    let length = file.metadata().map_err(unreadable)?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(8))).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(8).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes[..] {
        [a, b, c, d, e, f, g, h] => Ok((u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))),
        _ => Err(damaged(path, "it is shorter than any archive")),
    }
}

/// Opens an archive, having looked at its first two bytes: the decoder's own message would not help a learner.
fn open(path: &Path) -> Result<File, DataError> {
    let unreadable = |cause| DataError::Unreadable { path: path.into(), cause };
    let mut file = members::open(path)?;
    let mut start = Vec::new();
    (&mut file).take(2).read_to_end(&mut start).map_err(unreadable)?;
    if start != [0x1f, 0x8b] {
        let found: Vec<String> = start.iter().map(|byte| format!("{byte:02x}")).collect();
        let found = if found.is_empty() { "none".into() } else { found.join(" ") };
        return Err(DataError::NotGzip { path: path.into(), found });
    }
    file.rewind().map_err(unreadable)?;
    Ok(file)
}

/// The header, or as much of it as an intact archive holds: `idx` says what is wrong with a short one.
fn read_header(path: &Path, kind: Kind, content: &mut impl Read) -> Result<Vec<u8>, DataError> {
    let mut header = Vec::new();
    match content.take(kind.header_bytes()).read_to_end(&mut header) {
        Ok(_) => Ok(header),
        Err(cause) if cause.kind() == ErrorKind::UnexpectedEof => {
            Err(damaged(path, "it ends inside the header of its content"))
        }
        Err(cause) => Err(damaged(path, cause)),
    }
}

/// An archive that simply ends is truncated; anything else is damage.
fn explain(path: &Path, expected: u64, found: u64, cause: &io::Error) -> DataError {
    if cause.kind() != ErrorKind::UnexpectedEof {
        damaged(path, cause)
    } else if found < expected {
        DataError::TruncatedArchive { path: path.into(), expected, found }
    } else {
        damaged(path, "its checksum at the end is cut off")
    }
}

fn damaged(path: &Path, cause: impl ToString) -> DataError {
    DataError::DamagedArchive { path: path.into(), cause: cause.to_string() }
}
