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
