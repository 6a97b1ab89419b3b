//! Inflating a gzip archive of one IDX file, and never past what its header promises.
//!
//! An archive may have several parts, one behind the other, and zeros behind the last, as tapes and some servers pad a
//! file to whole blocks: `gzip` reads both, and so does this.

use std::{
    io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom, Write},
    mem,
    path::Path,
};

use flate2::bufread::GzDecoder;

use crate::{
    DataError,
    idx::{self, GZIP_MAGIC, Kind},
};

/// Bytes that are inflated at a time.
const PIECE: usize = 1 << 16;

/// More zeros than this behind an archive pad no block of any size that is in use.
pub(crate) const MOST_PADDING: u64 = 1 << 20;

/// Part after part without content is no way to store anything, and could go on for hours.
const MOST_EMPTY_PARTS: usize = 100;

/// Why an archive could not be unpacked: whose fault decides whether another position is worth a try.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The archive is bad, wherever it is unpacked to.
    Archive(DataError),
    /// The archive may be fine, but the position does not take its content.
    Place(io::Error),
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Failure::Archive(error)
    }
}

/// Inflates `archive` into `out`, checking header, length and the archive's own checksum on the way. `path` is for messages.
pub(crate) fn inflate(
    path: &Path,
    mut archive: impl BufRead + Seek,
    kind: Kind,
    out: &mut impl Write,
) -> Result<(), Failure> {
    check_magic(path, &mut archive)?;
    let mut content = Content::of(archive);
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
    match content.bytes_behind().map_err(|cause| DataError::Unreadable { path: path.into(), cause })? {
        0 => Ok(()),
        count => Err(DataError::TrailingBytes { path: path.into(), count }.into()),
    }
}

/// What is in an archive: the content of all its parts.
enum Content<R> {
    /// Inside a part, and how many parts before it held nothing.
    Part(GzDecoder<R>, usize),
    /// Behind the last part.
    End(R),
    /// Reading failed.
    Failed,
}

impl<R: BufRead + Seek> Content<R> {
    fn of(archive: R) -> Self {
        Self::Part(GzDecoder::new(archive), 0)
    }

    /// What follows a part that was read to its end: another part, or the end.
    fn after(part: GzDecoder<R>, empty: usize) -> io::Result<Self> {
        if empty > MOST_EMPTY_PARTS {
            return Err(io::Error::new(ErrorKind::InvalidData, "it consists of parts that hold nothing"));
        }
        let mut file = part.into_inner();
        let mut start = Vec::new();
        file.by_ref().take(GZIP_MAGIC.len() as u64).read_to_end(&mut start)?;
        file.seek_relative(-(start.len() as i64))?;
        Ok(if start == GZIP_MAGIC { Self::Part(GzDecoder::new(file), empty) } else { Self::End(file) })
    }

    /// How many bytes stand behind the last part; 0 if they are padding.
    fn bytes_behind(self) -> io::Result<u64> {
        let Self::End(mut file) = self else { return Ok(0) };
        let position = file.stream_position()?;
        let count = file.seek(SeekFrom::End(0))?.saturating_sub(position);
        file.seek(SeekFrom::Start(position))?;
        if count > MOST_PADDING {
            return Ok(count);
        }
        let mut bytes = Vec::new();
        file.take(MOST_PADDING).read_to_end(&mut bytes)?;
        Ok(if bytes.iter().all(|&byte| byte == 0) { 0 } else { count })
    }
}

impl<R: BufRead + Seek> Read for Content<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Self::Part(part, empty) = self {
            let length = part.read(out)?;
            if length > 0 || out.is_empty() {
                *empty = 0;
                return Ok(length);
            }
            let empty = *empty + 1;
            if let Self::Part(part, _) = mem::replace(self, Self::Failed) {
                *self = Self::after(part, empty)?;
            }
        }
        Ok(0)
    }
}

/// Checks how an archive begins: the decoder's own message would not help a learner.
pub(crate) fn check_magic(path: &Path, archive: &mut (impl Read + Seek)) -> Result<(), DataError> {
    let unreadable = |cause| DataError::Unreadable { path: path.into(), cause };
    let mut start = Vec::new();
    archive.take(2).read_to_end(&mut start).map_err(unreadable)?;
    if start != GZIP_MAGIC {
        let found: Vec<String> = start.iter().map(|byte| format!("{byte:02x}")).collect();
        let found = if found.is_empty() { "none".into() } else { found.join(" ") };
        return Err(DataError::NotGzip { path: path.into(), found });
    }
    archive.rewind().map_err(unreadable)
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

pub(crate) fn damaged(path: &Path, cause: impl ToString) -> DataError {
    DataError::DamagedArchive { path: path.into(), cause: cause.to_string() }
}
