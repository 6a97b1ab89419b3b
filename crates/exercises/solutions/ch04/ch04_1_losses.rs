//! # Two losses: how wrong is a prediction?
//!
//! A network predicts the probabilities `y`, (classes). The one-hot target is `t`, (classes): 1 at the right class and
//! 0 elsewhere. Write the two losses of the book. `sum_squared_error` is half the sum of the squared differences.
//! `cross_entropy_error` is
//! `−Σ t · ln(y + 1e-7)`.
//!
//! Cross-entropy depends on one probability only: how surprising is the truth if you believed `y`? The 1e-7 keeps the
//! logarithm finite where a probability is 0.
//!
//! Book: sections 4.2.1 and 4.2.2. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array1;

/// Added to a probability before taking its logarithm.
const DELTA: f64 = 1e-7;

/// `½ Σ (y − t)²`.
fn sum_squared_error(y: &Array1<f64>, t: &Array1<f64>) -> f64 {
    // exercise:
    // | // TODO: subtract, square each entry, sum, halve.
    // | let _ = (y, t);
    // | todo!()
    // solution:
    0.5 * (y - t).mapv(|d| d * d).sum()
    // end
}

/// `−Σ t · ln(y + DELTA)`.
fn cross_entropy_error(y: &Array1<f64>, t: &Array1<f64>) -> f64 {
    // exercise:
    // | // TODO: the natural logarithm of each y; only the right class counts.
    // | let _ = (y, t, DELTA);
    // | todo!()
    // solution:
    -(t * y.mapv(|y| (y + DELTA).ln())).sum()
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_squared_error_is_half_a_sum() -> Verdict {
        ch04::losses::sum_squared_error().check(|(y, t)| sum_squared_error(y, t))
    }

    #[test]
    fn the_cross_entropy_uses_the_right_class() -> Verdict {
        ch04::losses::cross_entropy_error().check(|(y, t)| cross_entropy_error(y, t))
    }
}
