//! 8.1.2 Should the learning rate fall towards the end of training?
//!
//! Far from the minimum long steps are fast; near it they jump from side to side. A **learning-rate schedule** makes
//! the learning rate a function of the training progress: iteration `i` of `n`.
//!
//! ```text
//! step     lr · factor^⌊i / every⌋                      step decay
//! cosine   lr · ½ (1 + cos(π i / n))                    cosine annealing, from lr to 0
//! warm-up  lr · (i + 1) / first     while i < first     a slow start, while Adam's moments are still inaccurate
//! ```

use portable_math::{cos, powf};
use std::f64::consts::PI;

/// Step decay: multiplied by `factor` after every `every` iterations.
pub fn step(lr: f64, i: usize, every: usize, factor: f64) -> f64 {
    lr * powf(factor, (i / every) as f64)
}

/// Cosine annealing, from `lr` at iteration 0 down to 0 at iteration `n`.
pub fn cosine(lr: f64, i: usize, n: usize) -> f64 {
    lr * 0.5 * (1.0 + cos(PI * i as f64 / n as f64))
}

/// A linear warm-up over the `first` iterations; after them `lr`.
pub fn warm_up(lr: f64, i: usize, first: usize) -> f64 {
    if i < first { lr * (i + 1) as f64 / first as f64 } else { lr }
}
