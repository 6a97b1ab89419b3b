//! # How many did it read?
//!
//! A network was shown n images. In `y`, (n, classes), each row holds what it says to one image, a number for each
//! class. The labels `t`, (n,), say what the images show. Write `accuracy`: the share of the images, from 0 to 1, for
//! which the largest number of the row stands at the label. Of two equal numbers the first counts as the larger, as
//! in NumPy's `argmax`.
//!
//! Among the inputs of the check are the answers of a trained network to 500 handwritten digits. Once your function
//! is right, the program prints how many of them it read.
//!
//! Book: section 3.6. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use ndarray::Array2;

/// The share of the rows of `y`, (n, classes), whose largest number stands at the label in `t`, (n,).
fn accuracy(y: &Array2<f64>, t: &[usize]) -> f64 {
    // exercise:
    // | // TODO: find the place of the largest number of each row, compare it with the label, count.
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
    fn the_largest_number_stands_at_the_label() -> Verdict {
        ch03::accuracy::share().check(|(y, t)| accuracy(y, t))
    }
}
