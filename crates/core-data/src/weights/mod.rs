//! Trained weights: arrays with the book's names (`W1`, `b1`, …), read from `.safetensors`, `.npz` and the book's `.pkl`,
//! and written as the first two.
//!
//! | module | question |
//! |---|---|
//! | `file` | is it a regular file of a bearable size, and how does a new one appear at once? |
//! | `safetensors_file` | the format of Hugging Face: a header in JSON, then plain numbers |
//! | `unique_keys` | does that header say everything once? |
//! | `npz`, `npy` | NumPy's formats: a ZIP archive with one `.npy` file an array |
//! | `pickle` | the book's own files: a dictionary of arrays, and nothing else that a pickle could do |
//! | `numbers` | bytes as `f32` or `f64`, and back |
//! | `error` | what can be wrong, each in one sentence |
//!
//! A file may come from anywhere. So no length in it is believed before it was compared with the bytes that are there,
//! and reading a bad file ends in a [`WeightsError`], never in a panic or in more memory than its bytes account for.

use std::path::{Path, PathBuf};

use ndarray::{Array, ArrayD, Dimension};

mod error;
pub(crate) mod file;
mod network;
mod npy;
mod npz;
mod numbers;
mod pickle;
mod safetensors_file;
mod unique_keys;

pub use error::WeightsError;
pub use numbers::Element;
pub(crate) use safetensors_file::{header_bytes, metadata};

use crate::bundled;

/// The largest file that is read, and the most bytes of numbers that a compressed one may hold: 256 MiB, about fifty
/// times what the largest network of the book needs.
pub const MOST_BYTES: u64 = 256 << 20;

/// The most arrays that a file may hold; the deepest network of the book has 16.
pub const MOST_ARRAYS: usize = 10_000;

/// Named arrays, in the order in which they were added or stand in their file.
///
/// ```
/// use core_data::Weights;
/// use ndarray::{Array1, Array2};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("trained.safetensors");
/// let mut weights = Weights::new();
/// weights.insert("W1", Array2::<f32>::zeros((784, 10)));
/// weights.insert("b1", Array1::<f32>::zeros(10));
/// weights.save(&path)?;
///
/// let [w1, b1] = Weights::load_expected(&path, [("W1", &[784, 10]), ("b1", &[10])])?;
/// assert_eq!((w1.len(), b1.len()), (7_840, 10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Weights<F = f32> {
    arrays: Vec<(String, ArrayD<F>)>,
}

impl<F> Default for Weights<F> {
    fn default() -> Self {
        Self { arrays: Vec::new() }
    }
}

impl<F: Element, D: Dimension> FromIterator<(String, Array<F, D>)> for Weights<F> {
    /// Arrays with their names, such as a network's parameters.
    ///
    /// # Panics
    /// As [`Weights::insert`].
    fn from_iter<I: IntoIterator<Item = (String, Array<F, D>)>>(arrays: I) -> Self {
        let mut weights = Self::default();
        for (name, array) in arrays {
            weights.insert(name, array);
        }
        weights
    }
}

impl<F: Element> Weights<F> {
    /// Adds an array of any rank.
    ///
    /// # Panics
    /// If there is an array of this name, or the name is not fit for a file: empty, longer than 200 bytes, with a
    /// control character, or `__metadata__`.
    pub fn insert<D: Dimension>(&mut self, name: impl Into<String>, array: Array<F, D>) -> &mut Self {
        if let Err(reason) = self.add(name.into(), array.into_dyn()) {
            panic!("weights: {reason}");
        }
        self
    }

    /// As [`insert`](Self::insert), for names that come from a file.
    fn add(&mut self, name: String, array: ArrayD<F>) -> Result<(), String> {
        if !is_name(&name) {
            return Err(format!("`{}` is no name for an array", error::shown(&name)));
        }
        if self.get(&name).is_some() {
            return Err(format!("two arrays are called `{name}`"));
        }
        if self.arrays.len() == MOST_ARRAYS {
            return Err(format!("there are more than {MOST_ARRAYS} arrays"));
        }
        let array = if array.is_standard_layout() { array } else { array.as_standard_layout().into_owned() };
        self.arrays.push((name, array));
        Ok(())
    }

    /// The array of this name.
    pub fn get(&self, name: &str) -> Option<&ArrayD<F>> {
        self.arrays.iter().find(|(other, _)| other == name).map(|(_, array)| array)
    }

