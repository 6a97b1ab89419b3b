//! Unpacking an archive once, and trusting what was unpacked only after checking it again.
//!
//! An unpacked file appears whole or not at all: its content goes to a temporary file in the same folder, which is then
//! renamed. So two processes that start at once both succeed, and a process that is killed leaves nothing but a
//! temporary file. Whatever lies under the final name is checked before every use, and replaced when it is not genuine.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

use super::{
    archive_file, checksum,
    places::{self, Place},
};
use crate::{DataError, archive::Failure, members::Member};

/// Temporary files carry this suffix, so that those of killed runs can be recognised.
const UNFINISHED: &str = ".part";

/// Nobody unpacks for so long without writing: a temporary file this old was abandoned.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);

/// Where unpacked files are found. Keep it until they have been read: it may own their folder.
#[derive(Debug, Default)]
pub(crate) struct Unpacker {
    this_run: Option<TempDir>,
}

impl Unpacker {
    /// The path of the archive's content as a raw file that was checked just now; unpacks it where that is needed.
    ///
    /// With `sha256` the content has to have that checksum, otherwise the one that the archive itself gives.
    pub(crate) fn unpack(
        &mut self,
        archive: &Path,
        member: &Member,
        sha256: Option<&'static str>,
    ) -> Result<PathBuf, DataError> {
        let proof = &Proof::of(archive, sha256)?;
        let mut last = None;
        for place in Place::ALL {
            let unpacked = place
                .folder(archive, &mut self.this_run)
                .and_then(|folder| unpack_into(&folder, archive, member, proof));
            match unpacked {
                Ok(path) => return Ok(path),
                Err(Failure::Archive(error)) => return Err(error),
                Err(Failure::Place(cause)) => last = Some(cause),
            }
        }
        Err(places::nowhere(archive, last.unwrap_or_else(|| io::ErrorKind::NotFound.into())))
    }
}

/// How unpacked content is recognised as the archive's.
#[derive(Debug)]
enum Proof {
    /// A checksum that is known in advance.
    Sha256(&'static str),
    /// The checksum and the length modulo 2³² that the archive ends with, read in each way that its padding allows: they
    /// tell an unfinished file, a damaged one, and one from another archive that lay here before.
    Trailer(Vec<(u32, u32)>),
}

impl Proof {
    fn of(archive: &Path, sha256: Option<&'static str>) -> Result<Self, DataError> {
        match sha256 {
            Some(sha256) => Ok(Proof::Sha256(sha256)),
            None => archive_file::promised(archive).map(Proof::Trailer),
        }
    }

    /// Whether the file at `path` has the content; not, if it cannot even be read.
    fn holds(&self, path: &Path) -> bool {
        match self {
            Proof::Sha256(expected) => checksum::sha256(path).is_ok_and(|found| found == *expected),
            Proof::Trailer(promised) => {
                // The length first: it costs nothing.
                let Ok(length) = fs::metadata(path).map(|metadata| metadata.len() as u32) else {
                    return false;
                };
                promised.iter().any(|promised| promised.1 == length)
                    && checksum::crc32(path).is_ok_and(|found| promised.contains(&(found, length)))
            }
        }
    }
}

fn unpack_into(folder: &Path, archive: &Path, member: &Member, proof: &Proof) -> Result<PathBuf, Failure> {
    let target = folder.join(member.name);
    remove_abandoned(folder);
    if proof.holds(&target) {
        return Ok(target);
    }
    fs::create_dir_all(folder).map_err(Failure::Place)?;
    let mut unfinished = tempfile::Builder::new()
        .prefix(&format!(".{}.", member.name))
        .suffix(UNFINISHED)
        .tempfile_in(folder)
        .map_err(Failure::Place)?;
    archive_file::inflate(archive, member.kind, &mut unfinished)?;
    // The archive's own checksum was right, or inflating would have failed.
    if let Proof::Sha256(expected) = proof {
        let found = checksum::sha256(unfinished.path())?;
        if found != *expected {
            return Err(DataError::NotTheOriginal { path: archive.into(), expected, found }.into());
        }
    }
    unfinished.persist(&target).map_err(|failed| Failure::Place(failed.error))?;
    Ok(target)
}

/// Removes what killed runs have left. Failing to do so is harmless.
fn remove_abandoned(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_abandoned(entry).unwrap_or(false)) {
        let _ = fs::remove_file(entry.path());
    }
}

fn is_abandoned(entry: &fs::DirEntry) -> io::Result<bool> {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
    Ok(name.starts_with('.') && name.ends_with(UNFINISHED) && age > ABANDONED_AFTER)
}
