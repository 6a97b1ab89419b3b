//! Weights files that are missing, damaged, hostile, or of another network: each is named in one sentence.

use std::{fs, io::Write, path::Path};

use core_data::{MOST_BYTES, Weights, WeightsError};
use flate2::{Compression, write::DeflateEncoder};
use ndarray::array;
use proptest::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use crate::weights_files::{ENDINGS, by_numpy, file_of, small};

/// What is said about a file with this content, with `FILE` for its path.
fn refusal(content: &[u8], ending: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("weights.{ending}"));
    fs::write(&path, content).unwrap();
    said(&path, Weights::load(&path).unwrap_err())
}

fn said(path: &Path, error: WeightsError) -> String {
    let message = error.to_string();
    assert!(!message.contains('\n'), "{message}");
    message.replace(&path.display().to_string(), "FILE")
}

/// What is said when small weights are asked for as these arrays.
fn refusal_of_small(expected: [(&str, &[usize]); 2]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.npz");
    small().save(&path).unwrap();
    said(&path, Weights::load_expected(&path, expected).unwrap_err())
}

/// A `.safetensors` file with this header and so many bytes of numbers.
fn with_header(header: &str, bytes: usize) -> Vec<u8> {
    let mut content = (header.len() as u64).to_le_bytes().to_vec();
    content.extend(header.as_bytes());
    content.extend(vec![0; bytes]);
    content
}

/// A `.npy` file with this shape, as text, and these numbers.
fn npy(shape: &str, numbers: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(numbers);
    bytes
}

/// An `.npz` file with these entries.
fn npz(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, content) in entries {
        let (mut entry, config) = archive.new_file(*name).compression_method(method).start().unwrap();
        let descriptor = if method == CompressionMethod::DEFLATE {
            let mut content_writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
            content_writer.write_all(content).unwrap();
            let (encoder, descriptor) = content_writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        } else {
            let mut content_writer = config.wrap(&mut entry);
            content_writer.write_all(content).unwrap();
            content_writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

/// Replaces the first occurrence of `old` from the end of `bytes` on: in an archive, that of the list of contents.
fn replace_last(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let position = bytes.windows(old.len()).rposition(|window| window == old).unwrap();
    bytes[position..position + new.len()].copy_from_slice(new);
}

#[test]
fn a_missing_file_a_folder_and_another_ending_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.npz");
    assert_eq!(
        said(&missing, Weights::load(&missing).unwrap_err()),
        "the weights file `FILE` does not exist; name a .safetensors or an .npz file that does"
    );
    let directory = folder.path().join("folder.npz");
    fs::create_dir(&directory).unwrap();
    assert!(said(&directory, Weights::load(&directory).unwrap_err()).starts_with("`FILE` is a folder, but"));
    let archive = folder.path().join("weights.zip");
    let message = said(&archive, Weights::load(&archive).unwrap_err());
    assert!(message.starts_with("`FILE` ends in neither .safetensors nor .npz nor .pkl"), "{message}");
    assert!(small().save(folder.path().join("weights")).is_err());
    assert!(Weights::bundled("no_such_weights.npz").unwrap_err().to_string().contains("--weights"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting_for_a_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe.npz");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(said(&path, Weights::load(&path).unwrap_err()).starts_with("`FILE` is a pipe or a device"));
}

#[test]
fn a_folder_that_takes_no_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let path = file.join("weights.npz");
    assert!(
        said(&path, small().save(&path).unwrap_err())
            .starts_with("the weights could not be written to `FILE`")
    );
}

#[test]
fn a_file_over_the_limit_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        let path = folder.path().join(format!("huge.{ending}"));
        // A hole: it takes no room on the disk.
        fs::File::create(&path).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert_eq!(
            said(&path, Weights::load(&path).unwrap_err()),
            "`FILE` holds 268,435,457 bytes or more, but at most 268,435,456 were expected of a weights file; name another file"
        );
    }
}

