//! How do weights get from a file, and into one?

use std::path::{Path, PathBuf};

use core_tensor::Network;
use ndarray::ArrayD;

use super::{bundled, whole_file};
use crate::{Element, Weights, WeightsError, WeightsFile};

impl WeightsFile {
    /// Reads a file into memory. Its bytes are checked when they are understood: by [`weights`](Self::weights) and the
    /// like.
    ///
    /// # Errors
    /// When the ending names no format, or the file is missing, unreadable, too large, or a pipe.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let path = path.as_ref();
        // The ending first: what is no weights file need not be read.
        let empty = Self::new(path, Vec::new())?;
        Ok(empty.with_bytes(whole_file::read(path)?))
    }
}

impl<F: Element> Weights<F> {
    /// As [`load`](Weights::load), in the element type that is wanted.
    ///
    /// # Errors
    /// As [`load`](Weights::load).
    pub fn load_as(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        WeightsFile::read(path)?.weights()
    }

    /// Writes a `.safetensors` or an `.npz` file, as the ending says, in the element type of the arrays. The file appears
    /// whole or not at all, and replaces one that is there. The same arrays give the same bytes.
    ///
    /// # Errors
    /// When the ending is another, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        let path = path.as_ref();
        whole_file::write(path, &self.to_bytes(path)?)
    }

    /// Reads a file that must hold exactly the network's parameters and running statistics, and gives them to it.
    ///
    /// ```
    /// use core_data::Weights;
    /// use core_tensor::{MultiLayerNet, Streams};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("trained.safetensors");
    /// let net = MultiLayerNet::new(4, &[3], 2).batch_norm();
    /// let [learnt, mut other] = [1, 2].map(|seed| net.build::<f64>(&Streams::new(seed)));
    /// Weights::of(&learnt).save(&path)?;
    /// Weights::load_into(&path, &mut other)?;
    /// assert_eq!(Weights::of(&other), Weights::of(&learnt));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// `running_mean` and `running_var` are what PyTorch calls by these names, the latter unbiased in both; its count of
    /// batches, `num_batches_tracked`, is passed over, as inference does not use it.
    ///
    /// # Errors
    /// As [`load_expected`](Weights::load_expected). The network is then as it was.
    pub fn load_into(path: impl AsRef<Path>, network: &mut Network<F>) -> Result<(), WeightsError> {
        WeightsFile::read(path)?.load_into(network)
    }
}

impl Weights {
    /// Reads a `.safetensors`, an `.npz` or a `.pkl` file, told apart by the ending. Of pickles, dictionaries of arrays are
    /// read, and nothing in them is run. Values may be `f32` or `f64`; the latter are rounded to `f32`, unless they are
    /// read by [`load_as`](Self::load_as).
    ///
    /// # Errors
    /// When the file is missing, unreadable, too large, damaged, or holds values of another type.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        Self::load_as(path)
    }

    /// Reads a file that must hold exactly these arrays, each of this shape and of finite values, and hands them over
    /// in the order asked for.
    ///
    /// # Errors
    /// As [`load`](Self::load), and when an array is missing, not asked for, of another shape, or not finite.
    pub fn load_expected<const N: usize>(
        path: impl AsRef<Path>,
        expected: [(&str, &[usize]); N],
    ) -> Result<[ArrayD<f32>; N], WeightsError> {
        WeightsFile::read(path)?.expected(expected)
    }

    /// The path of a weights file that comes with the workspace, in `datasets/weights`.
    ///
    /// # Errors
    /// When it is neither in the workspace that this program was compiled in nor in one around the current folder.
    pub fn bundled(name: &str) -> Result<PathBuf, WeightsError> {
        bundled::find(&format!("datasets/weights/{name}"), Path::is_file)
            .map_err(|built_in| WeightsError::BundledNotFound { built_in })
    }
}
