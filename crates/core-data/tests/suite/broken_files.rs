//! Raw files that are missing, damaged, or not what their names say.

use std::{fs, path::Path};

use core_data::Mnist;

use crate::sets::{
    NAMES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, compressed, header, images, labels, refusal,
    small_raw_set,
};

/// The refusal of a small set in which one file was replaced.
fn refusal_with(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = small_raw_set();
    fs::write(folder.path().join(name), content).unwrap();
    refusal(folder.path())
}

#[test]
fn a_missing_folder_is_named() {
    let folder = small_raw_set();
    assert_eq!(
        refusal(&folder.path().join("nowhere")),
        "the data folder `DIR` does not exist; name a folder with the four IDX files of an MNIST-shaped set"
    );
}

#[test]
fn a_file_in_place_of_the_folder_is_named() {
    let folder = small_raw_set();
    assert_eq!(
        refusal(&folder.path().join(TRAIN_IMAGES)),
        "`DIR` is a file, but a folder with four IDX files was expected; name the folder that holds it"
    );
}

#[test]
fn each_missing_file_is_named() {
    for name in NAMES {
        let folder = small_raw_set();
        fs::remove_file(folder.path().join(name)).unwrap();
        let message = refusal(folder.path());
        assert!(message.starts_with(&format!("`DIR` holds neither `{name}` nor `{name}.gz`; ")), "{message}");
    }
}

#[test]
fn an_empty_file_is_named_with_the_length_of_a_header() {
    assert_eq!(
        refusal_with(TRAIN_IMAGES, b""),
        "`DIR/train-images-idx3-ubyte` holds 0 bytes, but the header of an IDX images file alone takes 16; download it again"
    );
    assert_eq!(
        refusal_with(TEST_LABELS, &header(&[2049])[..]),
        "`DIR/t10k-labels-idx1-ubyte` holds 4 bytes, but the header of an IDX labels file alone takes 8; download it again"
    );
}

#[test]
fn an_archive_without_gz_in_its_name_is_named() {
    for (name, file) in [(TRAIN_IMAGES, images(&[7; 12 * 784])), (TEST_LABELS, labels(&[7; 5]))] {
        let kind = if name == TRAIN_IMAGES { "images" } else { "labels" };
        assert_eq!(
            refusal_with(name, compressed(&file)),
            format!(
                "the content of `DIR/{name}` is a gzip archive, but an IDX {kind} file was expected; add `.gz` to its \
                 name, or unpack it"
            )
        );
    }
}

#[test]
fn a_truncated_file_is_named_with_both_lengths() {
    let whole = images(&[7; 12 * 784]);
    assert_eq!(
        refusal_with(TRAIN_IMAGES, &whole[..9_000]),
        "`DIR/train-images-idx3-ubyte` promises 12 images in its header, which take 9,424 bytes with the header, \
         but it has 9,000 bytes; download it again"
    );
}

#[test]
fn a_file_with_bytes_to_spare_is_named_with_both_lengths() {
    let mut long = labels(&[1; 12]);
    long.push(0);
    assert_eq!(
        refusal_with(TRAIN_LABELS, long),
        "`DIR/train-labels-idx1-ubyte` promises 12 labels in its header, which take 20 bytes with the header, \
         but it has 21 bytes; download it again"
    );
}

#[test]
fn images_under_the_labels_name_are_named() {
    assert_eq!(
        refusal_with(TRAIN_LABELS, images(&[7; 12 * 784])),
        "`DIR/train-labels-idx1-ubyte` should hold labels, and so start with the magic number 2049, but it starts with \
         2051, as an images file does: are images and labels swapped?; put the labels file there"
    );
}

#[test]
fn labels_under_the_images_name_are_named() {
    let message = refusal_with(TRAIN_IMAGES, labels(&[7; 2]));
    assert!(message.contains("starts with 2049, as a labels file does"), "{message}");
}

