//! How does a set get from a folder into memory? Found, checked, read.

use std::path::Path;

use super::{
    checksum, original, raw_file,
    reading::{self, CheckedFile},
    sources::{self, Source},
    unpacking::Unpacker,
};
use crate::{
    DataError, Mnist,
    dataset::{Part, check_pair, checked_split},
    members::{MEMBERS, Member},
};

impl Mnist {
    /// Loads the set in the folder `data`, or the MNIST that comes with the workspace.
    ///
    /// The folder holds four IDX files, each raw (`train-images-idx3-ubyte`, or spelled `train-images.idx3-ubyte`) or
    /// with `.gz` behind its name; raw is preferred. Archives are unpacked once, into `unpacked/` beside them or, where
    /// nothing can be written, into the user's cache. The bundled set has to be the original bit for bit, see
    /// [`load_original`](Self::load_original); of any other the structure is checked, and of archives their checksum.
    ///
    /// ```
    /// # use core_data::Mnist;
    /// let message = Mnist::load(Some("no/such/folder".as_ref())).unwrap_err().to_string();
    /// assert!(message.starts_with("the data folder `no/such/folder` does not exist"));
    /// ```
    ///
    /// # Errors
    /// When the folder or a file is missing, unreadable, damaged, or not what its name says: see [`DataError`].
    pub fn load(data: Option<&Path>) -> Result<Self, DataError> {
        match data {
            None => Self::load_original(&original::folder()?),
            Some(folder) if original::is_bundled(folder) => Self::load_original(folder),
            Some(folder) => load_from(folder, false),
        }
    }

    /// Loads the original MNIST from `folder`: the SHA-256 of every file's content has to be the known one.
    ///
    /// # Errors
    /// As [`load`](Self::load), and when the content is not that of the original.
    pub fn load_original(folder: &Path) -> Result<Self, DataError> {
        load_from(folder, true)
    }
}

fn load_from(folder: &Path, original: bool) -> Result<Mnist, DataError> {
    sources::check_folder(folder)?;
    // All four are looked for before the first is unpacked: a missing file is said at once.
    let [a, b, c, d] = MEMBERS.each_ref().map(|member| member.find(folder));
    let sources = [a?, b?, c?, d?];

    let mut unpacker = Unpacker::default();
    let mut check = |index: usize| check(&MEMBERS[index], &sources[index], original, &mut unpacker);
    let files = [check(0)?, check(1)?, check(2)?, check(3)?];
    // Before anything is read: it takes a moment.
    let [a, b, c, d] = files.each_ref().map(|file| (file.given.as_path(), file.count));
    check_pair(a, b)?;
    check_pair(c, d)?;

    let changed = || DataError::ChangedMeanwhile { folder: folder.to_path_buf() };
    let samples = reading::read(&files).ok_or_else(changed)?;
    let mut parts = files.iter().zip(samples).map(|(file, samples)| Part {
        path: &file.given,
        count: file.count,
        samples,
    });
    let mut split = || match (parts.next(), parts.next()) {
        (Some(images), Some(labels)) => checked_split(images, labels),
        _ => Err(changed()),
    };
    Ok(Mnist { train: split()?, test: split()? })
}

/// Turns a source into a raw file whose header, length and (for the original) content were checked.
fn check(
    member: &Member,
    source: &Source,
    original: bool,
    unpacker: &mut Unpacker,
) -> Result<CheckedFile, DataError> {
    let sha256 = if original { original::sha256(member) } else { None };
    let given = source.path().to_path_buf();
    let raw = match source {
        Source::Raw(path) => path.clone(),
        Source::Archive(path) => unpacker.unpack(path, member, sha256)?,
    };
    let count = raw_file::check(&raw, member.kind, &given)?;
    if let (Source::Raw(path), Some(expected)) = (source, sha256) {
        let found = checksum::sha256(path)?;
        if found != expected {
            return Err(DataError::NotTheOriginal { path: given, expected, found });
        }
    }
    Ok(CheckedFile { raw, given, kind: member.kind, count })
}
