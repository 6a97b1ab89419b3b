//! The state of an interrupted training, in one file: what [`core_tensor::tensor::state::State`] holds, and whose it is.
//!
//! The format is `.safetensors`, so that Python can look into it; numbers keep the type they had. Its metadata hold the
//! label (which command the state belongs to) and a SHA-256 of everything, since going on from a damaged state would give
//! wrong numbers without a word.

use std::{collections::BTreeMap, fmt::Write, io, path::PathBuf};

use core_tensor::tensor::state::{State, Value};
use ndarray::{ArrayD, IxDyn};
use safetensors::tensor::{Dtype, TensorInfo};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::weights::{WeightsError, header_bytes, metadata};

/// The key of the checksum in the file's metadata.
const CHECKSUM: &str = "sha256";

/// A state with its label.
///
/// ```
/// use core_data::Checkpoint;
/// use core_tensor::tensor::state::State;
///
/// let mut state = State::new();
/// state.put_integers("iteration", [7]);
/// let label = [("seed".to_owned(), "42".to_owned())].into();
/// let checkpoint = Checkpoint { label, state };
/// let path = tempfile::tempdir()?.keep().join("training.checkpoint.safetensors");
/// checkpoint.save(&path)?;
/// assert_eq!(Checkpoint::load(&path)?, checkpoint);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checkpoint {
    /// What the state belongs to: `seed`, `scale`, …
    pub label: BTreeMap<String, String>,
    /// The state.
    pub state: State,
}

/// Why a checkpoint could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The file cannot be read at all.
    #[error(transparent)]
    File(WeightsError),
    /// The file contradicts its format, itself or its checksum.
    #[error(
        "`{}` is no intact checkpoint ({cause}); start again without --resume, or put an intact copy there",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, in a few words.
        cause: String,
    },
}

impl Checkpoint {
    /// The bytes of its file.
    ///
    /// # Errors
    /// When a name of the state is not fit for a file.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut numbers = Vec::new();
        let mut infos = Vec::new();
        for (name, value) in self.state.iter() {
            let start = numbers.len();
            let (dtype, shape) = append(value, &mut numbers);
            infos.push((name.to_owned(), TensorInfo { dtype, shape, data_offsets: (start, numbers.len()) }));
        }
        let mut label = self.label.clone();
        label.insert(CHECKSUM.to_owned(), checksum(&self.label, &infos, &numbers));
        let mut header = header(&label, infos)?;
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.append(&mut header);
        bytes.append(&mut numbers);
        Ok(bytes)
    }

    /// The checkpoint in the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// When they are not to the last bit what [`to_bytes`](Self::to_bytes) gave.
    pub fn from_bytes(path: impl Into<PathBuf>, bytes: &[u8]) -> Result<Self, CheckpointError> {
        Self::of_bytes(bytes).map_err(|cause| CheckpointError::Damaged { path: path.into(), cause })
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, String> {
        let (header, numbers) = header_bytes(bytes)?;
        let metadata = metadata(header)?;
        if metadata.data_len() != numbers.len() {
            let promised = metadata.data_len();
            return Err(format!("its values take {promised} bytes, but it holds {}", numbers.len()));
        }
        let mut label: BTreeMap<String, String> =
            metadata.metadata().clone().unwrap_or_default().into_iter().collect();
        let written = label.remove(CHECKSUM).ok_or("it has no checksum")?;
        let mut infos: Vec<(String, TensorInfo)> =
            metadata.tensors().into_iter().map(|(name, info)| (name, info.clone())).collect();
        infos.sort_by(|a, b| a.0.cmp(&b.0));
        if checksum(&label, &infos, numbers) != written {
            return Err("its content is not what its checksum says".to_owned());
        }
        let mut state = State::new();
        for (name, info) in infos {
            let (start, end) = info.data_offsets;
            let value = numbers.get(start..end).and_then(|bytes| value(&info, bytes));
            state.put(name.clone(), value.ok_or_else(|| format!("`{name}` is of no known kind"))?);
        }
        Ok(Self { label, state })
    }
}

/// The header in JSON, with everything in the order of its name. (The crate's own header has its label in an order that
/// differs from run to run, and then the same state would give other bytes.)
fn header(label: &BTreeMap<String, String>, infos: Vec<(String, TensorInfo)>) -> serde_json::Result<Vec<u8>> {
    let mut header = BTreeMap::from([("__metadata__".to_owned(), serde_json::to_value(label)?)]);
    for (name, info) in infos {
        header.insert(name, serde_json::to_value(info)?);
    }
    serde_json::to_vec(&header)
}

