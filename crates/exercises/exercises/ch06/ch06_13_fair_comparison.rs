//! # Better, or luckier?
//!
//! Two optimisers train the same network. One run of each proves little: another **seed** gives other initial weights
//! and other batches, and perhaps another winner. So repeat the comparison. In run i both optimisers get seed i, and
//! reach the accuracies `a[i]` and `b[i]`, (n) each. Write `compare`. It returns three things:
//!
//! 1. the mean of the differences `a[i] − b[i]`,
//! 2. its **standard error**: the standard deviation of the differences, divided by √n. The standard deviation is the
//!    root of `Σ (d − mean)² / (n − 1)`, where d are the differences,
//! 3. whether the difference counts: whether it is, in either direction, larger than *two* standard errors.
//!
//! Two is a rule of thumb: by chance alone, a mean of many runs is that far from 0 about once in 20 comparisons. With 5
//! runs, 2.8 would be exact.
//!
//! A fair comparison needs one thing more, which no formula can replace: each optimiser at a learning rate that was
//! searched for with the same effort.
//!
//! Book: section 6.1.8. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::Array1;

/// From 5 seeds, the mean difference has a standard error of 0.2 percentage points. With how many seeds would you expect
/// 0.1?
// TODO: your number, such as Some(6.0)
const SEEDS: Option<f64> = None;

/// The mean difference, its standard error, and whether it counts.
fn compare(a: &Array1<f64>, b: &Array1<f64>) -> (f64, f64, bool) {
    // TODO: the differences first, seed by seed.
    let _ = (a, b);
    todo!()
}

fn main() {
    println!("{}", ch06::fair::seeds_for_half_the_error().explained(SEEDS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_seeds_were_predicted() -> Verdict {
        ch06::fair::seeds_for_half_the_error().check(SEEDS)
    }

    #[test]
    fn b_a_difference_counts_if_chance_does_not_explain_it() -> Verdict {
        ch06::fair::compare().check(|(a, b)| compare(a, b))
    }
}
