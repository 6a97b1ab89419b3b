//! What has to be kept so that a training can stop today and go on tomorrow? Everything that its next step depends on.
//!
//! That is more than the parameters: what the optimiser remembers, the averages of batch normalisation, the order of the
//! samples, and how far every random stream has been drawn. It is handed out as a [`State`] and
//! taken back, to the bit:
//!
//! ```
//! use core_tensor::{MultiLayerNet, Streams, tensor::state::State};
//! let net = MultiLayerNet::new(4, &[3], 2);
//! let learnt = net.build::<f32>(&Streams::new(1));
//! let mut other = net.build::<f32>(&Streams::new(2));
//! other.restore(&learnt.state())?;
//! assert_eq!(other.state(), learnt.state());
//! # Ok::<(), core_tensor::tensor::state::StateError>(())
//! ```
//!
//! Nothing here touches a file.

use crate::tensor::array::{Tensor, shape_in_words};
use crate::tensor::real::Real;
use std::any::Any;
use std::collections::BTreeMap;
use thiserror::Error;

/// Named values. Parts of a state are states: `adam/m/W1`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State(BTreeMap<String, Value>);

/// One value of a state, in the very type it had.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// 32-bit values.
    F32(Tensor<f32>),
    /// 64-bit values.
    F64(Tensor<f64>),
    /// Integers: counts, indices, the state of a random stream.
    Integers(Vec<u64>),
}

impl Value {
    /// A tensor of either type.
    fn of<F: Real>(tensor: &Tensor<F>) -> Self {
        let tensor: &dyn Any = tensor;
        match (tensor.downcast_ref(), tensor.downcast_ref()) {
            (Some(single), _) => Self::F32(Tensor::clone(single)),
            (_, Some(double)) => Self::F64(Tensor::clone(double)),
            _ => unreachable!("a real number is an f32 or an f64"),
        }
    }

    /// The tensor of this type, if it is one.
    fn tensor<F: Real>(&self) -> Option<&Tensor<F>> {
        match self {
            Self::F32(tensor) => (tensor as &dyn Any).downcast_ref(),
            Self::F64(tensor) => (tensor as &dyn Any).downcast_ref(),
            Self::Integers(_) => None,
        }
    }

    /// What it is, in words.
    fn in_words(&self) -> String {
        match self {
            Self::F32(tensor) => format!("f32 values ({})", shape_in_words(tensor.shape())),
            Self::F64(tensor) => format!("f64 values ({})", shape_in_words(tensor.shape())),
            Self::Integers(list) => format!("{} integers", list.len()),
        }
    }
}

/// Why a state does not fit.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum StateError {
    /// A value is not there.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A value is there that was not expected.
    #[error("`{0}` is not expected")]
    Unknown(String),
    /// A value has another type or shape.
    #[error("`{name}` is {found}, but {expected} was expected")]
    Differs {
        /// The value's name.
        name: String,
        /// What was asked for.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A value cannot be what it stands for.
    #[error("`{name}` cannot be {what}")]
    Impossible {
        /// The value's name.
        name: String,
        /// What it should be.
        what: &'static str,
    },
}

impl State {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value, in place of one of that name.
    pub fn put(&mut self, name: impl Into<String>, value: Value) {
        self.0.insert(name.into(), value);
    }

    /// Adds a tensor.
    pub fn put_tensor<F: Real>(&mut self, name: impl Into<String>, tensor: &Tensor<F>) {
        self.put(name, Value::of(tensor));
    }

    /// Adds integers.
    pub fn put_integers(&mut self, name: impl Into<String>, numbers: impl IntoIterator<Item = u64>) {
        self.put(name, Value::Integers(numbers.into_iter().collect()));
    }

    /// Adds a state; its names get `part/` in front.
    pub fn put_part(&mut self, part: &str, state: State) {
        self.0.extend(state.0.into_iter().map(|(name, value)| (format!("{part}/{name}"), value)));
    }

    /// The state that was added under this name; empty if none was.
    pub fn part(&self, part: &str) -> State {
        let own = |(name, value): (&String, &Value)| {
            Some((name.strip_prefix(part)?.strip_prefix('/')?.to_owned(), value.clone()))
        };
        State(self.0.iter().filter_map(own).collect())
    }