#[test]
fn another_kind_of_file_is_named_by_its_magic_number() {
    assert_eq!(
        refusal_with(TRAIN_IMAGES, "<!DOCTYPE html><title>404</title>"),
        "`DIR/train-images-idx3-ubyte` should hold images, and so start with the magic number 2051, but it starts with \
         1008813135, which is no MNIST-shaped IDX file; put the images file there"
    );
}

#[test]
fn images_of_another_shape_are_named() {
    let wide = [header(&[2051, 12, 32, 24]), vec![0; 12 * 32 * 24]].concat();
    assert_eq!(
        refusal_with(TRAIN_IMAGES, wide),
        "the images in `DIR/train-images-idx3-ubyte` are 32×24, but 28×28 was expected; resize them or use another set"
    );
}

#[test]
fn a_count_that_would_overflow_is_refused_without_allocating() {
    assert_eq!(
        refusal_with(TRAIN_IMAGES, header(&[2051, u32::MAX, 28, 28])),
        "`DIR/train-images-idx3-ubyte` announces 4,294,967,295 images in its header, but at most 1,000,000 were expected; \
         the header is damaged, or the set has to be split"
    );
}

#[test]
fn a_set_without_samples_is_refused() {
    assert_eq!(
        refusal_with(TEST_LABELS, labels(&[])),
        "`DIR/t10k-labels-idx1-ubyte` announces 0 labels in its header, but at least 1 was expected; use a set that is not empty"
    );
}

#[test]
fn images_and_labels_that_do_not_pair_up_are_named_with_both_counts() {
    assert_eq!(
        refusal_with(TRAIN_LABELS, labels(&[1; 11])),
        "`DIR/train-images-idx3-ubyte` holds 12 images, but `DIR/train-labels-idx1-ubyte` holds 11 labels, \
         and every image needs one label; take both files from the same set"
    );
}

#[test]
fn a_label_above_nine_is_named_with_its_place() {
    assert_eq!(
        refusal_with(TEST_LABELS, labels(&[1, 2, 10, 4, 11])),
        "label number 2 (counted from 0) in `DIR/t10k-labels-idx1-ubyte` is 10, but a class from 0 to 9 was expected; \
         use a set of ten classes"
    );
}

#[test]
fn a_folder_in_place_of_a_file_is_named() {
    let folder = small_raw_set();
    fs::remove_file(folder.path().join(TRAIN_IMAGES)).unwrap();
    fs::create_dir(folder.path().join(TRAIN_IMAGES)).unwrap();
    assert_eq!(
        refusal(folder.path()),
        "`DIR/train-images-idx3-ubyte` is a folder, but a regular file was expected; put the data file itself there"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_is_refused_without_waiting_for_a_writer() {
    let folder = small_raw_set();
    let path = folder.path().join(TRAIN_IMAGES);
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let message = refusal(folder.path());
    assert!(message.contains("is a pipe or a device, but a regular file was expected"), "{message}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_in_a_circle_are_named() {
    for (target, advice) in
        [("nothing-here", "check where this symbolic link leads"), (TRAIN_IMAGES, "check the path")]
    {
        let folder = small_raw_set();
        let path = folder.path().join(TRAIN_IMAGES);
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(target, &path).unwrap();
        let message = refusal(folder.path());
        assert!(message.starts_with("`DIR/train-images-idx3-ubyte` cannot be read ("), "{message}");
        assert!(message.contains(advice), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = small_raw_set();
    let path = folder.path().join(TRAIN_IMAGES);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        crate::note_skipped("this user may read everything, as root may");
        return;
    }
    let message = refusal(folder.path());
    assert!(message.contains("ask for permission to read it"), "{message}");
}

#[test]
fn a_bundled_set_is_loaded_only_as_the_original() {
    // The folder's own spelling must not matter: `..` is no way around the checksums.
    let spelled = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/../../../datasets/mnist");
    assert_eq!(Mnist::load(Some(&spelled)).unwrap(), Mnist::load(None).unwrap());
}
