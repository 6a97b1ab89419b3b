//! How does a network get into a file, in one line of a program?

use crate::{Element, Weights, WeightsError};
use core_tensor::Network;
use std::path::Path;

/// A network that can be saved and loaded.
pub trait NetworkFile {
    /// Writes the network's parameters and running statistics to a `.safetensors` or an `.npz` file, under their names: see
    /// [`Weights::of`] and [`Weights::save`].
    ///
    /// # Errors
    /// When the ending is another, or the file cannot be written.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), WeightsError>;

    /// Reads them from such a file, or from the book's `.pkl`: see [`Weights::load_into`].
    ///
    /// # Errors
    /// When the file is missing, damaged, or that of another network. This one is then as it was.
    fn load(&mut self, path: impl AsRef<Path>) -> Result<(), WeightsError>;
}

impl<F: Element> NetworkFile for Network<F> {
    fn save(&self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        Weights::of(self).save(path)
    }

    fn load(&mut self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        Weights::load_into(path, self)
    }
}
