//! 8.1.3 How much of the image does one unit of a deep layer see? Its **receptive field**.
//!
//! ```text
//! step_l = step_(l−1) · stride_l                     distance of neighbours of layer l on the image
//! seen_l = seen_(l−1) + (size_l − 1) · step_(l−1)    width of its window on the image
//! ```
//!
//! The image itself: step 1, seen 1. Two 3 × 3 see 1 + 2 + 2 = 5 cells across, like one 5 × 5, and have 2 · 9 = 18
//! weights instead of 25.

/// The kernel of a convolution or pooling layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// The kernel size.
    pub size: usize,
    /// The stride.
    pub stride: usize,
}

/// The size of the receptive field, in cells of the image, after each of these layers.
pub fn receptive_fields(layers: &[Kernel]) -> Vec<usize> {
    let (mut seen, mut step) = (1, 1);
    let mut fields = Vec::new();
    for layer in layers {
        seen += (layer.size - 1) * step;
        step *= layer.stride;
        fields.push(seen);
    }
    fields
}

/// The weights per pair of channels, `size²` for each of these filters.
pub fn weights(sizes: &[usize]) -> usize {
    sizes.iter().map(|size| size * size).sum()
}
