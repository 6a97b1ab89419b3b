//! Is there a regular file under this name?

use std::{fs, path::Path};

use crate::DataError;

/// Opens a regular file. Anything else is refused before it is opened, since opening a pipe would wait for ever.
pub(crate) fn open(path: &Path) -> Result<fs::File, DataError> {
    let unreadable = |cause| DataError::Unreadable { path: path.to_path_buf(), cause };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let found = if metadata.is_dir() { "a folder" } else { "a pipe or a device" };
        return Err(DataError::NotAFile { path: path.to_path_buf(), found });
    }
    fs::File::open(path).map_err(unreadable)
}
