//! The IDX format: a magic number, a count, a shape, then plain bytes.
//!
//! All header fields are big-endian 32-bit numbers: `2051, count, 28, 28` for images and `2049, count` for labels.

use std::path::Path;

use crate::{DataError, IMAGE_SIDE};

/// More samples than any MNIST-shaped set has (EMNIST, the largest, has 814,255), and few enough to fit in memory.
const MOST_SAMPLES: u32 = 1_000_000;

/// How every gzip archive begins: one under the name of an IDX file gets its own advice.
pub(crate) const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;

/// What an IDX file holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Images of 28×28 bytes.
    Images,
    /// One byte a label.
    Labels,
}

impl Kind {
    /// The word for messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Images => "images",
            Kind::Labels => "labels",
        }
    }

    /// Length of the header in bytes.
    pub(crate) fn header_bytes(self) -> u64 {
        match self {
            Kind::Images => 16,
            Kind::Labels => 8,
        }
    }

    /// Bytes of one sample.
    pub(crate) fn sample_bytes(self) -> u64 {
        match self {
            Kind::Images => (IMAGE_SIDE * IMAGE_SIDE) as u64,
            Kind::Labels => 1,
        }
    }

    /// Length of a whole file with `count` samples; fits, as a count has 32 bits and a sample 784 bytes.
    pub(crate) fn file_bytes(self, count: u32) -> u64 {
        self.header_bytes() + u64::from(count) * self.sample_bytes()
    }

    fn magic(self) -> u32 {
        match self {
            Kind::Images => IMAGES_MAGIC,
            Kind::Labels => LABELS_MAGIC,
        }
    }
}

/// Reads the count from a header, having checked every field. `header` may be short: then that is the error.
pub(crate) fn checked_count(path: &Path, kind: Kind, header: &[u8]) -> Result<u32, DataError> {
    if header.starts_with(&GZIP_MAGIC) {
        return Err(compressed_content(path, kind));
    }
    // The magic number first: a labels file under an images name may be shorter than an images header.
    if let Some(found) = field(header, 0) {
        check_magic(path, kind, found)?;
    }
    if (header.len() as u64) < kind.header_bytes() {
        let (expected, found) = (kind.header_bytes(), header.len() as u64);
        return Err(DataError::ShortHeader { path: path.into(), kind: kind.word(), expected, found });
    }
    if kind == Kind::Images {
        check_shape(path, header)?;
    }
    match field(header, 1) {
        None | Some(0) => Err(DataError::NoSamples { path: path.into(), kind: kind.word() }),
        Some(count) if count > MOST_SAMPLES => {
            let (kind, limit) = (kind.word(), MOST_SAMPLES);
            Err(DataError::TooManySamples { path: path.into(), kind, count, limit })
        }
        Some(count) => Ok(count),
    }
}

/// Checks a raw file by its header and its length, and returns its count. `header` is its first bytes, `length` how many it
/// has, and `path` is for messages.
pub(crate) fn check(path: &Path, kind: Kind, header: &[u8], length: u64) -> Result<u32, DataError> {
    let count = checked_count(path, kind, header)?;
    let expected = kind.file_bytes(count);
    if length != expected {
        let (path, kind) = (path.to_path_buf(), kind.word());
        return Err(DataError::WrongLength { path, kind, count, expected, found: length });
    }
    Ok(count)
}

/// The header's field number `index`, when the header is long enough.
fn field(header: &[u8], index: usize) -> Option<u32> {
    let bytes = header.get(4 * index..4 * index + 4)?;
    Some(bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
}

fn check_magic(path: &Path, kind: Kind, found: u32) -> Result<(), DataError> {
    let expected = kind.magic();
    if found == expected {
        return Ok(());
    }
    let meaning = match found {
        IMAGES_MAGIC => ", as an images file does: are images and labels swapped?",
        LABELS_MAGIC => ", as a labels file does: are images and labels swapped?",
        _ => ", which is no MNIST-shaped IDX file",
    };
    Err(DataError::WrongMagic { path: path.into(), kind: kind.word(), expected, found, meaning })
}

/// A browser may unpack a download, or drop the end of its name; and an archive may have been compressed again.
fn compressed_content(path: &Path, kind: Kind) -> DataError {
    let advice = match path.extension() {
        Some(extension) if extension == "gz" => "it was compressed twice, so unpack it once",
        _ => "add `.gz` to its name, or unpack it",
    };
    DataError::CompressedContent { path: path.into(), kind: kind.word(), advice }
}

fn check_shape(path: &Path, header: &[u8]) -> Result<(), DataError> {
    let side = IMAGE_SIDE as u32;
    match (field(header, 2), field(header, 3)) {
        (Some(rows), Some(columns)) if (rows, columns) != (side, side) => {
            Err(DataError::WrongShape { path: path.into(), rows, columns })
        }
        _ => Ok(()),
    }
}
