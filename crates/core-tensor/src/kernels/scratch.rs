//! Where should numbers begin in memory? Where a line of the cache begins: a register of them is then in one line, and not
//! half in one and half in the next.

use crate::kernels::buffer_pool::keep;
use crate::kernels::simd::Lanes;
use std::ops::{Deref, DerefMut};

/// Bytes of a line of the cache, and of the widest registers.
const LINE: usize = 64;

/// Numbers of which the first is the first of a line. A clone may begin elsewhere, which costs time and changes no number.
#[derive(Clone, Debug)]
pub(crate) struct Aligned<F> {
    memory: Vec<F>,
    start: usize,
    len: usize,
}

impl<F: Copy + Default> Aligned<F> {
    /// So many zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        let memory = vec![F::default(); len + LINE / size_of::<F>()];
        let start = memory.as_ptr().align_offset(LINE).min(LINE / size_of::<F>());
        Self { memory, start, len }
    }
}

/// Memory to work in, for as long as it is held: what this thread worked in the last time, with whatever it left there.
#[derive(Debug)]
pub(crate) struct Room<F: Lanes>(Aligned<F>);

impl<F: Lanes + Default> Room<F> {
    /// For so many numbers.
    pub(crate) fn of(len: usize) -> Self {
        let needed = len + LINE / size_of::<F>();
        let left = F::left(|left| {
            let fits = left.rooms.iter().position(|memory| memory.len() >= needed);
            // What is too small makes way for what is large enough.
            fits.map(|at| left.rooms.swap_remove(at)).or_else(|| left.rooms.pop().and(None))
        });
        let memory = left.unwrap_or_else(|| vec![F::default(); needed]);
        let start = memory.as_ptr().align_offset(LINE).min(LINE / size_of::<F>());
        Self(Aligned { memory, start, len })
    }
}

impl<F: Lanes> Drop for Room<F> {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.0.memory);
        F::left(|left| keep(&mut left.rooms, memory));
    }
}

impl<F: Lanes> Deref for Room<F> {
    type Target = [F];

    #[inline]
    fn deref(&self) -> &[F] {
        &self.0
    }
}

impl<F: Lanes> DerefMut for Room<F> {
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
            let mut numbers = Aligned::<f32>::zeros(len);
            numbers[len - 1] = 2.0;
            assert_eq!(numbers.as_ptr().align_offset(LINE), 0);
            assert_eq!(numbers.iter().sum::<f32>(), 2.0);
        }
    }
}