/// SHA-256 over the label, over each value's name, type, shape and position, and over all numbers.
fn checksum(label: &BTreeMap<String, String>, infos: &[(String, TensorInfo)], numbers: &[u8]) -> String {
    let mut sum = Sha256::new();
    // Debug form: quoted and escaped, so that no two labels or names look the same side by side.
    sum.update(format!("{label:?}"));
    for (name, info) in infos {
        sum.update(format!("{name:?}{:?}{:?}{:?}", info.dtype, info.shape, info.data_offsets));
    }
    sum.update(numbers);
    sum.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes a value's numbers behind `bytes`, little end first.
fn append(value: &Value, bytes: &mut Vec<u8>) -> (Dtype, Vec<usize>) {
    match value {
        Value::F32(tensor) => {
            tensor.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
            (Dtype::F32, tensor.shape().to_vec())
        }
        Value::F64(tensor) => {
            tensor.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
            (Dtype::F64, tensor.shape().to_vec())
        }
        Value::Integers(list) => {
            list.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
            (Dtype::U64, vec![list.len()])
        }
    }
}

/// The value in these bytes, if it is of a kind that a state holds.
fn value(info: &TensorInfo, bytes: &[u8]) -> Option<Value> {
    let eights = || bytes.as_chunks::<8>().0.iter();
    match info.dtype {
        Dtype::F32 => {
            let numbers = bytes.as_chunks::<4>().0.iter().map(|number| f32::from_le_bytes(*number));
            shaped(info, numbers.collect()).map(Value::F32)
        }
        Dtype::F64 => {
            shaped(info, eights().map(|number| f64::from_le_bytes(*number)).collect()).map(Value::F64)
        }
        Dtype::U64 => Some(Value::Integers(eights().map(|number| u64::from_le_bytes(*number)).collect())),
        _ => None,
    }
}

fn shaped<T>(info: &TensorInfo, numbers: Vec<T>) -> Option<ArrayD<T>> {
    ArrayD::from_shape_vec(IxDyn(&info.shape), numbers).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Checkpoint {
        let mut state = State::new();
        state.put_integers("batches/order", [2, 0, 1, u64::MAX]);
        let odd = vec![-0.0, f32::NAN, f32::from_bits(1), 0.1, f32::INFINITY, -1.0];
        state.put_tensor("W1", &ArrayD::from_shape_vec(IxDyn(&[2, 3]), odd).unwrap());
        state.put_tensor("losses", &ArrayD::<f64>::from_shape_vec(IxDyn(&[2]), vec![0.1, f64::MAX]).unwrap());
        state.put_tensor("empty", &ArrayD::<f32>::zeros(IxDyn(&[0])));
        let label = [("seed", "42"), ("experiment", "train_convnet")];
        Checkpoint { label: label.map(|(a, b)| (a.to_owned(), b.to_owned())).into(), state }
    }

    #[test]
    fn what_is_written_is_read_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/x.checkpoint.safetensors");
        example().save(&path).unwrap();
        let back = Checkpoint::load(&path).unwrap();
        // NaN is not equal to itself: bytes are.
        assert_eq!(back.label, example().label);
        let names = |checkpoint: &Checkpoint| format!("{:?}", checkpoint.state);
        assert_eq!(names(&back), names(&example()));
        let Some((_, Value::F32(w))) = back.state.iter().find(|(name, _)| *name == "W1") else { panic!() };
        assert_eq!((w[[0, 0]].to_bits(), w[[0, 2]].to_bits()), ((-0.0f32).to_bits(), 1));
    }

    #[test]
    fn cut_anywhere_it_is_refused_in_one_sentence() {
        let bytes = example().to_bytes().unwrap();
        for length in 0..bytes.len() {
            let error = Checkpoint::of_bytes(&bytes[..length]).unwrap_err();
            assert!(!error.contains('\n') && !error.is_empty(), "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cut.safetensors");
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        let sentence = Checkpoint::load(&path).unwrap_err().to_string();
        assert!(sentence.contains("cut.safetensors` is no intact checkpoint"), "{sentence}");
        assert!(sentence.contains("--resume"), "{sentence}");
    }

    #[test]
    fn every_bit_counts() {
        let bytes = example().to_bytes().unwrap();
        for position in 0..8 * bytes.len() {
            let mut bad = bytes.clone();
            bad[position / 8] ^= 1 << (position % 8);
            // Padding of the header is not content; whatever else changes is noticed.
            if let Ok(back) = Checkpoint::of_bytes(&bad) {
                assert_eq!(format!("{back:?}"), format!("{:?}", example()), "bit {position}");
            }
        }
    }

    #[test]
    fn the_same_state_gives_the_same_bytes() {
        let mut checkpoint = example();
        // Of so many entries a table without order would have the same order twice once in 10! times.
        checkpoint.label.extend((0..10).map(|i| (format!("key {i}"), format!("value {i}"))));
        let bytes = checkpoint.to_bytes().unwrap();
        assert_eq!(checkpoint.to_bytes().unwrap(), bytes);
        assert_eq!(format!("{:?}", Checkpoint::of_bytes(&bytes).unwrap()), format!("{checkpoint:?}"));
    }

    #[test]
    fn a_header_that_says_something_twice_is_refused() {
        let bytes = example().to_bytes().unwrap();
        let (header, numbers) = header_bytes(&bytes).unwrap();
        let twice = str::from_utf8(header).unwrap().replace("\"seed\":", "\"seed\":\"41\",\"seed\":");
        let twice = [&(twice.len() as u64).to_le_bytes()[..], twice.as_bytes(), numbers].concat();
        let error = Checkpoint::of_bytes(&twice).unwrap_err();
        assert!(error.contains("it says twice what `seed` is"), "{error}");
    }

    #[test]
    fn weights_are_no_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.safetensors");
        let mut weights = crate::Weights::new();
        weights.insert("W1", ndarray::Array2::<f32>::zeros((2, 3)));
        weights.save(&path).unwrap();
        assert!(Checkpoint::load(&path).unwrap_err().to_string().contains("it has no checksum"));
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(Checkpoint::of_bytes(&bytes).is_err());
        }
    }
}
