//! Small sets of random bytes, and copies of the bundled one, for tests to damage.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use core_data::Mnist;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use tempfile::TempDir;

pub(crate) const TRAIN_IMAGES: &str = "train-images-idx3-ubyte";
pub(crate) const TRAIN_LABELS: &str = "train-labels-idx1-ubyte";
pub(crate) const TEST_IMAGES: &str = "t10k-images-idx3-ubyte";
pub(crate) const TEST_LABELS: &str = "t10k-labels-idx1-ubyte";
pub(crate) const NAMES: [&str; 4] = [TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS];

/// The folder of the bundled set. Tests read it and write elsewhere.
pub(crate) fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/mnist")
}

/// A new folder with a copy of the four bundled archives.
pub(crate) fn copy_of_bundled() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in NAMES {
        let archive = format!("{name}.gz");
        // Not fs::copy: it would copy the read-only flag too.
        fs::write(folder.path().join(&archive), fs::read(bundled().join(archive)).unwrap()).unwrap();
    }
    folder
}

/// The content of a set as random bytes, with labels 0 to 9.
pub(crate) struct RandomSet {
    /// Samples of the four members in the order of `NAMES`, without headers.
    pub(crate) samples: [Vec<u8>; 4],
}

impl RandomSet {
    /// A set that depends on nothing but its counts and its seed.
    pub(crate) fn new(train: usize, test: usize, seed: u32) -> Self {
        let mut state = seed;
        let mut bytes = |count: usize, below: u32| -> Vec<u8> {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((state >> 16) % below) as u8
            };
            (0..count).map(|_| next()).collect()
        };
        let samples = [bytes(train * 784, 256), bytes(train, 10), bytes(test * 784, 256), bytes(test, 10)];
        Self { samples }
    }

    /// The four files as IDX.
    pub(crate) fn files(&self) -> [Vec<u8>; 4] {
        let [train_images, train_labels, test_images, test_labels] = &self.samples;
        [images(train_images), labels(train_labels), images(test_images), labels(test_labels)]
    }

    /// Writes the four files as they are.
    pub(crate) fn write_raw(&self, folder: &Path) {
        for (name, file) in NAMES.iter().zip(self.files()) {
            fs::write(folder.join(name), file).unwrap();
        }
    }

    /// Writes the four files as archives.
    pub(crate) fn write_archives(&self, folder: &Path) {
        for (name, file) in NAMES.iter().zip(self.files()) {
            fs::write(archive_in(folder, name), compressed(&file)).unwrap();
        }
    }

    /// Asserts that what was loaded is this set, byte for byte.
    pub(crate) fn assert_equals(&self, loaded: &Mnist) {
        let [train_images, train_labels, test_images, test_labels] = &self.samples;
        assert!(loaded.train.pixels.as_slice().unwrap() == train_images, "training images");
        assert!(loaded.train.labels == *train_labels, "training labels");
        assert!(loaded.test.pixels.as_slice().unwrap() == test_images, "test images");
        assert!(loaded.test.labels == *test_labels, "test labels");
    }
}

/// A folder with a raw set of 12 and 5 samples.
pub(crate) fn small_raw_set() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    RandomSet::new(12, 5, 1).write_raw(folder.path());
    folder
}

/// A folder with a set of 12 and 5 samples in archives.
pub(crate) fn small_archived_set() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    RandomSet::new(12, 5, 1).write_archives(folder.path());
    folder
}

pub(crate) fn archive_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.gz"))
}

/// An IDX images file around these pixels.
pub(crate) fn images(pixels: &[u8]) -> Vec<u8> {
    [header(&[2051, (pixels.len() / 784) as u32, 28, 28]), pixels.to_vec()].concat()
}

/// An IDX labels file around these labels.
pub(crate) fn labels(labels: &[u8]) -> Vec<u8> {
    [header(&[2049, labels.len() as u32]), labels.to_vec()].concat()
}

/// The header fields of an IDX file.
pub(crate) fn header(fields: &[u32]) -> Vec<u8> {
    fields.iter().flat_map(|field| field.to_be_bytes()).collect()
}

pub(crate) fn compressed(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn inflated(archive: &Path) -> Vec<u8> {
    let mut content = Vec::new();
    GzDecoder::new(fs::File::open(archive).unwrap()).read_to_end(&mut content).unwrap();
    content
}

/// The message with which `folder` is refused; the folder itself is written `DIR`.
pub(crate) fn refusal(folder: &Path) -> String {
    as_one_sentence(Mnist::load(Some(folder)).unwrap_err().to_string(), folder)
}

/// The same for a folder that has to hold the original.
pub(crate) fn refusal_as_original(folder: &Path) -> String {
    as_one_sentence(Mnist::load_original(folder).unwrap_err().to_string(), folder)
}

fn as_one_sentence(message: String, folder: &Path) -> String {
    assert!(!message.contains('\n') && !message.contains(". "), "more than one sentence: {message}");
    assert!(message.contains("; "), "does not say what to do: {message}");
    message.replace(folder.to_str().unwrap(), "DIR")
}
