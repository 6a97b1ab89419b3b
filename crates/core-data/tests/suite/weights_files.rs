//! Weights files that are as they should be: what is written is read, and what NumPy writes is read.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use core_data::{MOST_BYTES, Weights};
use ndarray::{Array1, ArrayD, IxDyn, arr0, array};
use proptest::prelude::*;

use crate::{python::python_can, skipped};

pub(crate) const ENDINGS: [&str; 2] = ["safetensors", "npz"];

/// An archive that NumPy wrote.
pub(crate) fn by_numpy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/numpy").join(name)
}

/// A small network's weights.
pub(crate) fn small() -> Weights {
    let mut weights = Weights::new();
    weights.insert("W1", array![[0.5_f32, -1.0, 2.0], [0.25, 3.0, -0.125]]);
    weights.insert("b1", array![1.0_f32, 2.0, 3.0]);
    weights
}

/// The bytes of a file with these weights.
pub(crate) fn file_of(weights: &Weights, ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("weights.{ending}"));
    weights.save(&path).unwrap();
    fs::read(path).unwrap()
}

fn names(weights: &Weights) -> Vec<&str> {
    weights.iter().map(|(name, _)| name).collect()
}

/// Arrays with the bit patterns of their numbers: these compare equal where a number is none.
fn bits(weights: &Weights) -> Vec<(String, Vec<usize>, Vec<u32>)> {
    let bits = |array: &ArrayD<f32>| array.iter().map(|number| number.to_bits()).collect();
    weights.iter().map(|(name, array)| (name.to_owned(), array.shape().to_vec(), bits(array))).collect()
}

fn any_array() -> impl Strategy<Value = ArrayD<f32>> {
    prop::collection::vec(1_usize..4, 0..5).prop_flat_map(|shape| {
        let count = shape.iter().product::<usize>();
        let numbers = prop::collection::vec(any::<u32>().prop_map(f32::from_bits), count);
        numbers.prop_map(move |numbers| ArrayD::from_shape_vec(IxDyn(&shape), numbers).unwrap())
    })
}

fn any_weights() -> impl Strategy<Value = Weights> {
    let pairs = prop::collection::vec(("[A-Za-z가-힣]([A-Za-z0-9_./ 가-힣\"\\\\]){0,12}", any_array()), 0..6);
    pairs.prop_map(|pairs| {
        let mut weights = Weights::new();
        for (name, array) in pairs {
            if weights.get(&name).is_none() {
                weights.insert(name, array);
            }
        }
        weights
    })
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_bit_for_bit_in_the_same_order(weights in any_weights()) {
        let folder = tempfile::tempdir().unwrap();
        for ending in ENDINGS {
            let path = folder.path().join(format!("weights.{ending}"));
            weights.save(&path).unwrap();
            prop_assert_eq!(bits(&Weights::load(&path).unwrap()), bits(&weights));
        }
    }
}

#[test]
fn empty_arrays_keep_their_shapes() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        let mut weights = Weights::new();
        weights.insert("b", ArrayD::zeros(IxDyn(&[2, 0, 3]))).insert("c", Array1::zeros(0));
        weights.insert("a", array![1.0_f32]);
        let path = folder.path().join(format!("weights.{ending}"));
        weights.save(&path).unwrap();
        assert_eq!(Weights::load(&path).unwrap(), weights);
    }
}

#[test]
fn numpys_archives_are_read_plain_and_compressed() {
    for name in ["plain.npz", "compressed.npz"] {
        let weights = Weights::load(by_numpy(name)).unwrap();
        assert_eq!(names(&weights), ["W1", "b1", "W2", "b2", "scale", "filters"]);
        assert_eq!(weights.get("W1"), Some(&array![[-1.25, -0.75, -0.25], [0.25, 0.75, 1.25]].into_dyn()));
        assert_eq!(weights.get("b1"), Some(&array![0.5, -0.25, 8.0].into_dyn()));
        // 64-bit numbers in Fortran's order are rounded to 32 bits and put in row-major order.
        let thirds = array![[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]].mapv(|n: f64| (n / 3.0) as f32);
        assert_eq!(weights.get("W2"), Some(&thirds.into_dyn()));
        assert!(weights.get("W2").unwrap().is_standard_layout());
        assert_eq!(weights.get("b2"), Some(&Array1::zeros(0).into_dyn()));
        assert_eq!(weights.get("scale"), Some(&arr0(0.1).into_dyn()));
        assert_eq!(weights.get("filters").unwrap().shape(), [2, 2, 2, 2]);
        assert_eq!(weights.get("filters").unwrap()[[1, 0, 1, 1]], 11.0);
    }
}

#[test]
fn what_is_asked_for_is_handed_over_in_that_order() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        let path = folder.path().join(format!("weights.{}", ending.to_uppercase()));
        small().save(&path).unwrap();
        let [b1, w1] = Weights::load_expected(&path, [("b1", &[3]), ("W1", &[2, 3])]).unwrap();
        assert_eq!(b1, array![1.0, 2.0, 3.0].into_dyn());
        assert_eq!(w1.shape(), [2, 3]);
    }
}

#[test]
fn a_file_is_replaced_at_once_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/folder/weights.npz");
    Weights::new().save(&path).unwrap();
    assert!(Weights::load(&path).unwrap().is_empty());
    small().save(&path).unwrap();
    assert_eq!(Weights::load(&path).unwrap(), small());
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn the_same_weights_give_the_same_bytes_in_any_memory_order() {
    let mut turned = Weights::new();
    turned.insert("W1", array![[0.5_f32, 0.25], [-1.0, 3.0], [2.0, -0.125]].reversed_axes());
    turned.insert("b1", array![1.0_f32, 2.0, 3.0]);
    for ending in ENDINGS {
        assert_eq!(file_of(&small(), ending), file_of(&turned, ending));
    }
}

#[test]
fn a_safetensors_file_is_laid_out_as_its_format_says() {
    let bytes = file_of(&small(), "safetensors");
    let header = r#"{"W1":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b1":{"dtype":"F32","shape":[3],"data_offsets":[24,36]}}"#;
    let length = header.len().next_multiple_of(8);
    assert_eq!(bytes[..8], (length as u64).to_le_bytes());
    assert_eq!(str::from_utf8(&bytes[8..8 + length]).unwrap().trim_end(), header);
    assert_eq!(bytes[8 + length..][..4], 0.5_f32.to_le_bytes());
    assert_eq!(bytes.len(), 8 + length + 36);
}

/// Where Python with NumPy is at hand, NumPy itself reads what we write; elsewhere there is nothing to compare with.
#[test]
fn numpy_reads_our_archives() {
    if !python_can("import numpy") {
        skipped("there is no python3 with numpy");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.npz");
    small().save(&path).unwrap();
    let program =
        "import sys, numpy; w = numpy.load(sys.argv[1]); print(w.files, w['W1'].dtype, w['W1'].tolist())";
    let output = Command::new("python3").args(["-c", program]).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = "['W1', 'b1'] float32 [[0.5, -1.0, 2.0], [0.25, 3.0, -0.125]]";
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), expected);
}

#[test]
#[should_panic(expected = "weights: two arrays are called `b1`")]
fn a_name_is_taken_once() {
    small().insert("b1", array![0.0_f32]);
}

#[test]
#[should_panic(expected = "is no name for an array")]
fn a_name_without_a_letter_is_none() {
    Weights::new().insert("", array![0.0_f32]);
}

#[test]
fn the_limit_is_what_the_pages_say() {
    assert_eq!(MOST_BYTES, 268_435_456);
}
