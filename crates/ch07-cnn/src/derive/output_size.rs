//! 7.2.4 How large is what a filter gives? As large as the number of places where it fits.
//!
//! ```text
//!                 size + 2 · pad − filter
//! output size = ⌊ ─────────────────────── ⌋ + 1        along the height, and along the width
//!                         stride
//! ```
//!
//! The first place is free, hence the `+ 1`; each further one costs a stride. Steps that would lead beyond the edge are
//! left out: the division rounds down, and then the last rows or columns of the image are not looked at.

/// How many places a filter of this size has on an axis of this size.
///
/// # Panics
/// If the filter does not fit, or there is no step.
pub fn output_size(size: usize, filter: usize, stride: usize, pad: usize) -> usize {
    assert!(stride > 0, "a filter that does not move has no second place: the stride must be at least 1");
    assert!(
        filter > 0 && size + 2 * pad >= filter,
        "a filter of {filter} does not fit on {size} pixels with {pad} beyond each edge"
    );
    (size + 2 * pad - filter) / stride + 1
}

/// How many pixels at the far edge are never looked at, since a whole step does not fit any more.
///
/// # Panics
/// As [`output_size`].
pub fn left_out(size: usize, filter: usize, stride: usize, pad: usize) -> usize {
    let last = (output_size(size, filter, stride, pad) - 1) * stride + filter;
    size + 2 * pad - last
}
