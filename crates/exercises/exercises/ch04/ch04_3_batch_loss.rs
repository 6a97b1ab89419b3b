//! # The loss of a whole batch
//!
//! `y`, (n, classes), holds the probabilities of n samples, one per row. `t` holds n labels: `t[i]` is the right class
//! of row `i`. Write `cross_entropy_of_batch`: the mean over the samples of `−ln(y[i, t[i]] + 1e-7)`.
//!
//! You don't need one-hot targets. They would multiply all but one logarithm of a row by 0; a label says directly which
//! one counts. The mean makes batches of different sizes comparable.
//!
//! Book: section 4.2.4. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array2;

/// Added to a probability before taking its logarithm.
const DELTA: f64 = 1e-7;

/// The mean cross-entropy.
fn cross_entropy_of_batch(y: &Array2<f64>, t: &[usize]) -> f64 {
    // TODO: one entry of each row, then the mean.
    let _ = (y, t, DELTA);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_loss_is_the_mean_over_the_samples() -> Verdict {
        ch04::losses::cross_entropy_of_batch().check(|(y, t)| cross_entropy_of_batch(y, t))
    }
}
