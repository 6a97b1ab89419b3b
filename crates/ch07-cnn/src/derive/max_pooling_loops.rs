//! 7.3 What does max pooling do, in loops that anyone can read? It keeps the maximum of each window, and remembers its
//! position.
//!
//! ```text
//! x                          out       at (row, column in x)          dout          dx
//! 1 2 1 0                                                             1 2           0 1 0 0
//! 0 1 2 3    size 2,         2 3       (0, 1) (1, 3)                  3 4           0 0 0 2
//! 3 0 1 2    stride 2    →   4 2       (3, 1) (2, 3)         and           →        0 0 0 4
//! 2 4 0 1                                                                           0 3 0 0
//! ```
//!
//! Moved a little, the maximum moves the output by as much, and the other pixels don't move it at all: their local
//! derivatives are 1 and 0. So the backward pass adds each gradient at the position of its maximum. It *adds*, because
//! windows may overlap, and then one pixel can be the maximum of several.

use super::output_size::output_size;
use ndarray::Array4;

/// The maximum of each window, and its row and column in the image; in a tie the first, row by row.
///
/// # Panics
/// If the window doesn't fit.
pub fn forward(x: &Array4<f64>, size: usize, stride: usize) -> (Array4<f64>, Array4<(usize, usize)>) {
    let (n, channels, h, w) = x.dim();
    let shape = (n, channels, output_size(h, size, stride, 0), output_size(w, size, stride, 0));
    let mut out = Array4::from_elem(shape, f64::NEG_INFINITY);
    let mut at = Array4::from_elem(shape, (0, 0));
    for ((image, channel, row, column), largest) in out.indexed_iter_mut() {
        for i in row * stride..row * stride + size {
            for j in column * stride..column * stride + size {
                if x[[image, channel, i, j]] > *largest {
                    *largest = x[[image, channel, i, j]];
                    at[[image, channel, row, column]] = (i, j);
                }
            }
        }
    }
    (out, at)
}

/// From dL/dout to dL/dx: each gradient goes to the pixel that was the maximum; the other pixels get 0.
///
/// # Panics
/// If `at` isn't from a forward pass of images of this shape.
pub fn backward(
    dout: &Array4<f64>,
    at: &Array4<(usize, usize)>,
    shape: (usize, usize, usize, usize),
) -> Array4<f64> {
    let mut dx = Array4::zeros(shape);
    for ((image, channel, row, column), d) in dout.indexed_iter() {
        let (i, j) = at[[image, channel, row, column]];
        dx[[image, channel, i, j]] += d;
    }
    dx
}

#[cfg(test)]
mod tests {
    use super::super::pooling::{Kind, Pooling};
    use super::*;

    /// Few different values, so that there are ties.
    fn images(shape: (usize, usize, usize, usize)) -> Array4<f64> {
        Array4::from_shape_fn(shape, |(n, c, i, j)| {
            ((7 * n + 5 * c + 3 * i * i + 11 * j + i * j) % 9) as f64 - 4.0
        })
    }

    #[test]
    fn the_loops_are_the_layer_with_ties_with_overlap_and_where_the_steps_dont_fit() {
        for (size, stride) in [(1, 1), (2, 2), (3, 2), (3, 1), (2, 3)] {
            let x = images((2, 3, 7, 6));
            let (out, at) = forward(&x, size, stride);
            let mut layer = Pooling::new(Kind::Max, size, size, stride);
            assert_eq!(out, layer.forward(&x), "{size}, {stride}");
            let dout = images(out.dim());
            assert_eq!(backward(&dout, &at, x.dim()), layer.backward(&dout), "{size}, {stride}");
        }
    }
}
