//! Pickles: NumPy's own are read to the bit, and no other does anything but end in a sentence.

use std::{fs, path::PathBuf};

use core_data::Weights;
use ndarray::array;
use proptest::prelude::*;

fn committed(protocol: u8) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/suite/numpy/protocol_{protocol}.pkl"))
}

/// What reading a pickle of these bytes says.
fn refusal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.pkl");
    fs::write(&path, bytes).unwrap();
    let sentence = Weights::load(&path).unwrap_err().to_string();
    assert!(!sentence.contains('\n') && sentence.contains("weights.pkl"), "{sentence}");
    sentence
}

#[test]
fn numpys_pickles_of_protocols_2_to_4_are_read_to_the_bit() {
    for protocol in 2..=4 {
        let weights = Weights::load(committed(protocol)).unwrap();
        let names: Vec<&str> = weights.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["W1", "b1", "W2", "b2"], "protocol {protocol}");
        assert_eq!(
            weights.get("W1").unwrap(),
            &array![[-1.25f32, -0.75, -0.25], [0.25, 0.75, 1.25]].into_dyn()
        );
        assert_eq!(weights.get("b1").unwrap(), &array![0.5f32, -0.25, 8.0].into_dyn());
        let thirds = array![[0.0, 1.0 / 3.0], [2.0 / 3.0, 1.0], [4.0 / 3.0, 5.0 / 3.0]];
        assert_eq!(weights.get("W2").unwrap(), &thirds.mapv(|x: f64| x as f32).into_dyn());
        assert!(weights.get("b2").unwrap().is_empty());
    }
}

#[test]
fn whatever_else_a_pickle_wants_to_call_is_refused_by_its_name() {
    for (bytes, name) in [
        (&b"\x80\x02cposix\nsystem\nX\x04\x00\x00\x00echoR."[..], "posix.system"),
        (b"\x80\x03cbuiltins\neval\n.", "builtins.eval"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93.", "os.system"),
        (b"\x80\x02cnumpy\nload\n.", "numpy.load"),
    ] {
        let sentence = refusal(bytes);
        assert!(sentence.contains(&format!("wants to call `{name}`")), "{sentence}");
    }
}

#[test]
fn hostile_programs_end_in_a_sentence() {
    let nested = [b"\x80\x02".to_vec(), b")\x85".repeat(100_000)].concat();
    let marks = [b"\x80\x02".to_vec(), b"(".repeat(100_000), b"t.".to_vec()].concat();
    for (bytes, part) in [
        (&b""[..], "it ends where 1 more bytes should be"),
        (b"\x80\x05}.", "protocol 5"),
        (b"\x80\x02X\xff\xff\xff\xff", "4294967295 more bytes"),
        (b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xff", "more bytes"),
        (b"\x80\x02h\x07.", "recalls value 7"),
        (b"\x80\x02.", "empty stack"),
        (b"\x80\x02}(K\x01u.", "a key has no value"),
        (b"\x80\x02K\x01.", "no dictionary"),
        (b"\x80\x02}U\x01aK\x01s.", "`a` is no array"),
        (b"\x80\x02}q\x00U\x01ah\x00s.", "`a` is no array"),
        (b"\x80\x02cnumpy\nndarray\n)R.", "wrong arguments"),
        (b"\x80\x02}t.", "never set"),
        (b"\x80\x02\x8a\xff", "255 bytes"),
        (b"\x80\x02i", "instruction 0x69"),
        (&nested, "ends where"),
        (&marks, "no dictionary"),
    ] {
        let sentence = refusal(bytes);
        assert!(sentence.contains(part), "`{part}` is missing in: {sentence}");
    }
}

#[test]
fn cut_anywhere_a_pickle_is_refused() {
    let bytes = fs::read(committed(4)).unwrap();
    for length in 0..bytes.len() {
        refusal(&bytes[..length]);
    }
}

#[test]
fn numbers_named_again_and_again_do_not_fill_the_memory() {
    // The array of protocol 2, kept as value 200, then put under a thousand names: far more numbers than the file has.
    let bytes = fs::read(committed(2)).unwrap();
    let start = [b"\x80\x02}".to_vec()].concat();
    let mut program = start;
    let array_of_many = [
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01M\xe8\x03\x85"
            .to_vec(),
        b"cnumpy\ndtype\nU\x02f4\x89\x88\x87R(K\x03U\x01<NNNtbU".to_vec(),
    ]
    .concat();
    assert!(bytes.len() < 2_000);
    program.extend(b"U\x01a");
    program.extend(&array_of_many[..array_of_many.len() - 1]);
    program.extend([b'\x89', b'T']);
    program.extend(4_000u32.to_le_bytes());
    program.extend(vec![0; 4_000]);
    program.extend(b"tbq\xc8s");
    assert!({
        let mut once = program.clone();
        once.push(b'.');
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("once.pkl");
        fs::write(&path, &once).unwrap();
        Weights::load(&path).unwrap().get("a").unwrap().len() == 1_000
    });
    for i in 0..1_000u32 {
        program.extend([b'U', 4]);
        program.extend(format!("{i:04}").bytes());
        program.extend(b"h\xc8s");
    }
    program.push(b'.');
    assert!(refusal(&program).contains("another length"));
}

#[test]
fn a_pickle_is_read_and_never_written() {
    let error = Weights::new().save("x.pkl").unwrap_err();
    assert!(error.to_string().contains("only read"), "{error}");
}

proptest! {
    #[test]
    fn any_bytes_end_in_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights.pkl");
        fs::write(&path, [&b"\x80\x02"[..], &bytes].concat()).unwrap();
        if let Err(error) = Weights::load(&path) {
            prop_assert!(!error.to_string().contains('\n'));
        }
    }

    #[test]
    fn a_mutated_pickle_never_panics(
        protocol in 2..=4u8,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = fs::read(committed(protocol)).unwrap();
        for (position, byte) in changes {
            let position = position.index(bytes.len());
            bytes[position] = byte;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights.pkl");
        fs::write(&path, bytes).unwrap();
        if let Err(error) = Weights::load(&path) {
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}
