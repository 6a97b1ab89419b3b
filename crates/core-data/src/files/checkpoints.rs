//! How does a checkpoint get into a file, and back?

use std::path::Path;

use super::whole_file;
use crate::{Checkpoint, CheckpointError, WeightsError};

impl Checkpoint {
    /// Writes the file. It appears whole or not at all, is on the disk when this returns, and replaces one that is there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), WeightsError> {
        let bytes = self.to_bytes().map_err(|cause| WeightsError::Unwritable { path: path.into(), cause })?;
        whole_file::write(path, &bytes)
    }

    /// Reads a file that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// When there is none, or it is not to the last bit what was written.
    pub fn load(path: &Path) -> Result<Self, CheckpointError> {
        let bytes = whole_file::read(path).map_err(CheckpointError::File)?;
        Self::from_bytes(path, &bytes)
    }
}
