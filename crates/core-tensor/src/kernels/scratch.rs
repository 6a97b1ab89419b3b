//! Where should an array begin in memory? Where a cache line begins: a register full of values is then in one line, and not half
//! in one and half in the next.

use crate::kernels::buffer_pool::keep;
use crate::kernels::simd::Lanes;
use std::ops::{Deref, DerefMut};

/// Bytes of a line of the cache, and of the widest registers.
const LINE: usize = 64;

/// Values of which the first begins a cache line. A clone may begin elsewhere, which costs time and changes no value.
#[derive(Clone, Debug)]
pub(crate) struct Aligned<F> {
    memory: Vec<F>,
    start: usize,
    len: usize,
}

impl<F: Copy + Default> Aligned<F> {
    /// `len` zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        let memory = vec![F::default(); len + LINE / size_of::<F>()];
        let start = memory.as_ptr().align_offset(LINE).min(LINE / size_of::<F>());
        Self { memory, start, len }
    }
}

/// A thread-local scratch buffer. Its contents are whatever the last user left.
#[derive(Debug)]
pub(crate) struct Scratch<F: Lanes>(Aligned<F>);

impl<F: Lanes + Default> Scratch<F> {
    /// Of `len` values.
    pub(crate) fn of(len: usize) -> Self {
        let needed = len + LINE / size_of::<F>();
        let left = F::pool(|pool| {
            let fits = pool.scratch.iter().position(|memory| memory.len() >= needed);
            // A buffer that is too small makes room for one that is large enough.
            fits.map(|at| pool.scratch.swap_remove(at)).or_else(|| pool.scratch.pop().and(None))
        });
        let memory = left.unwrap_or_else(|| vec![F::default(); needed]);
        let start = memory.as_ptr().align_offset(LINE).min(LINE / size_of::<F>());
        Self(Aligned { memory, start, len })
    }
}

impl<F: Lanes> Drop for Scratch<F> {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.0.memory);
        F::pool(|pool| keep(&mut pool.scratch, memory));
    }
}

impl<F: Lanes> Deref for Scratch<F> {
    type Target = [F];

    #[inline]
    fn deref(&self) -> &[F] {
        &self.0
    }
}

impl<F: Lanes> DerefMut for Scratch<F> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [F] {
        &mut self.0
    }
}

impl<F> Deref for Aligned<F> {
    type Target = [F];

    #[inline]
    fn deref(&self) -> &[F] {
        &self.memory[self.start..][..self.len]
    }
}

impl<F> DerefMut for Aligned<F> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [F] {
        &mut self.memory[self.start..][..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_begins_a_line() {
        for len in [1, 7, 1000] {
            let mut values = Aligned::<f32>::zeros(len);
            values[len - 1] = 2.0;
            assert_eq!(values.as_ptr().align_offset(LINE), 0);
            assert_eq!(values.iter().sum::<f32>(), 2.0);
        }
    }
}
