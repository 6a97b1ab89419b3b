//! How does a convolution run at the speed of the machine? Without im2col: each channel of the image is copied into a frame of
//! zeros, where each row under the window is one run of adjacent values.
//!
//! ```text
//!   0 0 0 0 0 0        one channel in its frame
//!   0 ▒ ▒ ▒ ▒ 0
//!   0 ▒ ▒ ▒ ▒ 0        under a window of 2 × 3: two runs of 3 values for each channel, a row of the frame
//!   0 ▒ ▒ ▒ ▒ 0        apart; the next position is one value further on
//!   0 0 0 0 0 0
//! ```
//!
//! The [micro-kernel](crate::kernels::micro_kernel) computes the sums, for a few positions and many filters at a time. So it does
//! in the backward pass: dx is a convolution, too, of dout with the filters rotated by 180° and input and output channels
//! exchanged; and dW is a sum over the positions.
//!
//! This is for stride 1; [`im2col`](mod@crate::kernels::im2col) does the rest, and tests hold the two equal. Every sum is added up
//! in one order, whatever the number of threads and the width of a register, and equal filters give outputs equal to the last
//! bit.

use crate::Real;
use crate::Window;
use crate::kernels::micro_kernel::{FilterGradients, MAX_TILE, OutputRow, Weights, width_of};
use crate::kernels::scratch::Aligned;
use crate::kernels::simd::Lanes;
use pulp::{Arch, Simd, WithSimd};

/// The sizes of a convolution with stride 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DirectGeometry {
    /// Channels, height and width of an image.
    pub(crate) image: (usize, usize, usize),
    /// Rows and columns of zeros beyond each edge.
    pub(crate) pad: (usize, usize),
    /// Height and width of a filter.
    pub(crate) cells: (usize, usize),
    /// Number of filters.
    pub(crate) filters: usize,
}

impl DirectGeometry {
    /// `None` if the direct kernel supports neither the forward nor the backward pass for these sizes.
    pub(crate) fn new<F: Lanes>(
        image: (usize, usize, usize),
        window: Window,
        filters: usize,
    ) -> Option<Self> {
        let lanes = Arch::new().dispatch(CountLanes::<F>(std::marker::PhantomData));
        let Window { height, width, stride, pad } = window;
        let sizes = Self { image, pad: (pad, pad), cells: (height, width), filters };
        (lanes > 1 && stride == 1 && pad < height && pad < width).then_some(sizes)
    }

    /// The convolution that turns dout into dx.
    pub(crate) fn backward_data(&self) -> Self {
        let ((height, width), (out_h, out_w)) = (self.cells, self.out());
        Self {
            image: (self.filters, out_h, out_w),
            pad: (height - 1 - self.pad.0, width - 1 - self.pad.1),
            cells: self.cells,
            filters: self.image.0,
        }
    }

    pub(crate) fn out(&self) -> (usize, usize) {
        let ((_, h, w), (height, width)) = (self.image, self.cells);
        (h + 2 * self.pad.0 - height + 1, w + 2 * self.pad.1 - width + 1)
    }

    /// Values of an image.
    pub(crate) fn pixels(&self) -> usize {
        self.image.0 * self.image.1 * self.image.2
    }

    /// Values of an output: positions × filters.
    pub(crate) fn outputs(&self) -> usize {
        self.out().0 * self.out().1 * self.filters
    }

    /// Values under the window.
    pub(crate) fn patch(&self) -> usize {
        self.image.0 * self.cells.0 * self.cells.1
    }

    /// Values of a row of the frame, and of a channel of it.
    fn frame(&self) -> (usize, usize) {
        let row = self.image.2 + 2 * self.pad.1;
        (row, (self.image.1 + 2 * self.pad.0) * row)
    }

    /// The offset of each row of the window, channel by channel.
    fn runs(&self) -> Vec<usize> {
        let (row, channel) = self.frame();
        (0..self.image.0).flat_map(|c| (0..self.cells.0).map(move |i| c * channel + i * row)).collect()
    }

    /// The positions of the window, row by row.
    fn output_rows(&self) -> Vec<OutputRow> {
        let ((out_h, out_w), (row, _)) = (self.out(), self.frame());
        (0..out_h).map(|i| OutputRow { x: i * row, y: i * out_w * self.filters, positions: out_w }).collect()
    }

