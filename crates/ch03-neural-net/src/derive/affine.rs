//! 3.3.3 What does a layer do before its activation function? It multiplies by a matrix and adds a vector.
//!
//! ```text
//! y = x · W + b        (n, in) · (in, out) + (out,) → (n, out)
//! ```
//!
//! Geometry calls this an affine transformation. Row `i` of `W` is where the `i`-th unit vector goes, and `b` is where
//! the origin goes; everything else follows, because straight lines stay straight and parallel ones parallel.

use ndarray::{Array1, Array2};

/// The affine transformation of each row of `x`; `b` is added to every row.
///
/// # Panics
/// If the shapes don't fit: `(n, in) · (in, out) + (out,)`.
pub fn affine(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>) -> Array2<f64> {
    x.dot(w) + b
}

/// The determinant of a 2×2 matrix: the factor by which areas grow. It is negative if the plane is
/// flipped.
///
/// # Panics
/// If `w` isn't 2×2.
pub fn det(w: &Array2<f64>) -> f64 {
    assert_eq!(w.dim(), (2, 2), "this determinant is only for 2 × 2 matrices");
    w[[0, 0]] * w[[1, 1]] - w[[0, 1]] * w[[1, 0]]
}