#[test]
fn a_file_cut_off_after_any_byte_is_refused() {
    let plain = fs::read(by_numpy("plain.npz")).unwrap();
    let compressed = fs::read(by_numpy("compressed.npz")).unwrap();
    for (content, ending) in [
        (file_of(&small(), "safetensors"), "safetensors"),
        (file_of(&small(), "npz"), "npz"),
        (plain, "npz"),
        (compressed, "npz"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("weights.{ending}"));
        for length in 0..content.len() {
            fs::write(&path, &content[..length]).unwrap();
            let message = said(&path, Weights::load(&path).unwrap_err());
            assert!(
                message.starts_with(&format!("`FILE` is no intact .{ending} file (")),
                "{length}: {message}"
            );
        }
    }
}

#[test]
fn no_flipped_byte_of_a_safetensors_file_does_more_than_change_a_value_or_be_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.safetensors");
    let content = file_of(&small(), "safetensors");
    let numbers = content.len() - 36;
    for position in 0..content.len() {
        for mask in [0x01, 0x80] {
            let mut flipped = content.clone();
            flipped[position] ^= mask;
            fs::write(&path, &flipped).unwrap();
            // The format has no checksum: a changed number is a number. A changed header is refused or means
            // something else, such as another name.
            match Weights::load(&path) {
                Ok(weights) => assert!(position < numbers || weights.len() == 2),
                Err(error) => assert!(position < numbers, "{position}: {error}"),
            }
        }
    }
}

