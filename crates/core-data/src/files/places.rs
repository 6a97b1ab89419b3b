//! Where unpacked files may be put: beside the archive, else in the user's cache, else in a folder of this run alone.

use std::{
    env, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::checksum;
use crate::{DataError, archive::Failure};

/// The folder beside the archives; git ignores it.
const BESIDE: &str = "unpacked";

/// The folder in the user's cache.
const IN_CACHE: &str = "deep-learning-from-scratch/datasets";

/// The places, best first.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// `unpacked/` beside the archive: the usual one.
    BesideArchive,
    /// The user's own cache, for a checkout that is read-only. One folder for each archive's SHA-256, so that
    /// neither two versions of a set nor two sets with the same file names meet there.
    UserCache,
    /// A private folder that lives as long as this run's reading, when there is not even a cache.
    ThisRun,
}

impl Place {
    /// All places, best first.
    pub(crate) const ALL: [Place; 3] = [Place::BesideArchive, Place::UserCache, Place::ThisRun];

    /// The folder that this place means for `archive`. It need not exist yet, unless it is this run's.
    pub(crate) fn folder(self, archive: &Path, this_run: &mut Option<TempDir>) -> Result<PathBuf, Failure> {
        match self {
            Place::BesideArchive => Ok(archive.with_file_name(BESIDE)),
            Place::UserCache => user_cache_folder(archive),
            Place::ThisRun => this_run_folder(this_run).map_err(Failure::Place),
        }
    }
}

fn user_cache_folder(archive: &Path) -> Result<PathBuf, Failure> {
    let cache = user_cache()
        .ok_or_else(|| Failure::Place(io::Error::new(io::ErrorKind::NotFound, "no cache folder is known")))?;
    Ok(cache.join(IN_CACHE).join(checksum::sha256(archive)?))
}

/// The user's cache folder by the conventions of the operating system.
fn user_cache() -> Option<PathBuf> {
    let variable = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    }
}

/// A folder that nobody else can know or enter; it vanishes with `this_run`.
fn this_run_folder(this_run: &mut Option<TempDir>) -> io::Result<PathBuf> {
    let folder = match this_run.take() {
        Some(folder) => folder,
        None => tempfile::Builder::new().prefix("deep-learning-from-scratch-").tempdir()?,
    };
    let path = folder.path().to_path_buf();
    *this_run = Some(folder);
    Ok(path)
}

/// Turns a failure of the last place into the error that the user sees.
pub(crate) fn nowhere(archive: &Path, cause: io::Error) -> DataError {
    DataError::NowhereToUnpack { archive: archive.to_path_buf(), cause }
}
