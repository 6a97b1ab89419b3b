//! Code of a learner that runs outside a question: what if it panics, or gives an array of any dimension?

use crate::{Diagnosis, Verdict, panic};
use ndarray::{Array1, Array2, ArrayD};

/// Runs what judges an answer; a panic in it becomes a sentence that begins with `name`.
pub(crate) fn judged(name: &str, judge: impl FnOnce() -> Verdict) -> Verdict {
    panic::caught(judge).unwrap_or_else(|panic| {
        Err(if panic.is_todo() {
            Diagnosis::of("not written yet", format!("{name}: not written yet."))
        } else {
            Diagnosis::of("panicked", format!("{name} {panic}"))
        })
    })
}

/// An array of two dimensions as such.
pub(crate) fn matrix(array: &ArrayD<f64>) -> Array2<f64> {
    Array2::from_shape_fn((array.shape()[0], array.shape()[1]), |(i, j)| array[[i, j]])
}

/// The numbers of an array in a row.
pub(crate) fn vector(array: &ArrayD<f64>) -> Array1<f64> {
    array.iter().copied().collect()
}
