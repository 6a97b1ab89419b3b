//! The original MNIST, which comes with the workspace: where it lies, and how its content is recognised.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::bundled;
use crate::{DataError, members::Member};

/// Where the set lies, seen from the workspace's root.
const BELOW_ROOT: &str = "datasets/mnist";

/// SHA-256 of each member's content, unpacked. `datasets/mnist/README.md` lists them too, and a test compares.
const CONTENT_SHA256: [(&str, &str); 4] = [
    ("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    ("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    ("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    ("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
];

/// The checksum that the original's content of this member has.
pub(crate) fn sha256(member: &Member) -> Option<&'static str> {
    CONTENT_SHA256.iter().find(|(name, _)| *name == member.name).map(|(_, sha256)| *sha256)
}

/// The folder of the bundled set.
pub(crate) fn folder() -> Result<PathBuf, DataError> {
    bundled::find(BELOW_ROOT, Path::is_dir).map_err(|built_in| DataError::BundledSetNotFound { built_in })
}

/// Whether `folder` is the folder of the bundled set, however it is spelled.
pub(crate) fn is_bundled(folder: &Path) -> bool {
    let bundled = self::folder().ok().and_then(|bundled| fs::canonicalize(bundled).ok());
    bundled.is_some() && bundled == fs::canonicalize(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_that_is_nowhere_is_named_with_both_places() {
        let message = DataError::BundledSetNotFound { built_in: "gone".into() }.to_string();
        assert!(message.contains("gone` or in `datasets/mnist` above the current folder"), "{message}");
    }
}
