//! Which files in a folder are the four of a set, and which names may they have?

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{DataError, members::Member};

/// Where a member is, and in which form.
#[derive(Debug)]
pub(crate) enum Source {
    /// As it is.
    Raw(PathBuf),
    /// Compressed with gzip.
    Archive(PathBuf),
}

impl Source {
    /// The file that the user knows.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Source::Raw(path) | Source::Archive(path) => path,
        }
    }
}

impl Member {
    /// Finds this member in `folder`; a raw file is preferred to an archive, and anything to a folder of that name: some
    /// downloads unpack to a folder beside each file, named as the file is spelled elsewhere.
    pub(crate) fn find(&self, folder: &Path) -> Result<Source, DataError> {
        // Several mirrors spell it with a point.
        let spellings = [self.name.to_owned(), self.name.replacen("-idx", ".idx", 1)];
        let raw = spellings.each_ref().map(|name| Source::Raw(folder.join(name)));
        let archives = spellings.map(|name| Source::Archive(folder.join(format!("{name}.gz"))));
        let mut present: Vec<Source> =
            raw.into_iter().chain(archives).filter(|source| is_present(source.path())).collect();
        if present.is_empty() {
            return Err(DataError::MissingFile { folder: folder.to_path_buf(), name: self.name });
        }
        // With nothing but folders the first is taken: opening it says what is wrong.
        let first = present.iter().position(|source| !source.path().is_dir()).unwrap_or(0);
        Ok(present.swap_remove(first))
    }
}

/// Whether there is anything under this name, be it unreadable or a dangling link: opening it says what is wrong.
fn is_present(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(cause) => cause.kind() != io::ErrorKind::NotFound,
    }
}

/// Checks that `folder` is a folder, so that a mistyped path is not reported as a missing file.
pub(crate) fn check_folder(folder: &Path) -> Result<(), DataError> {
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(DataError::NotAFolder { path: folder.to_path_buf() }),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            Err(DataError::NoSuchFolder { folder: folder.to_path_buf() })
        }
        Err(cause) => Err(DataError::Unreadable { path: folder.to_path_buf(), cause }),
    }
}
