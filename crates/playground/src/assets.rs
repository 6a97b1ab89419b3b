//! Which data can a demo ask for? The digits and the trained weights, as bytes that the page has fetched.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use core_data::{Mnist, WeightsFile};

/// The files of the digits, in the order in which `Mnist::from_bytes` takes them.
pub const DIGITS: [&str; 4] = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
];

/// What has to be fetched before a demo can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Whether it uses the digits.
    pub digits: bool,
    /// The files of trained weights.
    pub weights: &'static [&'static str],
}

impl Needs {
    /// Nothing.
    pub const NOTHING: Self = Self { digits: false, weights: &[] };
    /// The digits.
    pub const DIGITS: Self = Self { digits: true, weights: &[] };

    /// The names of the files.
    pub fn files(self) -> Vec<&'static str> {
        let digits = if self.digits { DIGITS.as_slice() } else { &[] };
        digits.iter().chain(self.weights).copied().collect()
    }
}

/// What the page has fetched.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, Arc<[u8]>>,
    digits: RefCell<Option<Arc<Mnist>>>,
}

impl Assets {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a file under its name.
    pub fn insert(&mut self, name: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(name.into(), bytes.into());
    }

    /// Of these files, those that haven't been fetched.
    pub fn missing(&self, needs: Needs) -> Vec<&'static str> {
        needs.files().into_iter().filter(|name| !self.has(name)).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.files.contains_key(name) || (DIGITS.contains(&name) && self.digits.borrow().is_some())
    }

    /// The digits; unpacked when first asked for.
    ///
    /// # Errors
    /// If a file is missing or damaged.
    pub fn digits(&self) -> Result<Arc<Mnist>> {
        if let Some(digits) = &*self.digits.borrow() {
            return Ok(Arc::clone(digits));
        }
        let digits = Arc::new(set(&self.files(&DIGITS)?)?);
        *self.digits.borrow_mut() = Some(Arc::clone(&digits));
        Ok(digits)
    }

    /// The trained weights of this name.
    ///
    /// # Errors
    /// If the file is missing or damaged.
    pub fn weights(&self, name: &str) -> Result<WeightsFile> {
        Ok(WeightsFile::new(name, self.file(name)?.to_vec())?)
    }

    /// These files, in this order.
    ///
    /// # Errors
    /// With the first that hasn't been fetched.
    pub(crate) fn files(&self, names: &[&str]) -> Result<Vec<Arc<[u8]>>> {
        names.iter().map(|name| self.file(name)).collect()
    }

    /// All files, by name.
    pub(crate) fn all(&self) -> BTreeMap<String, Arc<[u8]>> {
        self.files.clone()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// If it hasn't been fetched.
    pub(crate) fn file(&self, name: &str) -> Result<Arc<[u8]>> {
        self.files.get(name).cloned().with_context(|| format!("`{name}` hasn't been loaded"))
    }
}

/// The set in the four files of [`DIGITS`].
///
/// # Errors
/// If one of them is missing or damaged.
pub(crate) fn set(files: &[Arc<[u8]>]) -> Result<Mnist> {
    let [a, b, c, d] = files else { bail!("a set of digits has four files") };
    Ok(Mnist::from_bytes([a, b, c, d])?)
}
