//! 8.1.2 Should the steps become shorter towards the end?
//!
//! Far from the valley long steps are quick; near its floor they jump from side to side. So the learning rate is made a
//! function of how far the training is: iteration `i` of `n`.
//!
//! ```text
//! step     lr · factor^⌊i / every⌋                      stairs
//! cosine   lr · ½ (1 + cos(π i / n))                    half a wave, from lr to 0
//! warm-up  lr · (i + 1) / first     while i < first     a slow start, as Adam's means are still rough
//! ```

use std::f64::consts::PI;

/// Stairs: multiplied by `factor` after every `every` iterations.
pub fn step(lr: f64, i: usize, every: usize, factor: f64) -> f64 {
    lr * factor.powf((i / every) as f64)
}

/// Half a wave of cosine, from `lr` at iteration 0 down to 0 at iteration `n`.
pub fn cosine(lr: f64, i: usize, n: usize) -> f64 {
    lr * 0.5 * (1.0 + (PI * i as f64 / n as f64).cos())
}

/// A straight rise over the `first` iterations; after them `lr`.
pub fn warm_up(lr: f64, i: usize, first: usize) -> f64 {
    if i < first { lr * (i + 1) as f64 / first as f64 } else { lr }
}
