//! Which shapes can be broadcast together, and what is the shape of the result?
//!
//! Write both shapes one below the other, *aligned at the last axis*; a missing axis counts as 1. In each column both
//! sizes must be equal, or one of them 1: that one is stretched.
//!
//! ```text
//! A        2 × 2        A        3 × 2        A        3 × 2
//! b            2        b            3        b        3 × 1
//! A * b    2 × 2        A * b    no           A * b    3 × 2
//! ```

/// The shape of the result, or `None` if the two can't be broadcast together.
pub fn broadcast_shape(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let axes = a.len().max(b.len());
    // The size of an axis counted from the last one.
    let size = |shape: &[usize], from_last: usize| {
        if from_last < shape.len() { shape[shape.len() - 1 - from_last] } else { 1 }
    };
    let mut result = vec![0; axes];
    for from_last in 0..axes {
        result[axes - 1 - from_last] = match (size(a, from_last), size(b, from_last)) {
            (m, n) if m == n => m,
            (1, n) => n,
            (m, 1) => m,
            _ => return None,
        };
    }
    Some(result)
}