#[test]
fn no_flipped_byte_of_an_archive_changes_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.npz");
    for name in ["plain.npz", "compressed.npz"] {
        let original = Weights::load(by_numpy(name)).unwrap();
        let content = fs::read(by_numpy(name)).unwrap();
        for position in 0..content.len() {
            for mask in [0x01, 0x80] {
                let mut flipped = content.clone();
                flipped[position] ^= mask;
                fs::write(&path, &flipped).unwrap();
                // A flip in what nobody reads (dates, permissions) or in a name in the list of contents may pass.
                if let Ok(weights) = Weights::load(&path) {
                    for ((_, array), (_, expected)) in weights.iter().zip(original.iter()) {
                        assert_eq!(array, expected, "{name} at {position}");
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn no_damage_of_a_file_makes_reading_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let archive = fs::read(by_numpy("compressed.npz")).unwrap();
        for (mut content, ending) in
            [(file_of(&small(), "safetensors"), "safetensors"), (file_of(&small(), "npz"), "npz"), (archive, "npz")]
        {
            for (position, byte) in &edits {
                let position = position.index(content.len());
                content[position] = *byte;
            }
            let path = folder.path().join(format!("weights.{ending}"));
            for length in [content.len(), cut.index(content.len())] {
                fs::write(&path, &content[..length]).unwrap();
                if let Err(error) = Weights::load(&path) {
                    prop_assert!(!said(&path, error).chars().any(char::is_control));
                }
            }
        }
    }
}

#[test]
fn a_header_that_promises_more_than_the_file_has_is_refused() {
    let mut content = with_header("{}", 0);
    content[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert_eq!(
        refusal(&content, "safetensors"),
        "`FILE` is no intact .safetensors file (it promises a header of 18446744073709551615 bytes, but only 2 bytes follow); download or write it again"
    );
    let long = with_header(&" ".repeat(3 << 20), 0);
    assert!(
        refusal(&long, "safetensors").contains("its header has 3145728 bytes, and at most 2097152 are read")
    );
    assert!(refusal(&with_header(&"[".repeat(1 << 20), 0), "safetensors").contains("its header is wrong: "));
}

#[test]
fn a_shape_of_a_billion_billion_numbers_is_refused_without_room_for_them() {
    for shape in
        ["1000000000000000000", "1000000000,1000000000", "4611686018427387904", "18446744073709551615,2"]
    {
        let header = format!(r#"{{"W1":{{"dtype":"F32","shape":[{shape}],"data_offsets":[0,4]}}}}"#);
        let message = refusal(&with_header(&header, 4), "safetensors");
        assert!(message.starts_with("`FILE` is no intact .safetensors file ("), "{message}");
        for method in [CompressionMethod::STORE, CompressionMethod::DEFLATE] {
            let content = npz(&[("W1.npy", &npy(&format!("({shape},)"), &[0; 4]))], method);
            let message = refusal(&content, "npz");
            assert!(
                message.contains("its shape asks for another number of bytes than it holds"),
                "{message}"
            );
        }
    }
}

#[test]
fn places_that_add_up_past_the_end_of_all_numbers_are_refused() {
    // Each array would fit in the count of bytes; all together are one byte short of wrapping around to nothing.
    let piece = 1_u64 << 60;
    let arrays: Vec<String> = (0..16)
        .map(|i| {
            let (start, end) = (i * piece, (i + 1).wrapping_mul(piece).wrapping_sub(u64::from(i == 15)));
            let numbers = if i == 15 { piece - 1 } else { piece };
            format!(r#""w{i}":{{"dtype":"U8","shape":[{numbers}],"data_offsets":[{start},{end}]}}"#)
        })
        .collect();
    let header = format!("{{{}}}", arrays.join(","));
    let message = refusal(&with_header(&header, 0), "safetensors");
    assert!(message.contains("its arrays take 18446744073709551615 bytes, but 0 bytes follow"), "{message}");
}

#[test]
fn an_empty_axis_beside_an_endless_one_is_refused() {
    let header = r#"{"W1":{"dtype":"F32","shape":[0,9223372036854775807,4],"data_offsets":[0,0]}}"#;
    assert!(refusal(&with_header(header, 0), "safetensors").starts_with("`FILE` is no intact"));
    let content = npz(&[("W1.npy", &npy("(0, 9223372036854775807, 4)", &[]))], CompressionMethod::STORE);
    assert!(refusal(&content, "npz").starts_with("`FILE` is no intact"));
}

#[test]
fn an_archive_that_lies_about_its_sizes_is_refused() {
    let content = npy("(100,)", &[0; 400]);
    let honest = npz(&[("W1.npy", &content)], CompressionMethod::DEFLATE);
    for lie in [0_u32, 1, content.len() as u32 - 1, content.len() as u32 + 1, 100_000_000, u32::MAX - 1] {
        let mut lying = honest.clone();
        replace_last(&mut lying, &(content.len() as u32).to_le_bytes(), &lie.to_le_bytes());
        let message = refusal(&lying, "npz");
        let is_known = message.starts_with("`FILE` is no intact .npz file (`W1`: ")
            || message.starts_with("`FILE` holds 4,294,967,294 bytes or more");
        assert!(is_known, "{lie}: {message}");
    }
}

#[test]
fn an_archive_that_promises_more_than_its_bytes_can_hold_is_refused() {
    let content = npy("(100,)", &[0; 400]);
    let entries: Vec<(String, &[u8])> = (0..10).map(|i| (format!("W{i}.npy"), content.as_slice())).collect();
    let entries: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let mut bomb = npz(&entries, CompressionMethod::DEFLATE);
    // Each entry promises 32 MB. Already the first is found out: so much cannot be in so few bytes.
    let length = (content.len() as u32).to_le_bytes();
    for _ in 0..10 {
        replace_last(&mut bomb, &length, &32_000_000_u32.to_le_bytes());
    }
    assert!(refusal(&bomb, "npz").contains("it promises 32000000 bytes, but"));
}

#[test]
fn damage_inside_an_archive_is_found_by_its_checksum() {
    let mut content = file_of(&small(), "npz");
    let position = content.windows(4).position(|window| window == 0.5_f32.to_le_bytes()).unwrap();
    content[position] ^= 1;
    assert!(refusal(&content, "npz").contains("`W1`: Invalid checksum"));
}

#[test]
fn two_arrays_of_one_name_and_other_entries_are_refused() {
    let array = npy("(1,)", &[0; 4]);
    for (entries, words) in [
        (&[("W1.npy", &array[..]), ("W1.npy", &array)][..], "two arrays are called `W1`"),
        (&[("readme.txt", b"hello")], "its entry `readme.txt` is no .npy file"),
        (&[(".npy", &array)], "`` is no name for an array"),
        (&[("W1.npy", b"PK")], "`W1`: it does not start with the magic word of .npy"),
        (&[("W1.npy", &array[..11])], "`W1`: it ends inside its header"),
        (&[("\x1b[2J.npy", &array)], "`\\u{1b}[2J` is no name for an array"),
    ] {
        let message = refusal(&npz(entries, CompressionMethod::STORE), "npz");
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn other_number_types_are_named() {
    let said = |name: &str| said(&by_numpy(name), Weights::load(by_numpy(name)).unwrap_err());
    assert_eq!(
        said("integers.npz"),
        "`W1` in `FILE` holds numbers of type <i8, but 32-bit or 64-bit floating point was expected; \
         convert it where it was made, in NumPy with `.astype(\"float32\")`"
    );
    // Nothing in a pickled array is run: it is not even unpacked.
    assert!(said("objects.npz").contains("numbers of type |O"));
    let header = r#"{"W1":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#;
    assert!(refusal(&with_header(header, 4), "safetensors").contains("numbers of type BF16"));
}

#[test]
fn a_header_that_says_something_twice_is_refused() {
    let b1 = r#"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    let other = r#"{"dtype":"F64","shape":[1000],"data_offsets":[0,8000]}"#;
    // `\u0062` is how JSON may write a `b`.
    for (header, key) in [
        (format!(r#"{{"b1":{b1},"b1":{b1}}}"#), "b1"),
        (format!(r#"{{"b1":{other},"W1":{b1},"\u00621":{b1}}}"#), "b1"),
        (r#"{"b1":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#.to_owned(), "shape"),
        (format!(r#"{{"__metadata__":{{"a":"1","a":"2"}},"b1":{b1}}}"#), "a"),
        (format!(r#"{{"__metadata__":{{}},"__metadata__":{{}},"b1":{b1}}}"#), "__metadata__"),
    ] {
        let message = refusal(&with_header(&header, 4), "safetensors");
        let cause = format!("(its header is wrong: it says twice what `{key}` is at line 1");
        assert!(message.contains(&cause), "{message}");
    }
}

#[test]
fn a_64_bit_number_beyond_32_bits_is_named() {
    let header = r#"{"W1":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#;
    let mut content = with_header(header, 0);
    content.extend(1e300_f64.to_le_bytes());
    assert_eq!(
        refusal(&content, "safetensors"),
        "`W1` in `FILE` holds 1e300, but numbers up to 3.4e38 were expected, as `f32` has; train it again"
    );
}

#[test]
fn weights_of_another_network_are_named_by_what_differs() {
    assert_eq!(
        refusal_of_small([("W1", &[2, 3]), ("W2", &[3, 1])]),
        "`FILE` holds `W1`, `b1`, but no `W2`, which was expected as 3 × 1; take the weights of this network"
    );
    assert_eq!(
        refusal_of_small([("W1", &[2, 3]), ("b1", &[10])]),
        "`b1` in `FILE` is a list of 3, but a list of 10 was expected; take the weights of this network"
    );
    assert_eq!(
        refusal_of_small([("W1", &[3, 2]), ("b1", &[3])]),
        "`W1` in `FILE` is 2 × 3, but 3 × 2 was expected; take the weights of this network, whose rows are inputs and columns outputs: is it transposed?"
    );
}

#[test]
fn an_array_that_was_not_asked_for_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.safetensors");
    small().save(&path).unwrap();
    assert_eq!(
        said(&path, Weights::load_expected(&path, [("W1", &[2, 3])]).unwrap_err()),
        "`FILE` holds `b1`, but only `W1` were expected; take the weights of this network"
    );
}

#[test]
fn weights_of_a_broken_training_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.npz");
    Weights::new().insert("b1", array![0.0, f32::NAN]).save(&path).unwrap();
    assert_eq!(
        said(&path, Weights::load_expected(&path, [("b1", &[2])]).unwrap_err()),
        "`b1` in `FILE` holds NaN, but finite numbers were expected; its training broke down, so train it again"
    );
}
