//! # A filter for vertical edges
//!
//! Some filters of a trained network respond to edges of one direction. Design one by hand: write a filter of 3 × 3
//! whose output is
//!
//! * not 0 at a vertical edge, where the left side is darker or brighter than the right,
//! * exactly 0 at a horizontal edge, where the upper side is darker or brighter than the lower,
//! * exactly 0 where all nine pixels have the same brightness, whatever it is.
//!
//! The output is the sum of the products of the nine weights and the nine pixels below them. There are many right
//! filters.
//!
//! Book: section 7.6.1. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;
use ndarray::{Array2, array};

/// The filter, (3, 3).
fn vertical_edges() -> Array2<f64> {
    // TODO: nine weights.
    array![[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn it_responds_to_vertical_edges_only() -> Verdict {
        ch07::edges::vertical(vertical_edges)
    }
}
