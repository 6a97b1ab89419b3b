//! NumPy's `.npz` format, as `numpy.savez` and `numpy.savez_compressed` write it: a ZIP archive that holds one `.npy`
//! file an array.

use std::{
    io,
    io::{Read, Write},
    path::Path,
};

use flate2::bufread::DeflateDecoder;
use rawzip::{
    CompressionMethod, ZipArchive, ZipArchiveWriter, ZipFileHeaderRecord, ZipSliceArchive, path::EntryPath,
};

use super::{
    Weights,
    coded::Misfit,
    error::{self, WeightsError},
    format::Format,
    limits::{MOST_ARRAYS, MOST_BYTES},
    npy,
    numbers::{Element, bytes_of},
    passed_over::is_passed_over,
};

/// No deflated data unpack to more than this many times their size: 258 bytes take at least two bits.
const LARGEST_EXPANSION: u64 = 1032;

/// Bytes from which the length of a `.npy` header is known.
const START_BYTES: u64 = 12;

/// The weights in the bytes of a file; `path` is for messages.
pub(super) fn read<F: Element>(path: &Path, bytes: &[u8]) -> Result<Weights<F>, WeightsError> {
    let refuse = Refusals { path };
    let archive = ZipArchive::from_slice(bytes).map_err(|error| refuse.damaged(&error))?;
    let mut entries = archive.entries();
    let mut weights = Weights::default();
    let (mut count, mut unpacked) = (0, 0);
    while let Some(entry) = entries.next_entry().map_err(|error| refuse.damaged(&error))? {
        count += 1;
        if count > MOST_ARRAYS {
            return Err(refuse.damaged(format!("there are more than {MOST_ARRAYS} entries")));
        }
        let name = refuse.name(&entry)?;
        unpacked = refuse.sum(unpacked, entry.uncompressed_size_hint())?;
        if is_passed_over(&name) {
            continue;
        }
        let array = refuse.array(&archive, &entry, &name)?;
        weights.add(name, array).map_err(|cause| refuse.damaged(cause))?;
    }
    if archive.entries_hint() != count as u64 {
        return Err(refuse.damaged("its list of contents is not complete"));
    }
    Ok(weights)
}

/// Everything that may be refused names the file.
struct Refusals<'a> {
    path: &'a Path,
}

impl Refusals<'_> {
    fn damaged(&self, cause: impl ToString) -> WeightsError {
        WeightsError::Damaged { path: self.path.into(), format: Format::Npz, cause: cause.to_string() }
    }

    /// The array's name: that of its entry, without `.npy`.
    fn name(&self, entry: &ZipFileHeaderRecord) -> Result<String, WeightsError> {
        let bytes = entry.file_path().as_bytes();
        let name = str::from_utf8(bytes).map_err(|_| self.damaged("the name of an entry is no text"))?;
        name.strip_suffix(".npy")
            .map(str::to_owned)
            .ok_or_else(|| self.damaged(format!("its entry `{}` is no .npy file", error::shown(name))))
    }

    /// What all entries together promise to unpack to.
    fn sum(&self, before: u64, more: u64) -> Result<u64, WeightsError> {
        let sum = before.saturating_add(more);
        if sum > MOST_BYTES {
            return Err(WeightsError::TooLarge { path: self.path.into(), found: sum });
        }
        Ok(sum)
    }

    fn array<F: Element>(
        &self,
        archive: &ZipSliceArchive<&[u8]>,
        entry: &ZipFileHeaderRecord,
        name: &str,
    ) -> Result<ndarray::ArrayD<F>, WeightsError> {
        let damaged = |cause: &str| self.damaged(format!("`{}`: {cause}", error::shown(name)));
        let found = archive.get_entry(entry.wayfinder()).map_err(|error| damaged(&error.to_string()))?;
        let (packed, promised) = (found.data(), entry.uncompressed_size_hint());
        let (content, most): (Box<dyn Read>, u64) = match entry.compression_method() {
            _ if entry.flags().is_encrypted() => return Err(damaged("it is encrypted")),
            CompressionMethod::STORE => (Box::new(packed), packed.len() as u64),
            CompressionMethod::DEFLATE => {
                (Box::new(DeflateDecoder::new(packed)), LARGEST_EXPANSION * packed.len() as u64)
            }
            _ => return Err(damaged("it is packed in a way that NumPy does not use")),
        };
        if promised > most {
            return Err(damaged(&format!("it promises {promised} bytes, but {most} at most can be in it")));
        }
        // Checks length and checksum when it comes to the end, and never gives more than one byte too many.
        let mut content = found.verifying_reader(content.take(promised + 1));
        self.npy(&mut content, promised, name).map_err(|problem| match problem {
            Problem::Named(error) => error,
            Problem::Damaged(cause) => damaged(&cause),
        })
    }

    fn npy<F: Element>(
        &self,
        content: &mut impl Read,
        promised: u64,
        name: &str,
    ) -> Result<ndarray::ArrayD<F>, Problem> {
        let mut bytes = Vec::new();
        content.take(START_BYTES).read_to_end(&mut bytes)?;
        let (before, length) = npy::header_place(&bytes).map_err(|problem| self.named(problem, name))?;
        let numbers_start = before + length;
        content.take((numbers_start as u64).saturating_sub(START_BYTES)).read_to_end(&mut bytes)?;
        let Some(header) = bytes.get(before..numbers_start) else {
            return Err(Problem::Damaged("it ends inside its header".to_owned()));
        };
        let layout = npy::layout(header).map_err(|problem| self.named(problem, name))?;
        let expected = layout.bytes().and_then(|bytes| bytes.checked_add(numbers_start));
        if expected.is_none_or(|expected| expected as u64 != promised) {
            let words = "its shape asks for another number of bytes than it holds";
            return Err(Problem::Damaged(words.to_owned()));
        }
        content.read_to_end(&mut bytes)?;
        layout.array(&bytes[numbers_start..]).map_err(|misfit| match misfit {
            Misfit::Length => Problem::Damaged("it has another length than it promises".to_owned()),
            Misfit::OutOfRange(found) => Problem::Named(WeightsError::OutOfRange {
                path: self.path.into(),
                key: name.to_owned(),
                found,
            }),
        })
    }

    fn named(&self, problem: npy::Problem, name: &str) -> Problem {
        match problem {
            npy::Problem::Damaged(cause) => Problem::Damaged(cause),
            npy::Problem::Type(found) => Problem::Named(WeightsError::WrongType {
                path: self.path.into(),
                key: name.to_owned(),
                found,
            }),
        }
    }
}

enum Problem {
    Damaged(String),
    Named(WeightsError),
}

impl From<io::Error> for Problem {
    fn from(cause: io::Error) -> Self {
        Self::Damaged(cause.to_string())
    }
}

/// The file's bytes: entries are stored as they are, as by `numpy.savez`.
pub(super) fn bytes<F: Element>(weights: &Weights<F>) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, array) in weights.iter() {
        // As it is: a name such as `../W1` is only a key here, nobody unpacks it to a file.
        let path = EntryPath::verbatim(format!("{name}.npy").into_bytes());
        let (mut entry, config) = archive.new_file(path).start().map_err(io::Error::other)?;
        let mut content = config.wrap(&mut entry);
        content.write_all(&npy::start(F::TYPE, array.shape()))?;
        content.write_all(&bytes_of(array).collect::<Vec<u8>>())?;
        let (_, descriptor) = content.finish().map_err(io::Error::other)?;
        entry.finish(descriptor).map_err(io::Error::other)?;
    }
    archive.finish().map_err(io::Error::other)
}