    /// The tensor of this name.
    ///
    /// # Errors
    /// If it is missing, or has another type or shape.
    pub fn tensor<F: Real>(&self, name: &str, shape: &[usize]) -> Result<Tensor<F>, StateError> {
        let value = self.get(name)?;
        value
            .tensor::<F>()
            .filter(|tensor| tensor.shape() == shape)
            .cloned()
            .ok_or_else(|| differs(name, Value::of(&Tensor::<F>::zeros(shape)).in_words(), value))
    }

    /// The list of values of this name, of any length.
    ///
    /// # Errors
    /// If it is missing or of another type.
    pub fn list<F: Real>(&self, name: &str) -> Result<Vec<F>, StateError> {
        let value = self.get(name)?;
        match value.tensor::<F>() {
            Some(tensor) if tensor.ndim() == 1 => Ok(tensor.iter().copied().collect()),
            _ => Err(differs(name, "a list of values".to_owned(), value)),
        }
    }

    /// The integers of this name.
    ///
    /// # Errors
    /// If they are missing or of another type.
    pub fn integers(&self, name: &str) -> Result<&[u64], StateError> {
        match self.get(name)? {
            Value::Integers(numbers) => Ok(numbers),
            other => Err(differs(name, "integers".to_owned(), other)),
        }
    }

    /// The `N` integers of this name.
    ///
    /// # Errors
    /// If they are missing, of another type, or more or fewer.
    pub fn exact_integers<const N: usize>(&self, name: &str) -> Result<[u64; N], StateError> {
        let numbers = self.integers(name)?;
        numbers.try_into().map_err(|_| StateError::Differs {
            name: name.to_owned(),
            expected: format!("{N} integers"),
            found: format!("{} integers", numbers.len()),
        })
    }

    /// Every name with its value, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses names that `expected` does not have: a state with more in it is that of something else.
    ///
    /// # Errors
    /// Names the first such value.
    pub fn reject_unknown_keys(&self, expected: &State) -> Result<(), StateError> {
        let stranger = self.0.keys().find(|name| !expected.0.contains_key(*name));
        stranger.map_or(Ok(()), |name| Err(StateError::Unknown(name.clone())))
    }

    fn get(&self, name: &str) -> Result<&Value, StateError> {
        self.0.get(name).ok_or_else(|| StateError::Missing(name.to_owned()))
    }
}

fn differs(name: &str, expected: String, found: &Value) -> StateError {
    StateError::Differs { name: name.to_owned(), expected, found: found.in_words() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_again_and_do_not_mix() {
        let (mut inner, mut state) = (State::new(), State::new());
        inner.put_integers("step", [7]);
        state.put_part("adam", inner.clone());
        state.put_integers("adam_like", [1]);
        assert_eq!(state.part("adam"), inner);
        assert!(state.part("sgd").is_empty());
        assert_eq!(state.integers("adam/step"), Ok(&[7][..]));
    }

    #[test]
    fn what_does_not_fit_is_said_in_words() {
        let mut state = State::new();
        state.put_tensor("W1", &Tensor::<f32>::zeros(vec![2, 3]));
        let sentence = |error: StateError| error.to_string();
        assert_eq!(sentence(state.integers("b1").unwrap_err()), "`b1` is missing");
        assert_eq!(
            sentence(state.tensor::<f32>("W1", &[3, 2]).unwrap_err()),
            "`W1` is f32 values (2 × 3), but f32 values (3 × 2) was expected"
        );
        assert!(state.tensor::<f64>("W1", &[2, 3]).is_err(), "another type");
        assert!(state.list::<f32>("W1").is_err() && state.exact_integers::<1>("W1").is_err());
        assert_eq!(sentence(state.reject_unknown_keys(&State::new()).unwrap_err()), "`W1` is not expected");
    }

    #[test]
    fn every_bit_of_a_number_is_kept() {
        let odd =
            Tensor::from_shape_vec(vec![4], vec![-0.0, f32::NAN, f32::MIN_POSITIVE / 2.0, 0.1]).unwrap();
        let mut state = State::new();
        state.put_tensor("x", &odd);
        let back = state.tensor::<f32>("x", &[4]).unwrap();
        assert!(back.iter().zip(&odd).all(|(a, b)| a.to_bits() == b.to_bits()));
    }
}