    /// Frames for the channels of an image.
    fn frames<F: Real>(&self) -> Aligned<F> {
        Aligned::zeros(self.image.0 * self.frame().1 + MAX_TILE)
    }

    /// Puts the channels of an image `(h, w, c)` into their frames.
    fn put_in_frames<F: Real>(&self, x: &[F], frames: &mut [F]) {
        let ((channels, _, w), (row, of_channel)) = (self.image, self.frame());
        for (i, x) in x.chunks_exact(w * channels).enumerate() {
            for channel in 0..channels {
                let frame = &mut frames[channel * of_channel + (self.pad.0 + i) * row + self.pad.1..][..w];
                frame.iter_mut().zip(x[channel..].iter().step_by(channels)).for_each(|(to, &x)| *to = x);
            }
        }
    }
}

struct CountLanes<F>(std::marker::PhantomData<F>);

impl<F: Lanes> WithSimd for CountLanes<F> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        F::lanes::<S>()
    }
}

/// Filters prepared for many images.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    sizes: DirectGeometry,
    runs: Vec<usize>,
    /// One row for each value under the window.
    rows: Aligned<F>,
    bias: Vec<F>,
}

impl<F: Real> Filters<F> {
    /// Of `w`, `(filters, c, height, width)` in row-major order.
    pub(crate) fn new(sizes: DirectGeometry, w: &[F], bias: &[F]) -> Self {
        Self { sizes, runs: sizes.runs(), rows: rows_of(sizes, w), bias: filled_up(bias) }
    }

    /// The same `w` rotated by 180°, for the backward pass. `sizes` is [`DirectGeometry::backward_data`].
    pub(crate) fn rotated(sizes: DirectGeometry, w: &[F]) -> Self {
        let bias = vec![F::zero(); width_of(sizes.filters)];
        Self { sizes, runs: sizes.runs(), rows: rotated_rows_of(sizes, w), bias }
    }

    /// The outputs to each image of `x`, `(n, h, w, c)` → `(n, out_h, out_w, filters)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        Arch::new().dispatch(Forward { filters: self, x, y });
    }
}

/// Biases, padded to whole registers.
pub(crate) fn filled_up<F: Real>(bias: &[F]) -> Vec<F> {
    let mut filled = bias.to_vec();
    filled.resize(width_of(bias.len()), F::zero());
    filled
}

/// The filters `w`, `(filters, c, height, width)`, one row for each value under the window: `(c, height, width)` ×
/// filters, padded to whole registers.
pub(crate) fn rows_of<F: Real>(sizes: DirectGeometry, w: &[F]) -> Aligned<F> {
    let patch = sizes.patch();
    rows(sizes, |filter, number| w[filter * patch + number])
}

/// The same for the backward pass, of `w`, `(channels, filters, height, width)`: each filter rotated by 180°.
pub(crate) fn rotated_rows_of<F: Real>(sizes: DirectGeometry, w: &[F]) -> Aligned<F> {
    let cells = sizes.cells.0 * sizes.cells.1;
    rows(sizes, |filter, number| {
        let (channel, cell) = (number / cells, cells - 1 - number % cells);
        w[(channel * sizes.filters + filter) * cells + cell]
    })
}

fn rows<F: Real>(sizes: DirectGeometry, weight: impl Fn(usize, usize) -> F) -> Aligned<F> {
    let width = width_of(sizes.filters);
    let mut rows = Aligned::zeros(sizes.patch() * width);
    for (number, row) in rows.chunks_exact_mut(width).enumerate() {
        for (filter, w) in row[..sizes.filters].iter_mut().enumerate() {
            *w = weight(filter, number);
        }
    }
    rows
}

/// The inverse of [`rows_of`].
pub(crate) fn filters_from_rows<F: Real>(sizes: DirectGeometry, rows: &[F], w: &mut [F]) {
    let (patch, width) = (sizes.patch(), width_of(sizes.filters));
    for (filter, w) in w.chunks_exact_mut(patch).enumerate() {
        w.iter_mut().zip(rows[filter..].iter().step_by(width)).for_each(|(w, &row)| *w = row);
    }
}

