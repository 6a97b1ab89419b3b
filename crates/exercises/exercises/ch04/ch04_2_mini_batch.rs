//! # A mini-batch stands for all
//!
//! Write `mini_batch`: from the images `x`, (n, in), and their n labels `t`, take `size` at random. Return the chosen
//! images, (size, in), and their `size` labels, in the same order.
//!
//! The function `draw` supplies the randomness: each call `draw()` returns the index of one image, from 0 to n − 1. An
//! index may come twice. Call it exactly `size` times.
//!
//! Book: section 4.2.3. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::{Array2, Axis};

/// Returns `size` images and their labels.
fn mini_batch(
    x: &Array2<f64>,
    t: &[usize],
    size: usize,
    mut draw: impl FnMut() -> usize,
) -> (Array2<f64>, Vec<usize>) {
    // TODO: first the indices, then the images and labels there.
    let _ = (x, t, size, draw(), Axis(0));
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn images_and_labels_come_from_the_same_indices() -> Verdict {
        ch04::mini_batch::mini_batch()
            .check(|(x, t, size, indices)| mini_batch(x, t, *size, ch04::mini_batch::source(indices)))
    }
}
