//! # A handful speaks for all
//!
//! Write `mini_batch`: of the images `x`, (n, in), and their labels `t`, n of them, take `size` at random. Give the chosen
//! images, (size, in), and their labels, `size` of them, in the same order.
//!
//! Chance is handed to you as the function `draw`: each call `draw()` gives the place of one image, from 0 to n − 1. A
//! place may come twice. Call it `size` times, no more and no less.
//!
//! Book: section 4.2.3. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::{Array2, Axis};

/// Gives `size` images and their labels.
fn mini_batch(
    x: &Array2<f64>,
    t: &[usize],
    size: usize,
    mut draw: impl FnMut() -> usize,
) -> (Array2<f64>, Vec<usize>) {
    // TODO: first the places, then what lies there.
    let _ = (x, t, size, draw(), Axis(0));
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn images_and_labels_come_from_the_same_places() -> Verdict {
        ch04::mini_batch::mini_batch()
            .check(|(x, t, size, places)| mini_batch(x, t, *size, ch04::mini_batch::source(places)))
    }
}
