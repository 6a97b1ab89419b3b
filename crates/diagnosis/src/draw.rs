//! Where do the random inputs of the checks come from?

use core_tensor::StandardNormal;
use core_tensor::{StreamRng, Streams};
use ndarray::{Array1, Array2, Array4};
use rand::RngExt;
use rand::seq::SliceRandom;
use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

/// A source of random inputs.
#[derive(Clone, Debug)]
pub struct Draw {
    rng: StreamRng,
}

impl Draw {
    /// New inputs at each check: the seed is the current time.
    pub fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self::seeded(now.map_or(0, |time| time.as_nanos() as u64))
    }

    /// The same inputs for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self { rng: Streams::new(seed).rng("inputs of an exercise") }
    }

    /// An integer in this range, such as a batch size.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        self.rng.random_range(range)
    }

    /// `true` or `false` with equal probability.
    pub fn coin(&mut self) -> bool {
        self.rng.random()
    }

    /// A uniform value with `low <= x < high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        self.rng.random_range(low..high)
    }

    /// A value from the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        self.rng.sample(StandardNormal)
    }

    /// `n` values from the standard normal distribution.
    pub fn vector(&mut self, n: usize) -> Array1<f64> {
        Array1::from_shape_simple_fn(n, || self.rng.sample(StandardNormal))
    }

    /// Standard normal values of shape `(rows, columns)`.
    pub fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.rng.sample(StandardNormal))
    }

    /// Standard normal values of shape `(images, channels, height, width)`.
    pub fn images(&mut self, shape: [usize; 4]) -> Array4<f64> {
        Array4::from_shape_simple_fn(shape, || self.rng.sample(StandardNormal))
    }

    /// `n` labels, each in `0..classes`.
    pub fn labels(&mut self, n: usize, classes: usize) -> Vec<usize> {
        (0..n).map(|_| self.rng.random_range(0..classes)).collect()
    }

    /// `n` rows with a 1 at the class and 0 elsewhere, `(n, classes)`.
    pub fn one_hot(&mut self, n: usize, classes: usize) -> Array2<f64> {
        let mut t = Array2::zeros((n, classes));
        for (mut row, label) in t.rows_mut().into_iter().zip(self.labels(n, classes)) {
            row[label] = 1.0;
        }
        t
    }

    /// `n` rows of probabilities that sum to 1, none of them 0, `(n, classes)`.
    pub fn probabilities(&mut self, n: usize, classes: usize) -> Array2<f64> {
        let mut y = self.matrix(n, classes).mapv(f64::exp);
        for mut row in y.rows_mut() {
            let sum = row.sum();
            row /= sum;
        }
        y
    }

    /// The indices `0..n` in random order.
    pub fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        order.shuffle(&mut self.rng);
        order
    }

    /// A seed for a function that draws random values itself.
    pub fn seed(&mut self) -> u64 {
        self.rng.random()
    }
}

impl Default for Draw {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_input_and_probabilities_sum_to_one() {
        let [mut a, mut b] = [Draw::seeded(3), Draw::seeded(3)];
        assert_eq!(a.matrix(2, 3), b.matrix(2, 3));
        assert!(a.probabilities(4, 3).rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
        assert!(a.one_hot(4, 3).rows().into_iter().all(|row| row.sum() == 1.0));
        let mut order = a.shuffled(9);
        order.sort_unstable();
        assert_eq!(order, (0..9).collect::<Vec<_>>());
    }
}
