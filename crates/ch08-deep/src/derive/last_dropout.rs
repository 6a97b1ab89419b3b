//! 8.1.1 How small can the training loss get when scores are dropped at random?
//!
//! A perfect network outputs a huge score for the right digit and huge negative ones for the other nine. Then each
//! score is set to 0 with probability `ratio`, independently:
//!
//! ```text
//! the right score survives                                    loss 0
//! it is dropped, and k of the others too                      1 + k zeros are the largest: loss ln(1 + k)
//!
//! lowest loss = ratio · Σₖ C(9, k) ratioᵏ (1 − ratio)⁹⁻ᵏ ln(1 + k)            0.83 for ratio ½
//! ```
//!
//! No output of the network makes it smaller: a dropped score is 0, whatever it was.

use portable_math::{ln, powi};

/// The smallest mean loss that a network with dropout after its `classes` scores can reach.
pub fn lowest_loss(classes: usize, ratio: f64) -> f64 {
    let others = classes - 1;
    // C(n, k) ratio^k (1 − ratio)^(n − k), each from the previous one.
    let mut probability = powi(1.0 - ratio, others as i32);
    let mut sum = 0.0;
    for k in 0..=others {
        sum += probability * ln(1.0 + k as f64);
        probability *= (others - k) as f64 / (k + 1) as f64 * ratio / (1.0 - ratio);
    }
    ratio * sum
}
