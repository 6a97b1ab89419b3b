//! Which arrays are there, and are they the ones that are expected?

use std::path::Path;

use ndarray::{Array, ArrayD, Dimension};

use super::{
    error::{WeightsError, listed, shown},
    limits::MOST_ARRAYS,
    numbers::Element,
};

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
    pub(super) fn add(&mut self, name: String, array: ArrayD<F>) -> Result<(), String> {
        if !is_name(&name) {
            return Err(format!("`{}` is no name for an array", shown(&name)));
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

    /// Checks that these arrays are there, each of its shape and of finite values, and no other; `path` is for messages.
    pub(super) fn check_all(&self, path: &Path, expected: &[(&str, &[usize])]) -> Result<(), WeightsError> {
        for (name, shape) in expected {
            self.check(path, name, shape)?;
        }
        if let Some((name, _)) = self.iter().find(|(name, _)| expected.iter().all(|(key, _)| key != name)) {
            let expected = listed(expected.iter().map(|(name, _)| *name));
            return Err(WeightsError::UnknownKey { path: path.into(), key: name.to_owned(), expected });
        }
        Ok(())
    }

    /// Whether the array of this name is there, of this shape and of finite numbers.
    fn check(&self, path: &Path, name: &str, shape: &[usize]) -> Result<(), WeightsError> {
        let (path, key) = (path.to_path_buf(), name.to_owned());
        let Some(array) = self.get(name) else {
            let found = listed(self.iter().map(|(name, _)| name));
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

    pub(super) fn take(&mut self, name: &str) -> ArrayD<F> {
        let position = self.arrays.iter().position(|(other, _)| other == name);
        position.map(|position| self.arrays.swap_remove(position).1).unwrap_or_default()
    }
}

impl Weights {
    /// No array yet.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Whether a file can hold an array under this name, and a terminal show it.
fn is_name(name: &str) -> bool {
    (1..=200).contains(&name.len()) && name != "__metadata__" && !name.chars().any(char::is_control)
}
