//! 8.1.3 How much of the image does one number of a deep layer see?
//!
//! ```text
//! step_l = step_(l−1) · stride_l                     how far apart, on the image, neighbours of layer l look
//! seen_l = seen_(l−1) + (size_l − 1) · step_(l−1)    how wide its window is on the image
//! ```
//!
//! The image itself: step 1, seen 1. Two 3 × 3 see 1 + 2 + 2 = 5 cells across, as one 5 × 5 does, and have 2 · 9 = 18
//! weights in place of 25.

/// A layer that looks through a window: convolution or pooling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Cells across.
    pub size: usize,
    /// Cells from one place to the next.
    pub stride: usize,
}

/// How many cells of the image, across, one number sees after each of these layers.
pub fn receptive_fields(layers: &[Look]) -> Vec<usize> {
    let (mut seen, mut step) = (1, 1);
    let mut fields = Vec::new();
    for layer in layers {
        seen += (layer.size - 1) * step;
        step *= layer.stride;
        fields.push(seen);
    }
    fields
}

/// The weights of one channel after another, `size²` for each of these filters.
pub fn weights(sizes: &[usize]) -> usize {
    sizes.iter().map(|size| size * size).sum()
}
