//! Should the steps become shorter towards the end?
//!
//! Derived in: ch08 (book §8.1.2, learning-rate decay).
//!
//! ```text
//! constant     lr
//! step decay   lr                                      while i < first
//!              lr · factor^(1 + ⌊(i − first) / every⌋)  after that
//! cosine       lr · ½ (1 + cos(π i / n))               from lr down to 0
//! warm-up      lr · (i + 1) / first                    while i < first, then a cosine over the rest
//! ```

use portable_math::{cos, powf};
use std::f64::consts::PI;

/// A learning-rate schedule: which share of an optimiser's learning rate iteration `i` of `n` uses.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Schedule {
    /// The same rate throughout.
    #[default]
    Constant,
    /// Multiplied by `factor` at iteration `first`, and again after every further `every` iterations.
    StepDecay {
        /// Iterations before the first decay.
        first: usize,
        /// Iterations between two decays.
        every: usize,
        /// Below 1.
        factor: f64,
    },
    /// Cosine annealing: from the full rate down to 0.
    Cosine,
    /// A linear rise over the first iterations, then cosine annealing over the rest.
    WarmUpCosine {
        /// Iterations until the full rate is reached.
        first: usize,
    },
}

impl Schedule {
    /// Cosine annealing over the whole training.
    pub fn cosine() -> Self {
        Self::Cosine
    }

    /// Multiplied by `factor` after every `every` iterations.
    pub fn step_decay(every: usize, factor: f64) -> Self {
        Self::StepDecay { first: every, every, factor }
    }

    /// A linear rise over the first `first` iterations, then cosine annealing.
    pub fn warm_up_cosine(first: usize) -> Self {
        Self::WarmUpCosine { first }
    }

    /// The learning rate of iteration `i` of `n`, for an optimiser whose rate is `lr`.
    ///
    /// ```
    /// use core_tensor::training::schedule::Schedule;
    /// let cosine = Schedule::cosine();
    /// assert_eq!((cosine.rate(0.1, 0, 10), cosine.rate(0.1, 10, 10)), (0.1, 0.0));
    /// assert!((cosine.rate(0.1, 5, 10) - 0.05).abs() < 1e-15);
    /// ```
    pub fn rate(self, lr: f64, i: usize, n: usize) -> f64 {
        match self {
            Self::Constant => lr,
            Self::StepDecay { first, .. } if i < first => lr,
            Self::StepDecay { first, every, factor } => {
                lr * powf(factor, (1 + (i - first) / every.max(1)) as f64)
            }
            Self::Cosine => lr * 0.5 * (1.0 + cos(PI * i as f64 / n.max(1) as f64)),
            Self::WarmUpCosine { first } if i < first => lr * (i + 1) as f64 / first as f64,
            Self::WarmUpCosine { first } => Self::Cosine.rate(lr, i - first, n.saturating_sub(first)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn step_decay_changes_the_rate_at_its_steps_only() {
        let rates = |schedule: Schedule| -> Vec<f64> { (0..7).map(|i| schedule.rate(1.0, i, 7)).collect() };
        assert_eq!(rates(Schedule::step_decay(3, 0.5)), [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25]);
        let late = Schedule::StepDecay { first: 4, every: 1, factor: 0.5 };
        assert_eq!(rates(late), [1.0, 1.0, 1.0, 1.0, 0.5, 0.25, 0.125]);
    }

    #[test]
    fn a_warm_up_rises_to_the_full_rate_and_the_cosine_starts_there() {
        let schedule = Schedule::warm_up_cosine(4);
        let rates: Vec<f64> = (0..=12).map(|i| schedule.rate(0.4, i, 12)).collect();
        for (rate, expected) in rates.iter().zip([0.1, 0.2, 0.3, 0.4, 0.4]) {
            assert!((rate - expected).abs() < 1e-15, "{rates:?}");
        }
        assert!(rates[4..].windows(2).all(|pair| pair[1] < pair[0]), "{rates:?}");
        assert_eq!(rates[12], 0.0);
    }

    #[test]
    fn no_length_breaks_a_rate() {
        for schedule in [
            Schedule::Constant,
            Schedule::step_decay(0, 0.5),
            Schedule::Cosine,
            Schedule::WarmUpCosine { first: 0 },
        ] {
            assert!([(0, 0), (5, 0), (0, 1)].iter().all(|&(i, n)| schedule.rate(0.1, i, n).is_finite()));
        }
    }
}
