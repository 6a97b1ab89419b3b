//! Where does a filter or a pool look? At a window that slides over the image, in steps, from beyond its edge.
//!
//! Derived in: ch07 (book §7.2.3 to §7.2.5).
//!
//! ```text
//!            h + 2 · pad − height                    pad
//! out_h = ⌊ ────────────────────── ⌋ + 1          ┌───────────┐
//!                  stride                     pad │ ┌──┐ →    │   a window of height × width
//!                                                 │ └──┘      │   moves by `stride`
//!                                                 └───────────┘
//! ```

/// A window over an image: its size, its step, and how far it reaches beyond the edge.
///
/// ```
/// use core_tensor::Window;
/// assert_eq!(Window::square(3).output_size(4, 4), (2, 2));
/// assert_eq!(Window::square(3).pad(1).output_size(4, 4), (4, 4));
/// assert_eq!(Window::square(3).stride(2).output_size(7, 7), (3, 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// The stride: rows or columns from one position to the next.
    pub stride: usize,
    /// Rows and columns beyond each edge of the image.
    pub pad: usize,
}

impl Window {
    /// `height × width`, moved by 1, inside the image.
    pub const fn new(height: usize, width: usize) -> Self {
        Self { height, width, stride: 1, pad: 0 }
    }

    /// `size × size`, moved by 1, inside the image.
    pub const fn square(size: usize) -> Self {
        Self::new(size, size)
    }

    /// With this step.
    pub const fn stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    /// Reaching this far beyond each edge.
    pub const fn pad(self, pad: usize) -> Self {
        Self { pad, ..self }
    }

    /// How many cells it covers.
    pub const fn cells(&self) -> usize {
        self.height * self.width
    }

    /// How many positions it has on an image of this size: `(out_h, out_w)`. What does not fill a last step is left out.
    ///
    /// # Panics
    /// If it is larger than the image with its edges, has no size or no step, or the image has no pixels.
    pub fn output_size(&self, h: usize, w: usize) -> (usize, usize) {
        self.positions(h, w).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As [`Window::output_size`], for the input of this layer.
    ///
    /// # Panics
    /// As [`Window::output_size`], naming the layer.
    pub(crate) fn output_size_in(&self, layer: &str, h: usize, w: usize) -> (usize, usize) {
        self.positions(h, w).unwrap_or_else(|why| panic!("{layer}: {why}"))
    }

    /// The output size, or why there is none.
    fn positions(&self, h: usize, w: usize) -> Result<(usize, usize), String> {
        let Self { height, width, stride, pad } = *self;
        if height == 0 || width == 0 || stride == 0 {
            return Err(format!("a window needs a size and a step: {self:?}"));
        }
        if h == 0 || w == 0 {
            return Err(format!("an image of {h} × {w} has no pixels"));
        }
        if h + 2 * pad < height || w + 2 * pad < width {
            return Err(format!(
                "a window of {height} × {width} does not fit into an image of {h} × {w} with {pad} beyond each edge"
            ));
        }
        Ok(((h + 2 * pad - height) / stride + 1, (w + 2 * pad - width) / stride + 1))
    }

    /// Which of `positions` positions along an axis of `size` cells have window cell `cell` inside the image, and at which
    /// cell of the image the first of them has it.
    pub(crate) fn inside(
        &self,
        cell: usize,
        size: usize,
        positions: usize,
    ) -> (std::ops::Range<usize>, usize) {
        // Position p has the cell at p · stride + cell − pad, which must be in 0 .. size.
        let first = self.pad.saturating_sub(cell).div_ceil(self.stride);
        let end = (size + self.pad).saturating_sub(cell).div_ceil(self.stride).min(positions);
        let first = first.min(end);
        (first..end, (first * self.stride + cell).saturating_sub(self.pad))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_inside_the_image_are_those_that_the_formula_gives() {
        for (height, stride, pad, size) in
            [(3, 1, 0, 5), (3, 1, 1, 5), (3, 2, 2, 7), (5, 3, 4, 6), (2, 2, 1, 4), (1, 1, 3, 2)]
        {
            let window = Window::square(height).stride(stride).pad(pad);
            let (positions, _) = window.output_size(size, size);
            for cell in 0..height {
                let expected: Vec<(usize, usize)> = (0..positions)
                    .filter_map(|position| Some((position, (position * stride + cell).checked_sub(pad)?)))
                    .filter(|&(_, at)| at < size)
                    .collect();
                let (inside, start) = window.inside(cell, size, positions);
                let found: Vec<_> =
                    inside.enumerate().map(|(i, position)| (position, start + i * stride)).collect();
                assert_eq!(found, expected, "{window:?}, cell {cell}");
            }
        }
    }

    #[test]
    #[should_panic(
        expected = "a window of 5 × 5 does not fit into an image of 3 × 4 with 0 beyond each edge"
    )]
    fn a_window_that_is_too_large_is_named() {
        Window::square(5).output_size(3, 4);
    }
}
