//! A whole set, out of the bytes of its four files.

use std::{borrow::Cow, io::Cursor, path::Path};

use ndarray::Array2;
use sha2::{Digest, Sha256};

use crate::{
    DataError, Split,
    archive::{self, Failure},
    idx::{self, GZIP_MAGIC, Kind},
    members::{MEMBERS, Member},
    split::{CLASSES, IMAGE_SIDE},
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

    /// A set out of four IDX files in memory, each raw or compressed with gzip: training images and labels, test images
    /// and labels. So a set gets into a program that has no files, such as one in a web page.
    ///
    /// ```
    /// use core_data::Mnist;
    ///
    /// // One black image, and its label 3.
    /// let images = [[0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28].to_vec(), vec![255; 784]].concat();
    /// let labels = [0, 0, 8, 1, 0, 0, 0, 1, 3];
    /// let mnist = Mnist::from_bytes([&images, &labels, &images, &labels])?;
    /// assert_eq!((mnist.train.len(), mnist.test.labels[0]), (1, 3));
    /// # Ok::<(), core_data::DataError>(())
    /// ```
    ///
    /// # Errors
    /// When a file is damaged, or not of the kind that its position asks for: see [`DataError`].
    pub fn from_bytes(files: [&[u8]; 4]) -> Result<Self, DataError> {
        let part = |index: usize| samples(&MEMBERS[index], files[index]);
        let [a, b, c, d] = [part(0)?, part(1)?, part(2)?, part(3)?];
        Ok(Self { train: checked_split(a, b)?, test: checked_split(c, d)? })
    }
}

/// The samples of one file, without its header.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    /// The file, for messages.
    pub(crate) path: &'a Path,
    /// What its header promises, and it holds.
    pub(crate) count: u32,
    /// The bytes.
    pub(crate) samples: Vec<u8>,
}

fn samples<'a>(member: &Member, file: &[u8]) -> Result<Part<'a>, DataError> {
    let (path, kind) = (Path::new(member.name), member.kind);
    let raw =
        if file.starts_with(&GZIP_MAGIC) { inflated(path, kind, file)?.into() } else { Cow::from(file) };
    let header = &raw[..raw.len().min(kind.header_bytes() as usize)];
    let count = idx::check(path, kind, header, raw.len() as u64)?;
    Ok(Part { path, count, samples: raw[header.len()..].to_vec() })
}

fn inflated(path: &Path, kind: Kind, archive: &[u8]) -> Result<Vec<u8>, DataError> {
    let mut raw = Vec::new();
    match archive::inflate(path, Cursor::new(archive), kind, &mut raw) {
        Ok(()) => Ok(raw),
        Err(Failure::Archive(error)) => Err(error),
        Err(Failure::Place(cause)) => Err(DataError::Unreadable { path: path.into(), cause }),
    }
}

/// Images with their labels, if they are as many and the labels are classes.
pub(crate) fn checked_split(images: Part, labels: Part) -> Result<Split, DataError> {
    check_pair((images.path, images.count), (labels.path, labels.count))?;
    check_classes(labels.path, &labels.samples)?;
    let changed =
        || DataError::ChangedMeanwhile { folder: images.path.parent().unwrap_or(images.path).into() };
    split(images.samples, labels.samples).ok_or_else(changed)
}

/// Checks that there are as many images as labels.
pub(crate) fn check_pair(
    (images, image_count): (&Path, u32),
    (labels, label_count): (&Path, u32),
) -> Result<(), DataError> {
    if image_count == label_count {
        return Ok(());
    }
    Err(DataError::CountsDiffer { images: images.into(), image_count, labels: labels.into(), label_count })
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
