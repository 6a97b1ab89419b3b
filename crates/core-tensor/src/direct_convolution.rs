//! How does a convolution run at the speed of the machine? Without writing columns: the image is put into a frame of
//! zeros, and there a cell of the window is an offset.
//!
//! ```text
//!   0 0 0 0 0
//!   0 ▒ ▒ ▒ ▒        rows of w + pad numbers: the zeros before a row also stand
//!   0 ▒ ▒ ▒ ▒        behind the row before it
//!   0 ▒ ▒ ▒ ▒
//!   0 0 0 0 0 0
//! ```
//!
//! The sums are made by [`register_tiles`](crate::register_tiles), a few places of a few filters at a time. The slopes
//! go the same way: dx is a convolution too, of dout, by the filters turned by half a turn, with the two kinds of
//! channels exchanged; and dW sums along the lines.
//!
//! This is for windows that move by one pixel; [`im2col`](mod@crate::im2col) does the others, and tests hold both ways
//! equal. Every sum is made in one order, whatever the number of threads and the width of a register, and equal filters
//! give results equal to the last bit.

use crate::Real;
use crate::register_tiles::{Cells, Lines, PackedFilters, Place, add_slopes};
use crate::vectors::{Lanes, WIDEST, load_first};
use crate::window::Window;
use pulp::{Arch, Simd, WithSimd};

/// Narrower images go by columns: eight numbers of `f32`, four of `f64`.
const NARROWEST_BYTES: usize = 32;

/// The sizes of a convolution by one-pixel steps: from images in a frame of zeros to filters' answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Channels, height and width of an image.
    pub(crate) image: (usize, usize, usize),
    /// Rows and columns of zeros beyond each edge.
    pub(crate) pad: (usize, usize),
    /// Height and width of a filter.
    pub(crate) cells: (usize, usize),
    /// Number of filters.
    pub(crate) filters: usize,
}

impl Sizes {
    /// Of a layer's images, window and filters; none if this way cannot be gone, forward or backward.
    pub(crate) fn new<F: Lanes>(
        image: (usize, usize, usize),
        window: Window,
        filters: usize,
    ) -> Option<Self> {
        let lanes = Arch::new().dispatch(CountLanes::<F>(std::marker::PhantomData));
        let Window { height, width, stride, pad } = window;
        let one = Self { image, pad: (pad, pad), cells: (height, width), filters };
        let wide = image.2.min(one.out().1) * size_of::<F>() >= NARROWEST_BYTES;
        (lanes > 1 && stride == 1 && pad < height && pad < width && wide).then_some(one)
    }

