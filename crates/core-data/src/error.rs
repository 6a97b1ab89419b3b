//! What can be wrong with a dataset, each in one sentence that says what to do.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::messages::{advice, bytes, grouped};

/// Why a dataset could not be loaded.
///
/// Every message names the file or the value, what was expected, what was found, and what to do. The causes from the
/// operating system are part of the message, so [`source`](std::error::Error::source) is always `None`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DataError {
    /// The folder with the bundled set is nowhere to be found.
    #[error(
        "the bundled MNIST was expected in `{}` or in `datasets/mnist` above the current folder, but neither exists; \
         run inside the workspace, or name a folder with --data", built_in.display()
    )]
    BundledSetNotFound {
        /// Where the workspace was when this program was compiled.
        built_in: PathBuf,
    },

    /// The folder does not exist.
    #[error(
        "the data folder `{}` does not exist; name a folder with the four IDX files of an MNIST-shaped set",
        folder.display()
    )]
    NoSuchFolder {
        /// The folder as it was given.
        folder: PathBuf,
    },

    /// A file was given where a folder is needed.
    #[error("`{}` is a file, but a folder with four IDX files was expected; name the folder that holds it", path.display())]
    NotAFolder {
        /// What was given.
        path: PathBuf,
    },

    /// One of the four files is not in the folder.
    #[error(
        "`{}` holds neither `{name}` nor `{name}.gz`; a set needs train-images-idx3-ubyte, train-labels-idx1-ubyte, \
         t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each raw or as .gz: add the missing file",
        folder.display()
    )]
    MissingFile {
        /// The folder that was searched.
        folder: PathBuf,
        /// The usual name of the missing file.
        name: &'static str,
    },

    /// A folder, a pipe or a device lies where a file is needed.
    #[error("`{}` is {found}, but a regular file was expected; put the data file itself there", path.display())]
    NotAFile {
        /// What was looked at.
        path: PathBuf,
        /// What it is, with its article.
        found: &'static str,
    },

    /// The operating system would not let the file or folder be read.
    #[error("`{}` cannot be read ({cause}); {}", path.display(), advice(cause))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },

    /// The file is called `.gz` and is something else.
    #[error(
        "`{}` starts with the bytes {found}, but a gzip archive starts with 1f 8b; \
         download it again, or drop `.gz` from its name if it is not compressed", path.display()
    )]
    NotGzip {
        /// The file.
        path: PathBuf,
        /// Its first bytes in hexadecimal, or `none`.
        found: String,
    },

    /// The archive ends too early.
    #[error(
        "the archive `{}` is truncated: its header promises {} bytes, but only {} could be unpacked; download it again",
        path.display(), grouped(*expected), grouped(*found)
    )]
    TruncatedArchive {
        /// The archive.
        path: PathBuf,
        /// Bytes that the IDX header inside promises, header included.
        expected: u64,
        /// Bytes that could be unpacked.
        found: u64,
    },

    /// The archive's content contradicts its own checksum or format.
    #[error("the archive `{}` is damaged ({cause}), though intact gzip data was expected; download it again", path.display())]
    DamagedArchive {
        /// The archive.
        path: PathBuf,
        /// What the decoder said.
        cause: String,
    },

    /// Something other than zeros follows the archive.
    #[error(
        "the archive `{}` ends {} before its file does, and what stands there is neither padding nor more of the \
         archive; download it again, or cut off these bytes", path.display(), bytes(*count)
    )]
    TrailingBytes {
        /// The archive.
        path: PathBuf,
        /// Bytes that follow the archive.
        count: u64,
    },

    /// The archive holds more than the header inside promises.
    #[error(
        "the archive `{}` unpacks to more than the {} bytes that its header promises, and was stopped there; \
         download it again from a source you trust", path.display(), grouped(*expected)
    )]
    OverlongArchive {
        /// The archive.
        path: PathBuf,
        /// Bytes that the IDX header inside promises, header included.
        expected: u64,
    },

    /// The file ends inside its own header.
    #[error(
        "`{}` holds {found} bytes, but the header of an IDX {kind} file alone takes {expected}; download it again",
        path.display()
    )]
    ShortHeader {
        /// The file.
        path: PathBuf,
        /// `images` or `labels`.
        kind: &'static str,
        /// Bytes of a full header.
        expected: u64,
        /// Bytes in the file.
        found: u64,
    },

    /// The first four bytes belong to another kind of file.
    #[error(
        "`{}` should hold {kind}, and so start with the magic number {expected}, but it starts with {found}{meaning}; \
         put the {kind} file there", path.display()
    )]
    WrongMagic {
        /// The file.
        path: PathBuf,
        /// `images` or `labels`.
        kind: &'static str,
        /// The magic number of that kind.
        expected: u32,
        /// The first four bytes as a big-endian number.
        found: u32,
        /// What that number stands for, where it is known.
        meaning: &'static str,
    },

    /// The file is a gzip archive, not the data itself.
    #[error("the content of `{}` is a gzip archive, but an IDX {kind} file was expected; {advice}", path.display())]
    CompressedContent {
        /// The file.
        path: PathBuf,
        /// `images` or `labels`.
        kind: &'static str,
        /// What to do.
        advice: &'static str,
    },

    /// The header's count and the file's length contradict each other.
    #[error(
        "`{}` promises {} {kind} in its header, which take {} bytes with the header, but it has {} bytes; \
         download it again", path.display(), grouped(u64::from(*count)), grouped(*expected), grouped(*found)
    )]
    WrongLength {
        /// The file.
        path: PathBuf,
        /// `images` or `labels`.
        kind: &'static str,
        /// The count in the header.
        count: u32,
        /// Bytes that this count needs, header included.
        expected: u64,
        /// Bytes in the file.
        found: u64,
    },

    /// The images have another shape than MNIST's.
    #[error("the images in `{}` are {rows}×{columns}, but 28×28 was expected; resize them or use another set", path.display())]
    WrongShape {
        /// The file.
        path: PathBuf,
        /// Rows of an image, from the header.
        rows: u32,
        /// Columns of an image, from the header.
        columns: u32,
    },

    /// The header announces no sample at all.
    #[error("`{}` announces 0 {kind} in its header, but at least 1 was expected; use a set that is not empty", path.display())]
    NoSamples {
        /// The file.
        path: PathBuf,
        /// `images` or `labels`.
        kind: &'static str,
    },

    /// The header announces more samples than this workspace will load.
    #[error(
        "`{}` announces {} {kind} in its header, but at most {} were expected; the header is damaged, or the set has to be split",
        path.display(), grouped(u64::from(*count)), grouped(u64::from(*limit))
    )]
    TooManySamples {
        /// The file.
        path: PathBuf,
        /// `images` or `labels`.
        kind: &'static str,
        /// The count in the header.
        count: u32,
        /// The largest count that is accepted.
        limit: u32,
    },

    /// Images and labels of one split do not pair up.
    #[error(
        "`{}` holds {} images, but `{}` holds {} labels, and every image needs one label; take both files from the same set",
        images.display(), grouped(u64::from(*image_count)), labels.display(), grouped(u64::from(*label_count))
    )]
    CountsDiffer {
        /// The images file.
        images: PathBuf,
        /// How many images it holds.
        image_count: u32,
        /// The labels file.
        labels: PathBuf,
        /// How many labels it holds.
        label_count: u32,
    },

    /// A label is not a class from 0 to 9.
    #[error(
        "label number {} (counted from 0) in `{}` is {label}, but a class from 0 to 9 was expected; use a set of ten classes",
        grouped(*index as u64), path.display()
    )]
    LabelOutOfRange {
        /// The labels file.
        path: PathBuf,
        /// Position of the first such label.
        index: usize,
        /// Its value.
        label: u8,
    },

    /// The file is well formed, but not the original MNIST.
    #[error(
        "the content of `{}` should have SHA-256 {expected}, as the original MNIST has, but has {found}; \
         restore the file with `git checkout`, or name another set with --data", path.display()
    )]
    NotTheOriginal {
        /// The file, raw or archive.
        path: PathBuf,
        /// The checksum of the original's content, unpacked.
        expected: &'static str,
        /// The checksum of what the file holds, unpacked.
        found: String,
    },

    /// The archive is fine, but its content could be put nowhere.
    #[error(
        "the archive `{}` could be unpacked neither beside itself, nor in the user's cache, nor in the temporary folder \
         ({cause}), though one of them should be writable; free some space there, or put the unpacked file beside it",
        archive.display()
    )]
    NowhereToUnpack {
        /// The archive.
        archive: PathBuf,
        /// What the operating system said about the last place.
        cause: io::Error,
    },

    /// Something changed the files between the check and the reading.
    #[error(
        "the files in `{}` passed every check, but were different when they were read a moment later; \
         wait until nothing writes there, then run again", folder.display()
    )]
    ChangedMeanwhile {
        /// The folder of the set.
        folder: PathBuf,
    },
}
