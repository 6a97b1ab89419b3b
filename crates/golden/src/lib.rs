//! What does the book's own code give for this input? The values in `datasets/golden/book-golden.json`, for tests.
//!
//! ```
//! use golden::book;
//! let derivative = book(&["ch04", "numerical_diff", "at5"]).number();
//! assert_eq!(derivative, 0.1999999999990898);
//! ```
//!
//! This crate is only for tests, so a missing entry panics and says which one.

use ndarray::{Array2, ArrayD, ArrayViewD, Dimension, IxDyn};
use portable_math::powi;
use serde_json::Value;
use std::sync::LazyLock;

static BOOK: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../datasets/golden/book-golden.json");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("book-golden.json is not JSON: {error}"))
});

/// One entry of the book's values: a number, a list, a table, or a group of entries.
#[derive(Clone, Debug)]
pub struct Entry {
    path: String,
    value: &'static Value,
}

/// The entry at this path.
///
/// # Panics
/// If there is none.
pub fn book(path: &[&str]) -> Entry {
    let root = Entry { path: String::new(), value: &BOOK };
    path.iter().fold(root, |entry, key| entry.get(key))
}

impl Entry {
    /// The entry below this one with this key.
    ///
    /// # Panics
    /// If there is none.
    pub fn get(&self, key: &str) -> Self {
        let path = format!("{}/{key}", self.path);
        match self.value.get(key) {
            Some(value) => Self { path, value },
            None => panic!("book-golden.json has no entry {path}"),
        }
    }

    /// The keys of a group, in the file's order.
    ///
    /// # Panics
    /// If this isn't a group.
    pub fn keys(&self) -> Vec<&'static str> {
        match self.value.as_object() {
            Some(group) => group.keys().map(String::as_str).collect(),
            None => panic!("{} isn't a group of entries", self.path),
        }
    }

    /// The members of a list.
    ///
    /// # Panics
    /// If this isn't a list.
    pub fn list(&self) -> Vec<Self> {
        let Some(list) = self.value.as_array() else { panic!("{} isn't a list", self.path) };
        let member = |(i, value)| Self { path: format!("{}/{i}", self.path), value };
        list.iter().enumerate().map(member).collect()
    }

    /// The number. `"nan"` and `"inf"` are numbers too; true is 1 and false 0.
    ///
    /// # Panics
    /// If this isn't a number.
    pub fn number(&self) -> f64 {
        let spelled = || match self.value.as_str() {
            Some("nan") => Some(f64::NAN),
            Some("inf") => Some(f64::INFINITY),
            Some("-inf") => Some(f64::NEG_INFINITY),
            _ => self.value.as_bool().map(f64::from),
        };
        match self.value.as_f64().or_else(spelled) {
            Some(number) => number,
            None => panic!("{} isn't a number", self.path),
        }
    }

    /// A list of integers.
    ///
    /// # Panics
    /// If it is something else.
    pub fn labels(&self) -> Vec<usize> {
        self.list().iter().map(|member| member.number() as usize).collect()
    }

    /// Nested lists as an array, in row-major order; a number as an array without axes.
    ///
    /// # Panics
    /// If the lists are ragged.
    pub fn tensor(&self) -> ArrayD<f64> {
        let (mut shape, mut value) = (Vec::new(), self.value);
        while let Some(list) = value.as_array() {
            shape.push(list.len());
            let Some(first) = list.first() else { break };
            value = first;
        }
        let mut numbers = Vec::new();
        self.collect_numbers(&mut numbers);
        match ArrayD::from_shape_vec(IxDyn(&shape), numbers) {
            Ok(tensor) => tensor,
            Err(_) => panic!("{} is ragged", self.path),
        }
    }

    fn collect_numbers(&self, numbers: &mut Vec<f64>) {
        if self.value.is_array() {
            self.list().iter().for_each(|member| member.collect_numbers(numbers));
        } else {
            numbers.push(self.number());
        }
    }

    /// Asserts that `actual` is this entry, each value within the relative `tolerance` (for values below `1e-12 /
    /// tolerance`, within 1e-12 absolute: the rounding error of an exact 0).
    ///
    /// # Panics
    /// If it isn't; the message names the worst value.
    pub fn assert_close(&self, actual: ArrayViewD<f64>, tolerance: f64) {
        let expected = self.tensor();
        assert_eq!(actual.shape(), expected.shape(), "{}: the shapes differ", self.path);
        let error =
            |a: f64, e: f64| if a == e { 0.0 } else { (a - e).abs() / e.abs().max(1e-12 / tolerance) };
        let worst = expected
            .indexed_iter()
            .map(|(i, &e)| (error(actual[&i], e), i.clone()))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((error, i)) = worst {
            assert!(
                error <= tolerance,
                "{} at {:?}: {} instead of the book's {}, relative error {error:.1e}",
                self.path,
                i.slice(),
                actual[&i],
                expected[&i]
            );
        }
    }

    /// As [`Entry::assert_close`], for one number.
    ///
    /// # Panics
    /// If they differ.
    pub fn assert_number(&self, actual: f64, tolerance: f64) {
        self.assert_close(ndarray::arr0(actual).into_dyn().view(), tolerance);
    }
}

/// A chapter's own numbers beside those of the general form in `core-tensor`: as many of them, and each as near as `tolerance`,
/// relative where they are larger than 1.
///
/// # Panics
/// If they are not.
pub fn assert_near<'a>(
    derived: impl IntoIterator<Item = &'a f64>,
    core: impl IntoIterator<Item = &'a f64>,
    tolerance: f64,
) {
    let (derived, core): (Vec<_>, Vec<_>) = (derived.into_iter().collect(), core.into_iter().collect());
    assert_eq!(derived.len(), core.len());
    for (i, (derived, core)) in derived.into_iter().zip(core).enumerate() {
        let is_near = (derived - core).abs() <= tolerance * core.abs().max(1.0);
        assert!(is_near, "element {i}: derived {derived}, core {core}");
    }
}

/// The weights of the training runs that can be repeated without NumPy's generator: a 32-bit linear congruential
/// generator
/// `s ← 1664525 s + 1013904223`, `w = (s / 2³² − ½) · √12 · std`, in row-major order.
pub fn lcg_weights(seed: u32, rows: usize, columns: usize, std: f64) -> Array2<f64> {
    let mut state = seed;
    Array2::from_shape_simple_fn((rows, columns), || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state) / powi(2.0, 32) - 0.5) * 12f64.sqrt() * std
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_recorded_weights() {
        let weights = lcg_weights(1, 1, 5, 0.01);
        book(&["_lcg", "seed1_std001_first5"]).assert_close(weights.row(0).into_dyn(), 1e-15);
    }

    #[test]
    #[should_panic(expected = "no entry /ch04/nothing")]
    fn a_missing_entry_is_named() {
        book(&["ch04", "nothing"]);
    }

    #[test]
    #[should_panic(expected = "relative error 5.0e-1")]
    fn a_wrong_value_is_named() {
        book(&["ch06", "dropout", "ratio"]).assert_number(0.3, 1e-9);
    }
}
