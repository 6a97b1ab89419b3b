//! Any other set of the same shape loads unchanged: other counts, other spellings, raw or archived.

use std::fs;

use core_data::Mnist;

use crate::sets::{
    NAMES, RandomSet, TRAIN_IMAGES, archive_in, bundled, compressed, copy_of_bundled, inflated, small_raw_set,
};

#[test]
fn a_set_of_fashion_mnists_size_loads_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let set = RandomSet::new(60_000, 10_000, 5);
    set.write_raw(folder.path());
    set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
    assert!(!folder.path().join("unpacked").exists(), "raw files need no unpacking");
}

#[test]
fn sets_of_any_other_size_load_byte_for_byte() {
    for (train, test) in [(1, 1), (3, 500), (60_000, 9)] {
        let folder = tempfile::tempdir().unwrap();
        let set = RandomSet::new(train, test, 6);
        set.write_archives(folder.path());
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
    }
}

#[test]
fn a_raw_folder_equals_a_folder_of_archives() {
    let archives = copy_of_bundled();
    let raw = tempfile::tempdir().unwrap();
    for name in NAMES {
        fs::write(raw.path().join(name), inflated(&archive_in(archives.path(), name))).unwrap();
    }
    let from_raw = Mnist::load(Some(raw.path())).unwrap();
    assert_eq!(from_raw, Mnist::load(Some(archives.path())).unwrap());
    assert_eq!(from_raw, Mnist::load_original(raw.path()).unwrap());
}

#[test]
fn the_other_spelling_is_found_raw_and_archived() {
    let set = RandomSet::new(12, 5, 7);
    for archived in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        for (name, file) in NAMES.iter().zip(set.files()) {
            let spelled = name.replace("-idx", ".idx");
            if archived {
                fs::write(archive_in(folder.path(), &spelled), compressed(&file)).unwrap();
            } else {
                fs::write(folder.path().join(spelled), file).unwrap();
            }
        }
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
    }
}

#[test]
fn a_raw_file_is_preferred_to_an_archive() {
    let folder = small_raw_set();
    RandomSet::new(12, 5, 99).write_archives(folder.path());
    RandomSet::new(12, 5, 1).assert_equals(&Mnist::load(Some(folder.path())).unwrap());
}

#[test]
fn an_archive_in_several_parts_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let set = RandomSet::new(12, 5, 8);
    set.write_archives(folder.path());
    let file = &set.files()[0];
    let parts = [compressed(&file[..5_000]), compressed(&file[5_000..])].concat();
    fs::write(archive_in(folder.path(), TRAIN_IMAGES), parts).unwrap();
    for _ in 0..2 {
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
    }
}

#[test]
fn zeros_behind_an_archive_are_padding() {
    // `gzip -t` says of these that they are intact. The lengths of the contents end in zeros themselves.
    for zeros in [1, 7, 8, 500, 1 << 20] {
        let folder = tempfile::tempdir().unwrap();
        let set = RandomSet::new(12, 5, 9);
        for (name, file) in NAMES.iter().zip(set.files()) {
            let padded = [compressed(&file), vec![0; zeros]].concat();
            fs::write(archive_in(folder.path(), name), padded).unwrap();
        }
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
        let unpacked = folder.path().join("unpacked").join(TRAIN_IMAGES);
        let modified = || fs::metadata(&unpacked).unwrap().modified().unwrap();
        let time = modified();
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
        assert_eq!(modified(), time, "it is unpacked once, with {zeros} zeros");
    }
}

#[test]
fn a_folder_with_the_name_of_a_file_is_passed_over_for_the_file() {
    // As an archive of all four is unpacked that holds each file twice, once in a folder of its own.
    for archived in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let set = RandomSet::new(12, 5, 10);
        for (name, file) in NAMES.iter().zip(set.files()) {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join(name), &file).unwrap();
            if archived {
                fs::write(archive_in(folder.path(), name), compressed(&file)).unwrap();
            } else {
                fs::write(folder.path().join(name.replace("-idx", ".idx")), file).unwrap();
            }
        }
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
    }
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_is_not_text_is_a_folder_like_any_other() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join(OsStr::from_bytes(b"donn\xe9es"));
    fs::create_dir(&folder).unwrap();
    for name in NAMES {
        fs::copy(archive_in(&bundled(), name), archive_in(&folder, name)).unwrap();
    }
    assert_eq!(Mnist::load_original(&folder).unwrap(), Mnist::load(None).unwrap());
}
