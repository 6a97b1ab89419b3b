//! 7.2.4 How large is the output of a filter? It has one value per position where the filter fits.
//!
//! ```text
//!                 size + 2 · pad − filter
//! output size = ⌊ ─────────────────────── ⌋ + 1        along the height, and along the width
//!                         stride
//! ```
//!
//! The first position is free, hence the `+ 1`; each further one takes a stride. Steps beyond the edge are left out:
//! the division rounds down, and then the last rows or columns of the image aren't used.

/// The number of positions of a filter of this size on an axis of this size.
///
/// # Panics
/// If the filter doesn't fit, or the stride is 0.
pub fn output_size(size: usize, filter: usize, stride: usize, pad: usize) -> usize {
    assert!(stride > 0, "a filter has to move: the stride must be at least 1");
    assert!(
        filter > 0 && size + 2 * pad >= filter,
        "a filter of {filter} doesn't fit on {size} pixels with padding {pad}"
    );
    (size + 2 * pad - filter) / stride + 1
}

/// The number of pixels at the far edge that are never used, since a whole step no longer fits.
///
/// # Panics
/// As [`output_size`].
pub fn left_out(size: usize, filter: usize, stride: usize, pad: usize) -> usize {
    let last = (output_size(size, filter, stride, pad) - 1) * stride + filter;
    size + 2 * pad - last
}

/// How many pixels along an axis one output depends on after these layers, each a kernel size and a stride: its
/// receptive field.
pub fn receptive_field(layers: &[(usize, usize)]) -> usize {
    let (mut field, mut step) = (1, 1);
    for (size, stride) in layers {
        field += (size - 1) * step;
        step *= stride;
    }
    field
}

#[cfg(test)]
mod tests {
    use super::super::convolution_loops::forward;
    use super::*;
    use ndarray::{Array1, Array4};

    /// Two layers of ones on an image of zeros with a single 1: the outputs that aren't 0 depend on it.
    #[test]
    fn the_receptive_field_is_what_an_output_depends_on() {
        for layers in [[(5, 1), (2, 2)], [(3, 2), (3, 1)], [(3, 3), (4, 1)]] {
            let side = receptive_field(&layers) + 2;
            let depends_on = (0..side).filter(|&row| {
                let x =
                    Array4::from_shape_fn((1, 1, side, side), |(.., i, j)| f64::from(i == row && j == row));
                let y = layers.iter().fold(x, |x, &(size, stride)| {
                    forward(&x, &Array4::ones((1, 1, size, size)), &Array1::zeros(1), stride, 0)
                });
                y[[0, 0, 0, 0]] != 0.0
            });
            assert_eq!(depends_on.count(), receptive_field(&layers), "{layers:?}");
        }
        assert_eq!(receptive_field(&[]), 1);
    }
}
