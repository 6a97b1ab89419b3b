//! # How many did it get right?
//!
//! A network was shown n images. In `y`, (n, classes), each row holds its outputs for one image, one per class. The
//! labels `t`, (n,), say what the images show. Write `accuracy`: the share of the images, from 0 to 1, for which the
//! largest value of the row is at the label. Of two equal values the first counts as the larger, as in NumPy's
//! `argmax`.
//!
//! The inputs of the check include the outputs of a trained network for 500 handwritten digits. Once your function is
//! right, the program prints how many of them the network got right.
//!
//! Book: section 3.6. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use ndarray::Array2;

/// The share of the rows of `y`, (n, classes), whose largest value is at the label in `t`, (n,).
fn accuracy(y: &Array2<f64>, t: &[usize]) -> f64 {
    // exercise:
    // | // TODO: find the index of the largest value of each row, compare it with the label, count.
    // | let _ = (y, t);
    // | todo!()
    // solution:
    let mut right = 0.0;
    for (row, &label) in y.rows().into_iter().zip(t) {
        let mut best = 0;
        for k in 1..row.len() {
            if row[k] > row[best] {
                best = k;
            }
        }
        if best == label {
            right += 1.0;
        }
    }
    right / t.len() as f64
    // end
}

fn main() {
    println!("{}", ch03::accuracy::explained(accuracy));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_largest_value_is_at_the_label() -> Verdict {
        ch03::accuracy::share().check(|(y, t)| accuracy(y, t))
    }
}
