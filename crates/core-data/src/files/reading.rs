//! Reading files that were checked: through the `mnist` crate, or plainly where that crate cannot.

use std::{fs, io::Read, panic, path::PathBuf};

use mnist::MnistBuilder;

use crate::idx::Kind;

/// The only counts that the `mnist` crate accepts, of MNIST and the sets made in its image.
const USUAL_COUNTS: [u32; 4] = [60_000, 60_000, 10_000, 10_000];

/// A raw IDX file whose header and length were checked.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    /// The raw file.
    pub(crate) raw: PathBuf,
    /// The file that the user knows: the same, or the archive that it was unpacked from.
    pub(crate) given: PathBuf,
    /// Images or labels.
    pub(crate) kind: Kind,
    /// How many of them.
    pub(crate) count: u32,
}

/// The samples of each file, in the order of `files`; `None` if a file is no longer what it was when it was checked.
pub(crate) fn read(files: &[CheckedFile; 4]) -> Option<[Vec<u8>; 4]> {
    let usual = files.each_ref().map(|file| file.count) == USUAL_COUNTS;
    let samples = match files.each_ref().map(|file| file.raw.to_str()) {
        // The crate takes paths as text, and a path need not be text.
        [Some(a), Some(b), Some(c), Some(d)] if usual => through_mnist_crate([a, b, c, d])?,
        _ => plainly(files)?,
    };
    let promised = files.each_ref().map(|file| u64::from(file.count) * file.kind.sample_bytes());
    (samples.each_ref().map(|bytes| bytes.len() as u64) == promised).then_some(samples)
}

/// Reads 60,000 and 10,000 samples through the `mnist` crate.
///
/// It panics on a file that is not right. As all four were checked, this needs another program that damages a file in
/// this very moment; even then the caller gets an error rather than the panic.
fn through_mnist_crate(
    [train_images, train_labels, test_images, test_labels]: [&str; 4],
) -> Option<[Vec<u8>; 4]> {
    let read = || {
        MnistBuilder::new()
            .base_path("")
            .training_images_filename(train_images)
            .training_labels_filename(train_labels)
            .test_images_filename(test_images)
            .test_labels_filename(test_labels)
            .finalize()
    };
    let set = panic::catch_unwind(read).ok()?;
    Some([set.trn_img, set.trn_lbl, set.tst_img, set.tst_lbl])
}

/// Reads sets of any other size.
fn plainly(files: &[CheckedFile; 4]) -> Option<[Vec<u8>; 4]> {
    let [a, b, c, d] = files.each_ref().map(samples);
    Some([a?, b?, c?, d?])
}

fn samples(file: &CheckedFile) -> Option<Vec<u8>> {
    let mut content = fs::File::open(&file.raw).ok()?;
    let mut header = vec![0; file.kind.header_bytes() as usize];
    content.read_exact(&mut header).ok()?;
    // One byte more than was promised is enough to see that the file has grown.
    let promised = u64::from(file.count) * file.kind.sample_bytes();
    let mut samples = Vec::with_capacity(promised as usize);
    content.take(promised + 1).read_to_end(&mut samples).ok()?;
    Some(samples)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Four checked files that changed after the check: they promise `counts`, and hold two bytes.
    fn changed_files(folder: &Path, counts: [u32; 4]) -> [CheckedFile; 4] {
        let raw = folder.join("changed");
        fs::write(&raw, [0, 0]).unwrap();
        let kinds = [Kind::Images, Kind::Labels, Kind::Images, Kind::Labels];
        [0, 1, 2, 3].map(|i| CheckedFile {
            raw: raw.clone(),
            given: raw.clone(),
            kind: kinds[i],
            count: counts[i],
        })
    }

    #[test]
    fn files_that_change_after_the_check_are_refused_without_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&changed_files(folder.path(), USUAL_COUNTS)), None);
        assert_eq!(read(&changed_files(folder.path(), [1, 1, 1, 1])), None);
    }

    #[test]
    fn files_that_grow_after_the_check_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = changed_files(folder.path(), [1, 1, 1, 1]);
        for file in &mut files {
            file.raw = folder.path().join(file.kind.word());
            fs::write(&file.raw, vec![0; file.kind.file_bytes(2) as usize]).unwrap();
        }
        assert_eq!(read(&files), None);
    }
}
