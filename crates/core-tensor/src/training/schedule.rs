//! Should the steps become shorter towards the end?
//!
//! Derived in: ch08 (book §8.1.2, learning rate decay).
//!
//! ```text
//! stairs    lr · factor^⌊i / every⌋
//! cosine    lr · ½ (1 + cos(π i / n))                      half a wave, from lr to 0
//! warm-up   lr · (i + 1) / first      while i < first      then a cosine over the rest
//! ```

use std::f64::consts::PI;

/// The learning rate as a function of how far the training is: iteration `i` of `n`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LearningRate {
    /// Always the same.
    Constant(f64),
    /// Multiplied by `factor` after every `every` iterations.
    Stairs {
        /// At first.
        lr: f64,
        /// Iterations on one stair.
        every: usize,
        /// Below 1.
        factor: f64,
    },
    /// Half a wave, from this down to 0.
    Cosine(f64),
    /// A straight rise over the first iterations, and half a wave over the rest.
    WarmUpCosine {
        /// The highest rate.
        lr: f64,
        /// Iterations until it is reached.
        first: usize,
    },
}

impl LearningRate {
    /// The rate at iteration `i` of `n`.
    ///
    /// ```
    /// use core_tensor::training::schedule::LearningRate;
    /// let rate = LearningRate::Cosine(0.1);
    /// assert_eq!((rate.at(0, 10), rate.at(10, 10)), (0.1, 0.0));
    /// assert!((rate.at(5, 10) - 0.05).abs() < 1e-15);
    /// ```
    pub fn at(self, i: usize, n: usize) -> f64 {
        match self {
            Self::Constant(lr) => lr,
            Self::Stairs { lr, every, factor } => lr * factor.powf((i / every.max(1)) as f64),
            Self::Cosine(lr) => lr * 0.5 * (1.0 + (PI * i as f64 / n.max(1) as f64).cos()),
            Self::WarmUpCosine { lr, first } if i < first => lr * (i + 1) as f64 / first as f64,
            Self::WarmUpCosine { lr, first } => Self::Cosine(lr).at(i - first, n.saturating_sub(first)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stairs_go_down_at_their_edges_only() {
        let rate = LearningRate::Stairs { lr: 1.0, every: 3, factor: 0.5 };
        let rates: Vec<f64> = (0..7).map(|i| rate.at(i, 7)).collect();
        assert_eq!(rates, [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25]);
    }

    #[test]
    fn a_warm_up_rises_to_the_highest_rate_and_meets_the_wave_there() {
        let rate = LearningRate::WarmUpCosine { lr: 0.4, first: 4 };
        let rates: Vec<f64> = (0..=12).map(|i| rate.at(i, 12)).collect();
        for (rate, expected) in rates.iter().zip([0.1, 0.2, 0.3, 0.4, 0.4]) {
            assert!((rate - expected).abs() < 1e-15, "{rates:?}");
        }
        assert!(rates[4..].windows(2).all(|pair| pair[1] < pair[0]), "{rates:?}");
        assert_eq!(rates[12], 0.0);
    }

    #[test]
    fn no_length_breaks_a_rate() {
        for rate in [
            LearningRate::Constant(0.1),
            LearningRate::Stairs { lr: 0.1, every: 0, factor: 0.5 },
            LearningRate::Cosine(0.1),
            LearningRate::WarmUpCosine { lr: 0.1, first: 0 },
        ] {
            assert!([(0, 0), (5, 0), (0, 1)].iter().all(|&(i, n)| rate.at(i, n).is_finite()));
        }
    }
}
