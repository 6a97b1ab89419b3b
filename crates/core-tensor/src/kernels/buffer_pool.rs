//! A pool of output buffers, reused from step to step.
//!
//! A training step allocates and drops the same few megabytes again and again. The system clears new memory, we clear it once
//! more, and each page is mapped at its first touch: for a layer that reads its values once, that takes longer than its work. So
//! a thread keeps the buffers that were dropped, and hands them out again.

use crate::Real;
use ndarray::{Array, Dimension};

/// The most buffers that a thread keeps for each element type; the oldest is freed first. DeepConvNet, with its twenty layers, is
/// the largest network here (workload `deepconv` of `cargo run --release -p throughput`).
const KEPT: usize = 32;

/// The most bytes that a thread keeps for each element type: the oldest are freed first, and a larger buffer at once. A training
/// step of the largest network here, DeepConvNet on 100 images in `f32`, leaves 24 MB on one thread.
const KEPT_BYTES: usize = 64 << 20;

/// A buffer of `len` values with unspecified contents; the caller must overwrite every one.
pub(crate) fn take<F: Real>(len: usize) -> Vec<F> {
    let found = F::pool(|pool| {
        let outputs = &mut pool.buffers;
        let exact = outputs.iter().rposition(|values| values.len() == len);
        // No buffer more than twice as large: a bigger request may need it.
        let enough = |values: &Vec<F>| (len..2 * len).contains(&values.len());
        let at = exact.or_else(|| outputs.iter().rposition(enough))?;
        Some(outputs.remove(at))
    });
    let mut values = found.unwrap_or_else(|| vec![F::zero(); len]);
    values.truncate(len);
    values
}

/// Returns a buffer to this thread's pool.
pub(crate) fn give_back<F: Real>(values: Vec<F>) {
    F::pool(|pool| keep(&mut pool.buffers, values));
}

/// Keeps a buffer for later, and frees the oldest until no more than [`KEPT`] and [`KEPT_BYTES`] are kept.
pub(crate) fn keep<F>(kept: &mut Vec<Vec<F>>, memory: Vec<F>) {
    let bytes = |memory: &Vec<F>| memory.capacity() * size_of::<F>();
    // A buffer that is too large by itself must not drive out all the others.
    if bytes(&memory) > KEPT_BYTES {
        return;
    }
    kept.push(memory);
    let mut total: usize = kept.iter().map(bytes).sum();
    while kept.len() > KEPT || total > KEPT_BYTES {
        total -= bytes(&kept.remove(0));
    }
}

/// As [`give_back`], of an array.
pub(crate) fn give_back_array<F: Real, D: Dimension>(array: Array<F, D>) {
    give_back(array.into_raw_vec_and_offset().0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::scratch::Scratch;
    use crate::kernels::simd::Lanes;

    #[test]
    fn what_was_left_comes_back_where_as_much_is_needed() {
        give_back(vec![1.0_f64; 10]);
        give_back(vec![2.0_f64; 20]);
        assert_eq!(take::<f64>(10), [1.0; 10], "as much");
        assert_eq!(take::<f64>(15), [2.0; 15], "more than is needed");
        assert_eq!(take::<f64>(15), [0.0; 15], "none is left");
        give_back(vec![3.0_f64; 30]);
        assert_eq!(take::<f64>(15), [0.0; 15], "twice as much");
    }

    #[test]
    fn the_bytes_that_are_kept_are_bounded() {
        let kept =
            || f64::pool(|pool| pool.buffers.iter().map(|values| 8 * values.capacity()).collect::<Vec<_>>());
        // As the outputs of DeepConvNet's first layer to 1,000 images.
        let large = 50 << 20;
        for _ in 0..KEPT {
            give_back(vec![1.0_f64; large / 8]);
            assert_eq!(kept(), [large]);
        }
        give_back(vec![1.0_f64; 1 << 10]);
        assert_eq!(kept(), [large, 8 << 10], "both fit");
        give_back(vec![1.0_f64; KEPT_BYTES / 8 + 1]);
        assert_eq!(kept(), [large, 8 << 10], "what is too large alone goes, and drives out nothing");
        drop(Scratch::<f64>::of(KEPT_BYTES / 8 + 1));
        assert_eq!(f64::pool(|pool| pool.scratch.len()), 0, "nor is a room to work in");
        drop(Scratch::<f64>::of(100));
        assert_eq!(f64::pool(|pool| pool.scratch.len()), 1);
    }

    #[test]
    fn no_more_than_a_few_are_kept() {
        for len in 1..=KEPT + 1 {
            give_back(vec![1.0_f32; len]);
        }
        assert_eq!(f32::pool(|pool| pool.buffers.len()), KEPT);
        assert_eq!(f32::pool(|pool| pool.buffers[0].len()), 2, "the oldest went");
    }
}
