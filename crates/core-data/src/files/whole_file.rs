//! Whole files: read up to a limit, and written at once.

use std::{
    fs, io,
    io::{Read, Write},
    path::Path,
};

use crate::{MOST_BYTES, WeightsError};

/// The bytes of a regular file that is not too large. Anything else is refused before it is opened, since opening a
/// pipe would wait for ever.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, WeightsError> {
    let unreadable = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => WeightsError::NoSuchFile { path: path.into() },
        _ => WeightsError::Unreadable { path: path.into(), cause },
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let found = if metadata.is_dir() { "a folder" } else { "a pipe or a device" };
        return Err(WeightsError::NotAFile { path: path.into(), found });
    }
    let too_large = |found| WeightsError::TooLarge { path: path.into(), found };
    if metadata.len() > MOST_BYTES {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::new();
    // The file may grow while it is read.
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

/// Puts a file into its place at once: a temporary file beside it, on the disk to its last byte, then a new name. So a
/// power cut leaves the old file or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), WeightsError> {
    let failed = |cause| WeightsError::Unwritable { path: path.into(), cause };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new().prefix(".weights-").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    allow_others_to_read(file.path()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    sync_names(folder);
    Ok(())
}

/// Brings the new name to the disk. Some file systems refuse that, and the file itself is safe by now.
#[cfg(unix)]
fn sync_names(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(not(unix))]
fn sync_names(_folder: &Path) {}

/// Temporary files are private; weights are not.
#[cfg(unix)]
fn allow_others_to_read(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn allow_others_to_read(_path: &Path) -> io::Result<()> {
    Ok(())
}
