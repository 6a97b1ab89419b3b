//! Which samples come next? Mini-batches, either as real epochs or drawn as the book draws them.
//!
//! Derived in: ch04 (book §4.2.3, §4.5). A real epoch shows every sample exactly once, in a new order each time. The
//! book draws each batch with replacement and calls `n / batch` draws an epoch, after which about 37 % of the samples
//! (1/e) have not been seen.

use crate::random::StreamRng;
use rand::RngExt;
use rand::seq::SliceRandom;

/// An endless row of mini-batches, as places in a set of samples.
#[derive(Clone, Debug)]
pub struct Batches {
    order: Vec<usize>,
    next: usize,
    batch: Vec<usize>,
    with_replacement: bool,
    rng: StreamRng,
}

impl Batches {
    /// Real epochs: a new order of all `n` samples each time. The last batch of an epoch is smaller when `size` does
    /// not divide `n`.
    ///
    /// ```
    /// use core_tensor::{batches::Batches, random::Streams};
    /// let mut batches = Batches::epochs(5, 2, Streams::new(1).rng("batches"));
    /// let mut seen: Vec<usize> = (0..3).flat_map(|_| batches.draw().to_vec()).collect();
    /// seen.sort();
    /// assert_eq!(seen, [0, 1, 2, 3, 4]);
    /// ```
    ///
    /// # Panics
    /// If `n` or `size` is 0.
    pub fn epochs(n: usize, size: usize, rng: StreamRng) -> Self {
        Self::new(n, size, false, rng)
    }

    /// The book's way: each batch is `size` independent draws from all `n` samples.
    ///
    /// # Panics
    /// If `n` or `size` is 0.
    pub fn with_replacement(n: usize, size: usize, rng: StreamRng) -> Self {
        Self::new(n, size, true, rng)
    }

    fn new(n: usize, size: usize, with_replacement: bool, rng: StreamRng) -> Self {
        assert!(n > 0 && size > 0, "batches of {size} from {n} samples: neither may be 0");
        let size = if with_replacement { size } else { size.min(n) };
        // `next` stands at the end, so that the first draw shuffles.
        Self { order: (0..n).collect(), next: n, batch: vec![0; size], with_replacement, rng }
    }

    /// The places of the next batch.
    pub fn draw(&mut self) -> &[usize] {
        if self.with_replacement {
            let n = self.order.len();
            self.batch.fill_with(|| self.rng.random_range(0..n));
            return &self.batch;
        }
        if self.next >= self.order.len() {
            self.order.shuffle(&mut self.rng);
            self.next = 0;
        }
        let start = self.next;
        self.next = (start + self.batch.len()).min(self.order.len());
        &self.order[start..self.next]
    }

    /// How many batches an epoch has.
    pub fn per_epoch(&self) -> usize {
        self.order.len().div_ceil(self.batch.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;

    fn rng() -> StreamRng {
        Streams::new(3).rng("batches")
    }

    #[test]
    fn a_real_epoch_shows_every_sample_once_and_in_another_order_next_time() {
        let mut batches = Batches::epochs(103, 10, rng());
        let mut epoch = || (0..11).flat_map(|_| batches.draw().to_vec()).collect::<Vec<_>>();
        let (first, second) = (epoch(), epoch());
        assert_ne!(first, second);
        for mut places in [first, second] {
            places.sort_unstable();
            assert_eq!(places, (0..103).collect::<Vec<_>>());
        }
    }

    #[test]
    fn drawing_with_replacement_misses_a_share_of_one_over_e() {
        let n = 20_000;
        let mut batches = Batches::with_replacement(n, 100, rng());
        let mut seen = vec![false; n];
        for _ in 0..batches.per_epoch() {
            batches.draw().iter().for_each(|&place| seen[place] = true);
        }
        let missed = seen.iter().filter(|&&seen| !seen).count() as f64 / n as f64;
        assert!((missed - (-1.0f64).exp()).abs() < 0.01, "{missed}");
    }

    #[test]
    fn a_batch_larger_than_the_set_is_the_whole_set() {
        assert_eq!(Batches::epochs(3, 100, rng()).draw().len(), 3);
    }
}