    /// The convolution that gives dx from dout.
    pub(crate) fn of_slopes(&self) -> Self {
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

    /// Numbers of a row in its frame. An answer's row is not longer, since the window is wider than the frame.
    pub(crate) fn line(&self) -> usize {
        self.image.2 + self.pad.1
    }

    pub(crate) fn pixels(&self) -> usize {
        self.image.0 * self.image.1 * self.image.2
    }

    /// Numbers of an answer: filters × places.
    pub(crate) fn answers(&self) -> usize {
        self.filters * self.out().0 * self.out().1
    }

    /// Numbers of a channel in its frame.
    fn plane(&self) -> usize {
        (self.image.1 + 2 * self.pad.0) * self.line()
    }

    /// Numbers of a filter's answers with rows of [`Sizes::line`], filled up to whole registers.
    fn line_of_answers(&self) -> usize {
        (self.out().0 * self.line()).next_multiple_of(WIDEST)
    }

    /// What may be read, and is not needed, behind the last number of a frame.
    pub(crate) fn beyond(&self) -> usize {
        WIDEST + self.cells.1
    }

    fn cells(&self) -> Cells {
        Cells::new(self.image.0, self.plane(), self.cells, self.line())
    }

    /// Frames for so many images, one behind the other.
    fn frames<F: Real>(&self, images: usize) -> Vec<F> {
        vec![F::zero(); images * self.image.0 * self.plane() + self.beyond()]
    }

    /// Copies images into their frames.
    #[inline(always)]
    fn put_in_frames<F: Real, S: Simd>(&self, simd: S, x: &[F], frames: &mut [F]) {
        let ((_, h, w), first) = (self.image, self.pad.0 * self.line() + self.pad.1);
        for number in 0..x.len() / (h * w) {
            let frame = &mut frames[number * self.plane() + first..];
            lengthen_rows(simd, (&x[number * h * w..], (h, w)), (frame, self.line()));
        }
    }
}

/// Copies `h` rows of `w` numbers to where they are `line` numbers apart, with zeros between them. After the last row
/// the target needs a register's length.
#[inline(always)]
fn lengthen_rows<F: Real, S: Simd>(
    simd: S,
    (plane, (h, w)): (&[F], (usize, usize)),
    (longer, line): (&mut [F], usize),
) {
    // The last register of a row goes beyond it. So it comes before the first of the next row, which puts right what it
    // has written.
    for column in (0..w).step_by(F::lanes::<S>()).rev() {
        let mask = F::mask(simd, w - column);
        for row in 0..h {
            let register = load_first(simd, mask, &plane[row * w + column..]);
            F::store::<S>(&mut longer[row * line + column..], register);
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

/// Filters made ready to be slid over many images.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    sizes: Sizes,
    packed: PackedFilters<F>,
}

impl<F: Real> Filters<F> {
    /// Of `w`, `(filters, c, height, width)` in row-major order.
    pub(crate) fn new(sizes: Sizes, w: &[F], bias: &[F]) -> Self {
        let cells = sizes.cells();
        let seen = cells.offsets.len();
        let packed = PackedFilters::new(&cells, bias.to_vec(), |filter, cell| w[filter * seen + cell]);
        Self { sizes, packed }
    }

    /// Of the same `w`, but for the way back: turned by half a turn and with the channels exchanged. `sizes` is
    /// [`Sizes::of_slopes`].
    pub(crate) fn turned(sizes: Sizes, w: &[F]) -> Self {
        let of_channel = sizes.cells.0 * sizes.cells.1;
        let packed = PackedFilters::new(&sizes.cells(), vec![F::zero(); sizes.filters], |filter, cell| {
            // Their channel is our filter; the cell counts from the other end of the window.
            let (channel, cell) = (cell / of_channel, of_channel - 1 - cell % of_channel);
            w[(channel * sizes.filters + filter) * of_channel + cell]
        });
        Self { sizes, packed }
    }

    /// The answers to each image of `x`, `(n, c, h, w)` → `(n, filters, out_h, out_w)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        Arch::new().dispatch(Answer { filters: self, x, y });
    }
}

/// The work of [`Filters::apply`].
struct Answer<'a, F> {
    filters: &'a Filters<F>,
    x: &'a [F],
    y: &'a mut [F],
}

impl<F: Real> WithSimd for Answer<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { filters: Filters { sizes, packed }, x, y } = self;
        let (out_h, out_w) = sizes.out();
        let each = x.chunks_exact(sizes.pixels()).zip(y.chunks_exact_mut(sizes.answers()));
        let mut frame = sizes.frames(1);
        if let Some(places) = places_in_rows(sizes, F::lanes::<S>()) {
            for (x, y) in each {
                sizes.put_in_frames(simd, x, &mut frame);
                packed.answer(simd, &frame, &places, out_h * out_w, y);
            }
        } else {
            let (line, length) = (sizes.line(), sizes.line_of_answers());
            let places = places_along_line(length, F::lanes::<S>());
            let mut lines = vec![F::zero(); sizes.filters * length];
            for (x, y) in each {
                sizes.put_in_frames(simd, x, &mut frame);
                packed.answer(simd, &frame, &places, length, &mut lines);
                for (y, lines) in y.chunks_exact_mut(out_h * out_w).zip(lines.chunks_exact(length)) {
                    for (y, row) in y.chunks_exact_mut(out_w).zip(lines.chunks(line)) {
                        y.copy_from_slice(&row[..out_w]);
                    }
                }
            }
        }
    }
}

/// Registers of answers that cover each row; none if a register is longer than a row. The last of a row is moved back so
/// that it ends with the row, and may do again what the one before it did.
fn places_in_rows(sizes: &Sizes, lanes: usize) -> Option<Vec<Place>> {
    let ((out_h, out_w), line) = (sizes.out(), sizes.line());
    let last = out_w.checked_sub(lanes)?;
    let of_row = |row: usize| {
        let columns = (0..out_w).step_by(lanes).map(move |column| column.min(last));
        columns.map(move |column| Place { x: row * line + column, y: row * out_w + column })
    };
    Some((0..out_h).flat_map(of_row).collect())
}