    /// Every name with its array, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ArrayD<F>)> {
        self.arrays.iter().map(|(name, array)| (name.as_str(), array))
    }

    /// How many arrays there are.
    pub fn len(&self) -> usize {
        self.arrays.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.arrays.is_empty()
    }

    /// As [`load`](Weights::load), in the element type that is wanted.
    ///
    /// # Errors
    /// As [`load`](Weights::load).
    pub fn load_as(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let path = path.as_ref();
        let format = file::Format::of(path)?;
        let bytes = file::read(path)?;
        match format {
            file::Format::SafeTensors => safetensors_file::read(path, &bytes),
            file::Format::Npz => npz::read(path, &bytes),
            file::Format::Pickle => pickle::read(path, &bytes),
        }
    }

    /// Reads a file that must hold exactly these arrays.
    fn load_all(path: &Path, expected: &[(&str, &[usize])]) -> Result<Self, WeightsError> {
        let weights = Self::load_as(path)?;
        for (name, shape) in expected {
            weights.check(path, name, shape)?;
        }
        if let Some((name, _)) = weights.iter().find(|(name, _)| expected.iter().all(|(key, _)| key != name))
        {
            let expected = error::listed(expected.iter().map(|(name, _)| *name));
            return Err(WeightsError::UnknownKey { path: path.into(), key: name.to_owned(), expected });
        }
        Ok(weights)
    }

    /// Whether the array of this name is there, of this shape and of finite numbers.
    fn check(&self, path: &Path, name: &str, shape: &[usize]) -> Result<(), WeightsError> {
        let (path, key) = (path.to_path_buf(), name.to_owned());
        let Some(array) = self.get(name) else {
            let found = error::listed(self.iter().map(|(name, _)| name));
            return Err(WeightsError::MissingKey { path, key, shape: shape.to_vec(), found });
        };
        if array.shape() != shape {
            let (expected, found) = (shape.to_vec(), array.shape().to_vec());
            return Err(WeightsError::WrongShape { path, key, expected, found });
        }
        match array.iter().find(|number| !number.is_finite()) {
            Some(&found) => Err(WeightsError::NotFinite { path, key, found: found.as_f64() }),
            None => Ok(()),
        }
    }

    fn take(&mut self, name: &str) -> ArrayD<F> {
        let place = self.arrays.iter().position(|(other, _)| other == name);
        place.map(|place| self.arrays.swap_remove(place).1).unwrap_or_default()
    }

    /// Writes a `.safetensors` or an `.npz` file, as the ending says, in the element type of the arrays. The file appears
    /// whole or not at all, and replaces one that is there. The same arrays give the same bytes.
    ///
    /// # Errors
    /// When the ending is another, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        let path = path.as_ref();
        let bytes = match file::Format::of(path)? {
            file::Format::SafeTensors => safetensors_file::bytes(self),
            file::Format::Npz => npz::bytes(self),
            file::Format::Pickle => return Err(WeightsError::UnwritableFormat { path: path.into() }),
        };
        file::write(path, &bytes.map_err(|cause| WeightsError::Unwritable { path: path.into(), cause })?)
    }
}

impl Weights {
    /// No array yet.
    pub fn new() -> Self {
        Self::default()
    }

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
        let mut weights = Self::load_all(path.as_ref(), &expected)?;
        Ok(expected.map(|(name, _)| weights.take(name)))
    }

    /// Whether the ending of `path` names a pickle, the format of the book's own files.
    ///
    /// ```
    /// use core_data::Weights;
    /// assert!(Weights::is_pickle("deep_convnet_params.pkl") && !Weights::is_pickle("mine.npz"));
    /// ```
    pub fn is_pickle(path: impl AsRef<Path>) -> bool {
        matches!(file::Format::of(path.as_ref()), Ok(file::Format::Pickle))
    }

    /// Where a weights file lies that comes with the workspace, in `datasets/weights`.
    ///
    /// # Errors
    /// When it is neither in the workspace that this program was compiled in nor in one around the current folder.
    pub fn bundled(name: &str) -> Result<PathBuf, WeightsError> {
        bundled::find(&format!("datasets/weights/{name}"), Path::is_file)
            .map_err(|built_in| WeightsError::BundledNotFound { built_in })
    }
}

/// Whether a file can hold an array under this name, and a terminal show it.
fn is_name(name: &str) -> bool {
    (1..=200).contains(&name.len()) && name != "__metadata__" && !name.chars().any(char::is_control)
}

/// Whether an array is none of a network's: PyTorch counts the batches that a normalisation has seen, in whole numbers,
/// and inference does not use the count.
fn is_passed_over(name: &str) -> bool {
    name == "num_batches_tracked" || name.ends_with(".num_batches_tracked")
}
