//! A whole set: found, checked, read.

use std::path::Path;

use ndarray::Array2;
use sha2::{Digest, Sha256};

use crate::{
    DataError, Split, checksum, idx, members,
    members::{MEMBERS, Member, Source},
    original,
    reading::{self, CheckedFile},
    split::{CLASSES, IMAGE_SIDE},
    unpacking::Unpacker,
};

/// An MNIST-shaped set: images of 28×28 bytes in ten classes, to train and to test on.
#[derive(Clone, Debug, PartialEq)]
pub struct Mnist {
    /// What networks learn from: 60,000 images in the bundled set.
    pub train: Split,
    /// What they are judged by: 10,000 images in the bundled set.
    pub test: Split,
}

impl Mnist {
    /// SHA-256 over all images and labels, in hexadecimal: two sets with the same are the same.
    pub fn fingerprint(&self) -> String {
        let mut sum = Sha256::new();
        for split in [&self.train, &self.test] {
            sum.update((split.len() as u64).to_le_bytes());
            split.pixels.rows().into_iter().for_each(|row| match row.as_slice() {
                Some(pixels) => sum.update(pixels),
                None => sum.update(row.to_vec()),
            });
            sum.update(&split.labels);
        }
        sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Loads the set in the folder `data`, or the MNIST that comes with the workspace.
    ///
    /// The folder holds four IDX files, each raw (`train-images-idx3-ubyte`, or spelled `train-images.idx3-ubyte`) or
    /// with `.gz` behind its name; raw is preferred. Archives are unpacked once, into `unpacked/` beside them or, where
    /// nothing can be written, into the user's cache. The bundled set has to be the original bit for bit, see
    /// [`load_original`](Self::load_original); of any other the structure is checked, and of archives their checksum.
    ///
    /// ```
    /// # use core_data::Mnist;
    /// let message = Mnist::load(Some("no/such/folder".as_ref())).unwrap_err().to_string();
    /// assert!(message.starts_with("the data folder `no/such/folder` does not exist"));
    /// ```
    ///
    /// # Errors
    /// When the folder or a file is missing, unreadable, damaged, or not what its name says: see [`DataError`].
    pub fn load(data: Option<&Path>) -> Result<Self, DataError> {
        match data {
            None => Self::load_original(&original::folder()?),
            Some(folder) if original::is_bundled(folder) => Self::load_original(folder),
            Some(folder) => load_from(folder, false),
        }
    }

    /// Loads the original MNIST from `folder`: the SHA-256 of every file's content has to be the known one.
    ///
    /// # Errors
    /// As [`load`](Self::load), and when the content is not that of the original.
    pub fn load_original(folder: &Path) -> Result<Self, DataError> {
        load_from(folder, true)
    }
}

fn load_from(folder: &Path, original: bool) -> Result<Mnist, DataError> {
    members::check_folder(folder)?;
    // All four are looked for before the first is unpacked: a missing file is said at once.
    let [a, b, c, d] = MEMBERS.each_ref().map(|member| member.find(folder));
    let sources = [a?, b?, c?, d?];

    let mut unpacker = Unpacker::default();
    let mut check = |index: usize| check(&MEMBERS[index], &sources[index], original, &mut unpacker);
    let files = [check(0)?, check(1)?, check(2)?, check(3)?];
    check_pair(&files[0], &files[1])?;
    check_pair(&files[2], &files[3])?;

    let changed = || DataError::ChangedMeanwhile { folder: folder.to_path_buf() };
    let [train_images, train_labels, test_images, test_labels] = reading::read(&files).ok_or_else(changed)?;
    check_classes(&files[1].given, &train_labels)?;
    check_classes(&files[3].given, &test_labels)?;
    Ok(Mnist {
        train: split(train_images, train_labels).ok_or_else(changed)?,
        test: split(test_images, test_labels).ok_or_else(changed)?,
    })
}

/// Turns a source into a raw file whose header, length and (for the original) content were checked.
fn check(
    member: &Member,
    source: &Source,
    original: bool,
    unpacker: &mut Unpacker,
) -> Result<CheckedFile, DataError> {
    let sha256 = if original { original::sha256(member) } else { None };
    let given = source.path().to_path_buf();
    let raw = match source {
        Source::Raw(path) => path.clone(),
        Source::Archive(path) => unpacker.unpack(path, member, sha256)?,
    };
    let count = idx::check_file(&raw, member.kind, &given)?;
    if let (Source::Raw(path), Some(expected)) = (source, sha256) {
        let found = checksum::sha256(path)?;
        if found != expected {
            return Err(DataError::NotTheOriginal { path: given, expected, found });
        }
    }
    Ok(CheckedFile { raw, given, kind: member.kind, count })
}

fn check_pair(images: &CheckedFile, labels: &CheckedFile) -> Result<(), DataError> {
    if images.count == labels.count {
        return Ok(());
    }
    Err(DataError::CountsDiffer {
        images: images.given.clone(),
        image_count: images.count,
        labels: labels.given.clone(),
        label_count: labels.count,
    })
}

fn check_classes(path: &Path, labels: &[u8]) -> Result<(), DataError> {
    match labels.iter().position(|&label| usize::from(label) >= CLASSES) {
        None => Ok(()),
        Some(index) => Err(DataError::LabelOutOfRange { path: path.into(), index, label: labels[index] }),
    }
}

/// The array takes the bytes over; nothing is copied.
fn split(mut images: Vec<u8>, labels: Vec<u8>) -> Option<Split> {
    // The `mnist` crate leaves room for as many bytes again.
    images.shrink_to_fit();
    let pixels = Array2::from_shape_vec((labels.len(), IMAGE_SIDE * IMAGE_SIDE), images).ok()?;
    Some(Split { pixels: pixels.into_shared(), labels })
}
