//! Weights go to Python and come back equal to the bit, in each format that both sides know. Where Python, NumPy or
//! `safetensors` are not installed, a message says what was left out.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use core_data::Weights;
use ndarray::{Array, IxDyn};

use crate::skipped;

/// Loads a file, and writes what it held as pickles and, if the ending asks for it, in the same format.
const ROUND_TRIP: &str = r#"
import pickle, sys
import numpy
source, target = sys.argv[1:]
if source.endswith(".npz"):
    with numpy.load(source) as file:
        arrays = {name: file[name] for name in file.files}
    numpy.savez(target + ".npz", **arrays)
else:
    import safetensors.numpy
    arrays = safetensors.numpy.load_file(source)
    safetensors.numpy.save_file(arrays, target + ".safetensors")
for protocol in (2, 3, 4):
    with open(f"{target}_{protocol}.pkl", "wb") as file:
        pickle.dump(arrays, file, protocol=protocol)
"#;

/// Whether Python can do this.
pub(crate) fn python_can(script: &str) -> bool {
    let mut command = Command::new("python3");
    command.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Numbers of every kind, in arrays of rank 0 to 4.
fn all_kinds() -> Weights {
    let odd = [0.1f32, -0.0, f32::MIN_POSITIVE / 4.0, f32::MAX, f32::NEG_INFINITY, 1.0 / 3.0, -7.5, 1e-20];
    let mut weights = Weights::new();
    for (name, shape) in
        [("W1", &[2, 1, 2, 2][..]), ("b1", &[8]), ("W2", &[2, 4]), ("b2", &[0]), ("gamma1", &[])]
    {
        let count = shape.iter().product();
        let numbers = odd.iter().cycle().take(count).copied().collect();
        weights.insert(name, Array::from_shape_vec(IxDyn(shape), numbers).unwrap());
    }
    weights
}

fn assert_same_bits(found: &Path, expected: &Weights) {
    let found_weights = Weights::load(found).unwrap();
    assert_eq!(found_weights.len(), expected.len(), "{}", found.display());
    for (name, array) in expected.iter() {
        let other = found_weights.get(name).unwrap();
        assert_eq!(other.shape(), array.shape(), "{name} in {}", found.display());
        let same = array.iter().zip(other).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "{name} in {}", found.display());
    }
}

fn round_trip(ending: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (source, target) = (folder.path().join(format!("ours.{ending}")), folder.path().join("theirs"));
    all_kinds().save(&source).unwrap();
    let output = Command::new("python3").args(["-c", ROUND_TRIP]).arg(&source).arg(&target).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_same_bits(&target.with_extension(ending), &all_kinds());
    for protocol in 2..=4 {
        assert_same_bits(&folder.path().join(format!("theirs_{protocol}.pkl")), &all_kinds());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
}

#[test]
fn npz_and_pickles_go_to_numpy_and_back_to_the_bit() {
    if python_can("import numpy") {
        round_trip("npz");
    } else {
        skipped("there is no python3 with numpy");
    }
}

#[test]
fn safetensors_go_to_python_and_back_to_the_bit() {
    if python_can("import numpy, safetensors.numpy") {
        round_trip("safetensors");
    } else {
        skipped("there is no python3 with numpy and safetensors");
    }
}