/// Registers of answers one behind the other, whatever the rows.
pub(crate) fn places_along_line(length: usize, lanes: usize) -> Vec<Place> {
    (0..length).step_by(lanes).map(|at| Place { x: at, y: at }).collect()
}

/// `Σ over images of dout · pixels under each cell`: `(filters, c, height, width)`.
pub(crate) fn filter_slopes<F: Real>(sizes: Sizes, x: &[F], dout: &[F]) -> Vec<F> {
    let mut dw = vec![F::zero(); sizes.filters * sizes.image.0 * sizes.cells.0 * sizes.cells.1];
    Arch::new().dispatch(FilterSlopes { sizes, x, dout, dw: &mut dw });
    dw
}

/// The work of [`filter_slopes`].
struct FilterSlopes<'a, F> {
    sizes: Sizes,
    x: &'a [F],
    dout: &'a [F],
    dw: &'a mut [F],
}

impl<F: Real> WithSimd for FilterSlopes<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, x, dout, dw } = self;
        let (cells, length) = (sizes.cells(), sizes.line_of_answers());
        let at_once = Lines::images_at_once(length);
        let (mut frames, mut lines) = (Vec::new(), Vec::new());
        let chunks = x.chunks(at_once * sizes.pixels()).zip(dout.chunks(at_once * sizes.answers()));
        for (x, dout) in chunks {
            let images = x.len() / sizes.pixels();
            // Between rows are zeros, and stay there, unless the last images are fewer.
            if lines.len() != images * sizes.filters * length + WIDEST {
                frames = sizes.frames(images);
                lines = vec![F::zero(); images * sizes.filters * length + WIDEST];
            }
            sizes.put_in_frames(simd, x, &mut frames);
            let ((out_h, out_w), line) = (sizes.out(), sizes.line());
            for filter in 0..sizes.filters {
                for image in 0..images {
                    let plane = &dout[(image * sizes.filters + filter) * out_h * out_w..];
                    let lines = &mut lines[(filter * images + image) * length..];
                    lengthen_rows(simd, (plane, (out_h, out_w)), (lines, line));
                }
            }
            let of_image = sizes.image.0 * sizes.plane();
            let shape = Lines { images, of_image, filters: sizes.filters, length };
            add_slopes(simd, &cells, shape, &frames, &lines, dw);
        }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::random::Streams;
    use pulp::Scalar;
    use pulp::x86::{V3, V4};
    use rand::RngExt;

    /// The bits of answers and slopes on a processor with the instructions `S`.
    fn bits<S: Simd>(simd: S, sizes: Sizes) -> Vec<u32> {
        let mut rng = Streams::new(1).rng("numbers");
        let mut random = |count| Vec::from_iter((0..count).map(|_| rng.random::<f32>() - 0.5));
        let seen = sizes.image.0 * sizes.cells.0 * sizes.cells.1;
        let (x, dout) = (random(7 * sizes.pixels()), random(7 * sizes.answers()));
        let filters = Filters::new(sizes, &random(sizes.filters * seen), &random(sizes.filters));
        let (mut y, mut dw) = (vec![0.0; dout.len()], vec![0.0; sizes.filters * seen]);
        simd.vectorize(Answer { filters: &filters, x: &x, y: &mut y });
        simd.vectorize(FilterSlopes { sizes, x: &x, dout: &dout, dw: &mut dw });
        y.into_iter().chain(dw).map(f32::to_bits).collect()
    }

    #[test]
    fn the_width_of_a_register_changes_no_bit() {
        for (image, pad, cells) in
            [((3, 9, 21), 1, (3, 3)), ((1, 28, 28), 0, (5, 5)), ((2, 8, 10), 2, (4, 3))]
        {
            let sizes = Sizes { image, pad: (pad, pad), cells, filters: 13 };
            let one = bits(Scalar, sizes);
            assert!(V3::try_new().is_none_or(|eight| bits(eight, sizes) == one), "{sizes:?}");
            assert!(V4::try_new().is_none_or(|sixteen| bits(sixteen, sizes) == one), "{sizes:?}");
        }
    }
}
