//! Archives that are truncated, damaged, or not archives at all.

use std::{fs, path::Path};

use core_data::Mnist;

use crate::sets::{
    RandomSet, TRAIN_IMAGES, TRAIN_LABELS, archive_in, compressed, copy_of_bundled, header, images, inflated,
    labels, refusal, refusal_as_original, small_archived_set,
};

/// The refusal of a small set in which one archive was replaced.
fn refusal_with(name: &str, archive: impl AsRef<[u8]>) -> String {
    let folder = small_archived_set();
    fs::write(archive_in(folder.path(), name), archive).unwrap();
    let message = refusal(folder.path());
    assert_nothing_was_left(folder.path(), name);
    message
}

/// A refused archive leaves neither an unpacked file nor an unfinished one.
fn assert_nothing_was_left(folder: &Path, name: &str) {
    let entries = fs::read_dir(folder.join("unpacked")).into_iter().flatten();
    let left: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|file| file.contains(name) || file.ends_with(".part")), "left behind: {left:?}");
}

#[test]
fn a_truncated_archive_is_named_with_both_lengths() {
    let folder = copy_of_bundled();
    let path = archive_in(folder.path(), TRAIN_IMAGES);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    for message in [refusal(folder.path()), refusal_as_original(folder.path())] {
        let lengths = message
            .strip_prefix(
                "the archive `DIR/train-images-idx3-ubyte.gz` is truncated: its header promises 47,040,016 bytes, but only ",
            )
            .and_then(|rest| rest.strip_suffix(" could be unpacked; download it again"))
            .expect(&message);
        let found: u64 = lengths.replace(',', "").parse().unwrap();
        assert!(
            (20_000_000..27_000_000).contains(&found),
            "half of the archive is about half of the images: {found}"
        );
    }
    assert_nothing_was_left(folder.path(), TRAIN_IMAGES);
}

#[test]
fn an_archive_cut_anywhere_is_refused() {
    let whole = compressed(&images(&[7; 12 * 784]));
    for length in 0..whole.len() {
        let message = refusal_with(TRAIN_IMAGES, &whole[..length]);
        assert!(message.contains("DIR/train-images-idx3-ubyte.gz"), "cut at {length}: {message}");
    }
}

#[test]
fn an_archive_cut_inside_its_first_bytes_is_damaged() {
    let whole = compressed(&images(&[7; 12 * 784]));
    assert!(refusal_with(TRAIN_IMAGES, &whole[..5]).contains("(it is shorter than any archive)"));
    assert!(refusal_with(TRAIN_IMAGES, &whole[..12]).contains("(it ends inside the header of its content)"));
}

#[test]
fn an_archive_without_its_checksum_is_damaged() {
    let whole = compressed(&images(&[7; 12 * 784]));
    assert_eq!(
        refusal_with(TRAIN_IMAGES, &whole[..whole.len() - 1]),
        "the archive `DIR/train-images-idx3-ubyte.gz` is damaged (its checksum at the end is cut off), \
         though intact gzip data was expected; download it again"
    );
}

#[test]
fn a_bit_flipped_anywhere_never_changes_what_is_loaded() {
    let set = RandomSet::new(12, 5, 3);
    let whole = compressed(&set.files()[0]);
    let mut refused = 0;
    let positions = (0..whole.len()).step_by(97).chain(0..20);
    for position in positions.clone() {
        let folder = tempfile::tempdir().unwrap();
        set.write_archives(folder.path());
        let mut flipped = whole.clone();
        flipped[position] ^= 0x10;
        fs::write(archive_in(folder.path(), TRAIN_IMAGES), flipped).unwrap();
        match Mnist::load(Some(folder.path())) {
            // Some bits mean nothing: the time in gzip's header, or padding.
            Ok(loaded) => set.assert_equals(&loaded),
            Err(error) => {
                assert!(
                    error.to_string().contains("train-images-idx3-ubyte.gz"),
                    "flipped at {position}: {error}"
                );
                refused += 1;
            }
        }
    }
    assert!(refused > positions.count() / 2, "only {refused} were refused");
}

#[test]
fn content_that_contradicts_the_checksum_is_damaged() {
    let mut archive = compressed(&labels(&[7; 12]));
    let checksum = archive.len() - 8;
    archive[checksum] ^= 1;
    let message = refusal_with(TRAIN_LABELS, archive);
    assert!(message.starts_with("the archive `DIR/train-labels-idx1-ubyte.gz` is damaged ("), "{message}");
}

#[test]
fn another_file_under_the_archive_name_is_named_by_its_first_bytes() {
    assert_eq!(
        refusal_with(TRAIN_LABELS, labels(&[7; 12])),
        "`DIR/train-labels-idx1-ubyte.gz` starts with the bytes 00 00, but a gzip archive starts with 1f 8b; \
         download it again, or drop `.gz` from its name if it is not compressed"
    );
    let message = refusal_with(TRAIN_LABELS, "");
    assert!(message.contains("starts with the bytes none"), "{message}");
}

#[test]
fn an_archive_of_nothing_is_named_with_the_length_of_a_header() {
    let message = refusal_with(TRAIN_IMAGES, compressed(b""));
    assert!(
        message.contains("holds 0 bytes, but the header of an IDX images file alone takes 16"),
        "{message}"
    );
}

