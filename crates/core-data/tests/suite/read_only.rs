//! Folders in which nothing can be written: the user's cache, then a folder of this run alone, take the content.
//!
//! Permissions do not bind root, so a file called `unpacked` stands in the way instead. The positions are named by
//! environment variables, which differ between systems: Linux stands for all.
#![cfg(target_os = "linux")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    processes::{loader, outcome},
    sets::{TRAIN_IMAGES, small_archived_set},
};

/// A set beside which nothing can be unpacked.
fn read_only_set() -> TempDir {
    let folder = small_archived_set();
    fs::write(folder.path().join("unpacked"), "in the way").unwrap();
    folder
}

fn loader_with(folder: &Path, cache: &Path, temporary: &Path) -> Command {
    let mut loader = loader(folder);
    loader.env("XDG_CACHE_HOME", cache).env("TMPDIR", temporary);
    loader
}

/// The files anywhere below `folder`.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_read_only_set_is_unpacked_into_the_users_cache_and_checked_there() {
    let (folder, cache) = (read_only_set(), tempfile::tempdir().unwrap());
    let load = || outcome(loader_with(folder.path(), cache.path(), Path::new("/nonexistent")));
    assert_eq!(load(), "loaded 12 and 5");
    let files = files_below(cache.path());
    assert_eq!(files.len(), 4, "{files:?}");

    // Whatever has happened to the cache since, nothing wrong comes out of it.
    let images = files.iter().find(|path| path.ends_with(TRAIN_IMAGES)).unwrap();
    let content = fs::read(images).unwrap();
    fs::write(images, &content[..100]).unwrap();
    assert_eq!(load(), "loaded 12 and 5");
    assert!(fs::read(images).unwrap() == content, "the damaged file was replaced");
}

#[test]
fn two_sets_do_not_meet_in_the_cache() {
    let cache = tempfile::tempdir().unwrap();
    let (one, other) = (read_only_set(), read_only_set());
    crate::sets::RandomSet::new(7, 3, 2).write_archives(other.path());
    for _ in 0..2 {
        for (folder, expected) in [(&one, "loaded 12 and 5"), (&other, "loaded 7 and 3")] {
            assert_eq!(
                outcome(loader_with(folder.path(), cache.path(), Path::new("/nonexistent"))),
                expected
            );
        }
    }
    assert_eq!(files_below(cache.path()).len(), 8);
}

#[test]
fn without_a_cache_a_folder_of_this_run_is_used_and_removed() {
    let (folder, temporary) = (read_only_set(), tempfile::tempdir().unwrap());
    let no_cache = folder.path().join("unpacked");
    assert_eq!(outcome(loader_with(folder.path(), &no_cache, temporary.path())), "loaded 12 and 5");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "nothing is left");
}

#[test]
fn where_nothing_can_be_written_at_all_the_archive_is_named() {
    let folder = read_only_set();
    let no_cache = folder.path().join("unpacked");
    let message = outcome(loader_with(folder.path(), &no_cache, &no_cache));
    let expected = format!(
        "the archive `{}/train-images-idx3-ubyte.gz` could be unpacked neither",
        folder.path().display()
    );
    assert!(message.starts_with(&expected), "{message}");
}
