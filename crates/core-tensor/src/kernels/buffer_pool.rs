//! Where do the next answers go? Into the memory of answers that nobody needs any more.
//!
//! A training step makes and drops the same few megabytes again and again. New memory would be cleared by the system and
//! once more by us, and each of its pages would be asked for at the first touch: for a layer that only looks at its
//! numbers once, that takes longer than its work. So a thread keeps what was dropped, and gives it to whoever needs as
//! much.

use crate::Real;
use ndarray::{Array, Dimension};

/// So many are kept at the most; the oldest goes first.
const KEPT: usize = 32;

/// So many bytes are kept at the most, by each thread for each number type: the oldest go first, and what is larger alone is
/// given back at once. A training step of the largest network here, DeepConvNet on 100 images in `f32`, leaves 24 MB on one
/// thread.
const KEPT_BYTES: usize = 64 << 20;

/// Memory for so many numbers, which are still those of its last use: for who writes all of them.
pub(crate) fn memory<F: Real>(len: usize) -> Vec<F> {
    let found = F::left(|left| {
        let answers = &mut left.answers;
        let exact = answers.iter().rposition(|numbers| numbers.len() == len);
        // Much more than is needed would be missed by who needs it all.
        let enough = |numbers: &Vec<F>| (len..2 * len).contains(&numbers.len());
        let at = exact.or_else(|| answers.iter().rposition(enough))?;
        Some(answers.remove(at))
    });
    let mut numbers = found.unwrap_or_else(|| vec![F::zero(); len]);
    numbers.truncate(len);
    numbers
}

/// Leaves numbers that nobody needs any more to the next who asks on this thread.
pub(crate) fn leave<F: Real>(numbers: Vec<F>) {
    F::left(|left| keep(&mut left.answers, numbers));
}

/// Keeps memory for later, and gives the oldest back to the system until no more than [`KEPT`] and [`KEPT_BYTES`] are kept.
pub(crate) fn keep<F>(kept: &mut Vec<Vec<F>>, memory: Vec<F>) {
    let bytes = |memory: &Vec<F>| memory.capacity() * size_of::<F>();
    // What is too large alone must not drive out all the others.
    if bytes(&memory) > KEPT_BYTES {
        return;
    }
    kept.push(memory);
    let mut total: usize = kept.iter().map(bytes).sum();
    while kept.len() > KEPT || total > KEPT_BYTES {
        total -= bytes(&kept.remove(0));
    }
}

/// The same, of an array.
pub(crate) fn leave_memory_of<F: Real, D: Dimension>(array: Array<F, D>) {
    leave(array.into_raw_vec_and_offset().0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::scratch::Room;
    use crate::kernels::simd::Lanes;

    #[test]
    fn what_was_left_comes_back_where_as_much_is_needed() {
        leave(vec![1.0_f64; 10]);
        leave(vec![2.0_f64; 20]);
        assert_eq!(memory::<f64>(10), [1.0; 10], "as much");
        assert_eq!(memory::<f64>(15), [2.0; 15], "more than is needed");
        assert_eq!(memory::<f64>(15), [0.0; 15], "none is left");
        leave(vec![3.0_f64; 30]);
        assert_eq!(memory::<f64>(15), [0.0; 15], "twice as much");
    }

    #[test]
    fn no_more_than_so_many_bytes_are_kept() {
        let kept = || {
            f64::left(|left| left.answers.iter().map(|numbers| 8 * numbers.capacity()).collect::<Vec<_>>())
        };
        // As the answers of DeepConvNet's first layer to 1,000 images.
        let large = 50 << 20;
        for _ in 0..KEPT {
            leave(vec![1.0_f64; large / 8]);
            assert_eq!(kept(), [large]);
        }
        leave(vec![1.0_f64; 1 << 10]);
        assert_eq!(kept(), [large, 8 << 10], "both fit");
        leave(vec![1.0_f64; KEPT_BYTES / 8 + 1]);
        assert_eq!(kept(), [large, 8 << 10], "what is too large alone goes, and drives out nothing");
        drop(Room::<f64>::of(KEPT_BYTES / 8 + 1));
        assert_eq!(f64::left(|left| left.rooms.len()), 0, "nor is a room to work in");
        drop(Room::<f64>::of(100));
        assert_eq!(f64::left(|left| left.rooms.len()), 1);
    }

    #[test]
    fn no_more_than_a_few_are_kept() {
        for len in 1..=KEPT + 1 {
            leave(vec![1.0_f32; len]);
        }
        assert_eq!(f32::left(|left| left.answers.len()), KEPT);
        assert_eq!(f32::left(|left| left.answers[0].len()), 2, "the oldest went");
    }
}
