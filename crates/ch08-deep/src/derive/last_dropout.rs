//! 8.1.1 How small can the training loss become when scores are dropped at random?
//!
//! A perfect network writes a huge score for the right digit and huge negative ones for the nine others. Then a score is
//! made 0 with probability `ratio`, each on its own:
//!
//! ```text
//! the right score survives                                    loss 0
//! it is dropped, and k of the others too                      1 + k zeros are the largest: loss ln(1 + k)
//!
//! lowest loss = ratio · Σₖ C(9, k) ratioᵏ (1 − ratio)⁹⁻ᵏ ln(1 + k)            0.83 for ratio ½
//! ```
//!
//! Nothing that the network can write makes it smaller: what is dropped is 0, whatever stood there.

/// The smallest mean loss that a network with dropout behind its `classes` scores can reach.
pub fn lowest_loss(classes: usize, ratio: f64) -> f64 {
    let others = classes - 1;
    // C(n, k) ratio^k (1 − ratio)^(n − k), each from the one before.
    let mut probability = (1.0 - ratio).powi(others as i32);
    let mut sum = 0.0;
    for k in 0..=others {
        sum += probability * (1.0 + k as f64).ln();
        probability *= (others - k) as f64 / (k + 1) as f64 * ratio / (1.0 - ratio);
    }
    ratio * sum
}