#[test]
fn images_and_labels_swapped_inside_archives_are_named() {
    let message = refusal_with(TRAIN_IMAGES, compressed(&labels(&[7; 12])));
    assert!(message.contains("are images and labels swapped?"), "{message}");
    let message = refusal_with(TRAIN_LABELS, compressed(&images(&[7; 12 * 784])));
    assert!(message.contains("are images and labels swapped?"), "{message}");
}

#[test]
fn an_intact_archive_that_holds_too_little_is_named_with_both_lengths() {
    let short = [header(&[2051, 12, 28, 28]), vec![0; 11 * 784]].concat();
    assert_eq!(
        refusal_with(TRAIN_IMAGES, compressed(&short)),
        "`DIR/train-images-idx3-ubyte.gz` promises 12 images in its header, which take 9,424 bytes with the header, \
         but it has 8,640 bytes; download it again"
    );
}

#[test]
fn an_archive_that_inflates_past_its_promise_is_stopped_there() {
    let bomb = [header(&[2051, 12, 28, 28]), vec![0; 100_000_000]].concat();
    assert_eq!(
        refusal_with(TRAIN_IMAGES, compressed(&bomb)),
        "the archive `DIR/train-images-idx3-ubyte.gz` unpacks to more than the 9,424 bytes that its header promises, \
         and was stopped there; download it again from a source you trust"
    );
}

#[test]
fn bytes_behind_an_archive_are_counted() {
    let archive = compressed(&images(&[7; 12 * 784]));
    let with = |behind: &[u8]| refusal_with(TRAIN_IMAGES, [&archive, behind].concat());
    let message = |count: &str| {
        format!(
            "the archive `DIR/train-images-idx3-ubyte.gz` ends {count} before its file does, and what stands there is \
             neither padding nor more of the archive; download it again, or cut off these bytes"
        )
    };
    assert_eq!(with(b"garbage!"), message("8 bytes"));
    assert_eq!(with(b"!"), message("1 byte"));
    assert_eq!(with(b"\0\0!"), message("3 bytes"));
    assert_eq!(with(&[0x1f]), message("1 byte"));
    let zeros = vec![0; (1 << 20) + 1];
    assert_eq!(with(&zeros), message("1,048,577 bytes"), "so many zeros are no padding");
    assert_eq!(with(&[&[0; 1_000][..], &[1]].concat()), message("1,001 bytes"));
}

#[test]
fn bytes_behind_an_archive_are_refused_though_it_was_unpacked_before() {
    let folder = small_archived_set();
    Mnist::load(Some(folder.path())).unwrap();
    let path = archive_in(folder.path(), TRAIN_IMAGES);
    fs::write(&path, [&fs::read(&path).unwrap()[..], b"garbage!"].concat()).unwrap();
    assert!(refusal(folder.path()).contains("ends 8 bytes before its file does"));
}

#[test]
fn an_archive_of_empty_parts_is_no_work_of_hours() {
    let whole = compressed(&images(&[7; 12 * 784]));
    let some = [compressed(b"").repeat(50), whole.clone()].concat();
    let folder = small_archived_set();
    fs::write(archive_in(folder.path(), TRAIN_IMAGES), some).unwrap();
    assert_eq!(Mnist::load(Some(folder.path())).unwrap().train.len(), 12);
    let message = refusal_with(TRAIN_IMAGES, [compressed(b"").repeat(1_000), whole].concat());
    assert!(message.contains("(it consists of parts that hold nothing)"), "{message}");
}

#[test]
fn an_archive_inside_an_archive_is_named() {
    assert_eq!(
        refusal_with(TRAIN_LABELS, compressed(&compressed(&labels(&[7; 12])))),
        "the content of `DIR/train-labels-idx1-ubyte.gz` is a gzip archive, but an IDX labels file was expected; \
         it was compressed twice, so unpack it once"
    );
}

#[test]
fn an_archive_that_announces_too_much_is_stopped_at_its_header() {
    let bomb = [header(&[2051, u32::MAX, 28, 28]), vec![0; 1_000_000]].concat();
    let message = refusal_with(TRAIN_IMAGES, compressed(&bomb));
    assert!(message.contains("announces 4,294,967,295 images"), "{message}");
}

#[test]
fn a_folder_in_place_of_an_archive_is_named() {
    let folder = small_archived_set();
    let path = archive_in(folder.path(), TRAIN_IMAGES);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(
        refusal(folder.path()),
        "`DIR/train-images-idx3-ubyte.gz` is a folder, but a regular file was expected; put the data file itself there"
    );
}

#[test]
fn one_changed_pixel_is_not_the_original() {
    let folder = copy_of_bundled();
    let path = archive_in(folder.path(), TRAIN_IMAGES);
    let mut content = inflated(&path);
    content[20_000_000] ^= 1;

    // In a sound archive, and raw: both are held to the same SHA-256.
    fs::write(&path, compressed(&content)).unwrap();
    let message = refusal_as_original(folder.path());
    let expected = "the content of `DIR/train-images-idx3-ubyte.gz` should have SHA-256 \
                    ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db, as the original MNIST has, but has ";
    assert!(message.starts_with(expected), "{message}");
    fs::write(folder.path().join(TRAIN_IMAGES), &content).unwrap();
    let message = refusal_as_original(folder.path());
    assert!(message.starts_with(&expected.replace(".gz", "")), "{message}");

    // As a set of its own it is as good as any.
    assert_eq!(Mnist::load(Some(folder.path())).unwrap().train.len(), 60_000);
}