/// The work of [`Filters::apply`].
struct Forward<'a, F> {
    filters: &'a Filters<F>,
    x: &'a [F],
    y: &'a mut [F],
}

impl<F: Real> WithSimd for Forward<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { filters: Filters { sizes, runs, rows, bias }, x, y } = self;
        let width = width_of(sizes.filters);
        let weights = Weights::<_, 1> { runs, length: sizes.cells.1, rows, width };
        let (lines, mut frames) = (sizes.output_rows(), sizes.frames());
        for (x, y) in x.chunks_exact(sizes.pixels()).zip(y.chunks_exact_mut(sizes.outputs())) {
            sizes.put_in_frames(x, &mut frames);
            weights.apply(simd, &frames, &lines, (bias, sizes.filters), y);
        }
    }
}

/// `Σ over images and positions of dout · pixels under each cell`, as [`rows_of`] the filters.
pub(crate) fn filter_gradient_rows<F: Real>(sizes: DirectGeometry, x: &[F], dout: &[F]) -> Vec<F> {
    let mut dw = vec![F::zero(); sizes.patch() * width_of(sizes.filters)];
    Arch::new().dispatch(FilterGradientRows { sizes, x, dout, dw: &mut dw });
    dw
}

/// The work of [`filter_gradient_rows`].
struct FilterGradientRows<'a, F> {
    sizes: DirectGeometry,
    x: &'a [F],
    dout: &'a [F],
    dw: &'a mut [F],
}

impl<F: Real> WithSimd for FilterGradientRows<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, x, dout, dw } = self;
        let (filters, width) = (sizes.filters, width_of(sizes.filters));
        let length = sizes.cells.1;
        let (runs, mut frames) = (sizes.runs(), sizes.frames());
        let positions: Vec<_> =
            sizes.output_rows().iter().flat_map(|line| (line.x..).take(line.positions)).collect();
        for (x, dout) in x.chunks_exact(sizes.pixels()).zip(dout.chunks_exact(sizes.outputs())) {
            sizes.put_in_frames(x, &mut frames);
            let gradients = FilterGradients { x: &frames, positions: &positions, dout, filters };
            for (&run, dw) in runs.iter().zip(dw.chunks_exact_mut(length * width)) {
                gradients.add(simd, (run, length), dw, width);
            }
        }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::kernels::register_widths::register_widths;
    use pulp::Scalar;
    use rand::RngExt;

    /// The bits of outputs and gradients on a processor with the instructions `S`.
    fn bits<S: Simd>(simd: S, sizes: DirectGeometry) -> Vec<u32> {
        let mut rng = Streams::new(1).rng("values");
        let mut random = |count| Vec::from_iter((0..count).map(|_| rng.random::<f32>() - 0.5));
        let (x, dout) = (random(7 * sizes.pixels()), random(7 * sizes.outputs()));
        let filters = Filters::new(sizes, &random(sizes.filters * sizes.patch()), &random(sizes.filters));
        let mut y = vec![0.0; dout.len()];
        let mut rows = vec![0.0; sizes.patch() * width_of(sizes.filters)];
        let mut dw = vec![0.0; sizes.patch() * sizes.filters];
        simd.vectorize(Forward { filters: &filters, x: &x, y: &mut y });
        simd.vectorize(FilterGradientRows { sizes, x: &x, dout: &dout, dw: &mut rows });
        filters_from_rows(sizes, &rows, &mut dw);
        y.into_iter().chain(dw).map(f32::to_bits).collect()
    }

    #[test]
    fn the_width_of_a_register_changes_no_bit() {
        let (eight, sixteen) = register_widths();
        for (image, pad, cells, filters) in
            [((3, 9, 21), 1, (3, 3), 13), ((1, 28, 28), 0, (5, 5), 30), ((2, 8, 10), 2, (4, 3), 70)]
        {
            let sizes = DirectGeometry { image, pad: (pad, pad), cells, filters };
            let one = bits(Scalar, sizes);
            assert!(eight.is_none_or(|eight| bits(eight, sizes) == one), "{sizes:?}");
            assert!(sixteen.is_none_or(|sixteen| bits(sixteen, sizes) == one), "{sizes:?}");
        }
    }
}
