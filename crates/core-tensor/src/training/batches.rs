//! Which samples come next? Mini-batches, either as real epochs or drawn as the book draws them.
//!
//! Derived in: ch04 (book §4.2.3, §4.5). A real epoch shows every sample exactly once, in a new order each time. The
//! book draws each batch with replacement and calls `n / batch` draws an epoch, after which about 37 % of the samples
//! (1/e) have not been seen.

use crate::tensor::random::{self, StreamRng};
use crate::tensor::state::{State, StateError};
use rand::RngExt;
use rand::seq::SliceRandom;

/// An endless sequence of mini-batches, as indices into a set of samples.
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
    /// use core_tensor::{training::batches::Batches, Streams};
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

    /// The indices of the next batch.
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

    /// The order of this epoch, how much of it was drawn, and where the random stream stands.
    pub fn state(&self) -> State {
        let mut state = State::new();
        state.put_integers("order", self.order.iter().map(|&index| index as u64));
        state.put_integers("next", [self.next as u64]);
        state.put_part("rng", random::state_of(&self.rng));
        state
    }

    /// Goes on where [`Batches::state`] was taken.
    ///
    /// # Errors
    /// If the state belongs to another number of samples or another stream, or no batches can be in it.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        let order: Vec<usize> = state.integers("order")?.iter().map(|&index| index as usize).collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        let impossible = |name: &str, what| StateError::Impossible { name: name.to_owned(), what };
        if !sorted.into_iter().eq(0..self.order.len()) {
            return Err(impossible("order", "an order of these samples"));
        }
        let [next] = state.exact_integers("next")?;
        if next > order.len() as u64 {
            return Err(impossible("next", "an index into these samples"));
        }
        random::restore(&mut self.rng, &state.part("rng"))?;
        (self.order, self.next) = (order, next as usize);
        Ok(())
    }

    /// How many batches an epoch has.
    pub fn per_epoch(&self) -> usize {
        self.order.len().div_ceil(self.batch.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use portable_math::exp;

    fn rng() -> StreamRng {
        Streams::new(3).rng("batches")
    }

    #[test]
    fn a_real_epoch_shows_every_sample_once_and_in_another_order_next_time() {
        let mut batches = Batches::epochs(103, 10, rng());
        let mut epoch = || (0..11).flat_map(|_| batches.draw().to_vec()).collect::<Vec<_>>();
        let (first, second) = (epoch(), epoch());
        assert_ne!(first, second);
        for mut indices in [first, second] {
            indices.sort_unstable();
            assert_eq!(indices, (0..103).collect::<Vec<_>>());
        }
    }

    #[test]
    fn drawing_with_replacement_misses_a_share_of_one_over_e() {
        let n = 20_000;
        let mut batches = Batches::with_replacement(n, 100, rng());
        let mut seen = vec![false; n];
        for _ in 0..batches.per_epoch() {
            batches.draw().iter().for_each(|&index| seen[index] = true);
        }
        let missed = seen.iter().filter(|&&seen| !seen).count() as f64 / n as f64;
        assert!((missed - exp(-1.0)).abs() < 0.01, "{missed}");
    }

    #[test]
    fn batches_go_on_where_they_were_in_the_middle_of_an_epoch() {
        let mut batches = Batches::epochs(23, 4, rng());
        for _ in 0..9 {
            batches.draw();
        }
        let mut again = Batches::epochs(23, 4, rng());
        again.restore(&batches.state()).unwrap();
        for _ in 0..20 {
            assert_eq!(again.draw(), batches.draw());
        }
    }

    #[test]
    fn an_order_that_names_a_sample_twice_or_one_that_is_not_there_is_refused() {
        let good = Batches::epochs(3, 2, rng()).state();
        for order in [vec![0, 1, 1], vec![0, 1, 3], vec![0, 1], vec![u64::MAX, 0, 1]] {
            let mut bad = good.clone();
            bad.put_integers("order", order);
            let error = Batches::epochs(3, 2, rng()).restore(&bad).unwrap_err();
            assert_eq!(error.to_string(), "`order` cannot be an order of these samples");
        }
        let mut bad = good;
        bad.put_integers("next", [4]);
        assert!(Batches::epochs(3, 2, rng()).restore(&bad).is_err());
    }

    #[test]
    fn a_batch_larger_than_the_set_is_the_whole_set() {
        assert_eq!(Batches::epochs(3, 100, rng()).draw().len(), 3);
    }
}
