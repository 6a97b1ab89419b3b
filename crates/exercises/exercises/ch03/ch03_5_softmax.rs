//! # Softmax that survives 1010
//!
//! Write `softmax`: scores `a`, (n,), become probabilities of the same shape. They are positive and sum to 1:
//!
//! ```text
//! y_k = exp(a_k) / (exp(a_1) + … + exp(a_n))
//! ```
//!
//! Written like this, it fails for scores such as 1010, 1000 and 990: an f64 holds exp of 709, but not of 710. It must
//! not fail. Subtracting the same constant from all scores doesn't change the result: which constant helps?
//!
//! Book: section 3.5. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use ndarray::Array1;

/// The probabilities, (n,), of the scores `a`, (n,).
fn softmax(a: &Array1<f64>) -> Array1<f64> {
    // TODO: shift the scores, take exp of each, divide by the sum.
    let _ = a;
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn scores_become_probabilities() -> Verdict {
        ch03::softmax::of_one().check(softmax)
    }
}
