//! What is in a weights file whose bytes are in memory? A file system, a web page or a test may have brought them.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use core_tensor::Network;
use ndarray::ArrayD;

use super::{Element, Weights, error::WeightsError, format::Format, npz, pickle, safetensors_file};

/// A weights file in memory: its name, whose ending says the format, and its bytes.
///
/// ```
/// use core_data::{Weights, WeightsFile};
/// use ndarray::Array1;
///
/// let mut weights = Weights::new();
/// weights.insert("b1", Array1::from(vec![0.5_f32, -0.5]));
/// let bytes = weights.to_bytes("mine.safetensors")?;
///
/// let file = WeightsFile::new("mine.safetensors", bytes)?;
/// let [b1] = file.expected([("b1", &[2])])?;
/// assert_eq!(b1[[0]], 0.5);
/// # Ok::<(), core_data::WeightsError>(())
/// ```
#[derive(Clone)]
pub struct WeightsFile {
    path: PathBuf,
    format: Format,
    bytes: Vec<u8>,
}

impl fmt::Debug for WeightsFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WeightsFile({}, {} bytes)", self.path.display(), self.bytes.len())
    }
}

impl WeightsFile {
    /// A file of this name with these bytes. They are checked when they are read.
    ///
    /// # Errors
    /// When the ending names no format.
    pub fn new(path: impl Into<PathBuf>, bytes: Vec<u8>) -> Result<Self, WeightsError> {
        let path = path.into();
        let format = format_of(&path)?;
        Ok(Self { path, format, bytes })
    }

    /// The same name with other bytes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn with_bytes(self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self }
    }

    /// The name without the folder.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    /// Whether it is a pickle, the format of the book's own files.
    pub fn is_pickle(&self) -> bool {
        self.format == Format::Pickle
    }

    /// All arrays, as `f32` or `f64`.
    ///
    /// # Errors
    /// When the bytes are damaged, too many, or hold values of another type.
    pub fn weights<F: Element>(&self) -> Result<Weights<F>, WeightsError> {
        match self.format {
            Format::SafeTensors => safetensors_file::read(&self.path, &self.bytes),
            Format::Npz => npz::read(&self.path, &self.bytes),
            Format::Pickle => pickle::read(&self.path, &self.bytes),
        }
    }

    /// Exactly these arrays, each of this shape and of finite values, in the order asked for.
    ///
    /// # Errors
    /// As [`weights`](Self::weights), and when an array is missing, not asked for, of another shape, or not finite.
    pub fn expected<const N: usize>(
        &self,
        expected: [(&str, &[usize]); N],
    ) -> Result<[ArrayD<f32>; N], WeightsError> {
        let mut weights = self.weights::<f32>()?;
        weights.check_all(&self.path, &expected)?;
        Ok(expected.map(|(name, _)| weights.take(name)))
    }

    /// Gives the network its parameters and running statistics, which must be exactly what the file holds.
    ///
    /// # Errors
    /// As [`expected`](Self::expected). The network is then as it was.
    pub fn load_into<F: Element>(&self, network: &mut Network<F>) -> Result<(), WeightsError> {
        let expected = Weights::of(network);
        let expected: Vec<(&str, &[usize])> =
            expected.iter().map(|(name, array)| (name, array.shape())).collect();
        let mut weights = self.weights::<F>()?;
        weights.check_all(&self.path, &expected)?;
        network.load_state_dict(|name| weights.take(name));
        Ok(())
    }
}

impl<F: Element> Weights<F> {
    /// The bytes of a `.safetensors` or an `.npz` file of this name, in the element type of the arrays. The same arrays
    /// give the same bytes.
    ///
    /// # Errors
    /// When the ending is another.
    pub fn to_bytes(&self, path: impl AsRef<Path>) -> Result<Vec<u8>, WeightsError> {
        let path = path.as_ref();
        let bytes = match format_of(path)? {
            Format::SafeTensors => safetensors_file::bytes(self),
            Format::Npz => npz::bytes(self),
            Format::Pickle => return Err(WeightsError::UnwritableFormat { path: path.into() }),
        };
        bytes.map_err(|cause: io::Error| WeightsError::Unwritable { path: path.into(), cause })
    }
}

impl Weights {
    /// Whether the ending of `path` names a pickle, the format of the book's own files.
    ///
    /// ```
    /// use core_data::Weights;
    /// assert!(Weights::is_pickle("deep_convnet_params.pkl") && !Weights::is_pickle("mine.npz"));
    /// ```
    pub fn is_pickle(path: impl AsRef<Path>) -> bool {
        Format::of(path.as_ref()) == Some(Format::Pickle)
    }
}

/// The format that the ending names.
fn format_of(path: &Path) -> Result<Format, WeightsError> {
    Format::of(path).ok_or_else(|| WeightsError::UnknownEnding { path: path.into() })
}
