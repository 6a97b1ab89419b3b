//! How does a convolution run at the speed of the machine? Without writing columns: a few pixels of a few filters are
//! held in registers while every cell of the window passes by.
//!
//! ```text
//!      the image in its frame of zeros, as one long line of numbers        six filters' weights of this cell
//!      ┌────────────────────────────────────────────────────────┐                    w₀ … w₅
//!      │      ▒▒▒▒▒▒▒▒      ▒▒▒▒▒▒▒▒                            │                       │
//!      └───────┼────────────┼───────────────────────────────────┘                       ▼
//!              place 0      place 1      (+ the offset of the cell)   sums of 6 filters × 2 places × 8 pixels += x · w
//! ```
//!
//! In the frame a *cell* of the window (channel, row, column) is simply an offset: the pixel under it lies so far behind
//! the window's corner. So one step reads two vectors of pixels and six weights, and makes 96 products of them, all in
//! registers; a plain loop reads two numbers for each product. The slopes go the same way:
//!
//! - dx is a convolution too: of dout, by the filters turned by half a turn, with the two kinds of channels exchanged;
//! - dW holds sums for four filters × three cells in registers, while the places of the images pass by.
//!
//! This is for windows that move by one pixel on images as wide as a register; [`im2col`](mod@crate::im2col) does the others, and
//! tests hold both ways equal. Every sum is made in one order, whatever the number of threads, and equal filters give
//! results equal to the last bit.

use crate::Real;
use crate::vectors::Lanes;
use crate::window::Window;
use pulp::{Arch, Simd, WithSimd};
use std::borrow::Cow;

/// Filters at a time: 6 × 2 vectors of sums leave four of a processor's sixteen registers for pixels and weights.
const FILTERS: usize = 6;
/// Places at a time.
const PLACES: usize = 2;
/// For dW: filters and cells at a time.
const SLOPES: (usize, usize) = (4, 3);
/// So many numbers stay in the fastest cache while the cells of a window pass by: 16 KiB of `f32`.
const FAST_CACHE: usize = 4096;

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
        let narrowest = image.2.min(one.out().1);
        (lanes > 1 && stride == 1 && pad < height && pad < width && narrowest >= lanes).then_some(one)
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
        let ((height, width), (framed_h, framed_w)) = (self.cells, self.framed());
        (framed_h - height + 1, framed_w - width + 1)
    }

    /// Height and width of an image with its frame.
    pub(crate) fn framed(&self) -> (usize, usize) {
        (self.image.1 + 2 * self.pad.0, self.image.2 + 2 * self.pad.1)
    }

    pub(crate) fn pixels(&self) -> usize {
        self.image.0 * self.image.1 * self.image.2
    }

    /// Numbers of an answer: filters × places.
    pub(crate) fn answers(&self) -> usize {
        self.filters * self.out().0 * self.out().1
    }

    /// Cells of the window, over all channels.
    fn seen(&self) -> usize {
        self.image.0 * self.cells.0 * self.cells.1
    }

    /// Cells of one row of the window that are taken together, since their pixels are neighbours.
    fn run(&self) -> usize {
        if self.cells.1 == 3 { 3 } else { 1 }
    }

    /// How far behind the window's corner the pixel under each cell lies.
    fn offsets(&self) -> Vec<usize> {
        let ((framed_h, framed_w), (height, width)) = (self.framed(), self.cells);
        let cells = (0..self.image.0).flat_map(move |c| {
            (0..height).flat_map(move |i| (0..width).map(move |j| (c * framed_h + i) * framed_w + j))
        });
        cells.collect()
    }

    /// Numbers of an image with its frame.
    pub(crate) fn framed_pixels(&self) -> usize {
        self.image.0 * self.framed().0 * self.framed().1
    }

    /// So many images that the dout of the filters at hand stays in the fast cache.
    pub(crate) fn images_for_slopes(&self, lanes: usize) -> usize {
        let (out_h, out_w) = self.out();
        (FAST_CACHE / (SLOPES.0 * out_h * out_w.next_multiple_of(lanes))).max(1)
    }

    /// Copies images into their frames of zeros, one behind the other; behind the last is room for one more register.
    fn put_in_frames<F: Real>(&self, x: &[F], lanes: usize, frames: &mut Vec<F>) {
        let ((_, h, w), (framed_h, framed_w)) = (self.image, self.framed());
        frames.clear();
        frames.resize(x.len() / self.pixels() * self.framed_pixels() + lanes, F::zero());
        for (x, frame) in x.chunks_exact(h * w).zip(frames.chunks_exact_mut(framed_h * framed_w)) {
            let rows = frame.chunks_exact_mut(framed_w).skip(self.pad.0);
            for (x, row) in x.chunks_exact(w).zip(rows) {
                row[self.pad.1..][..w].copy_from_slice(x);
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

/// `count` cut into parts of nearly the same size, none larger than `most`: their bounds.
fn parts(count: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
    let parts = count.div_ceil(most);
    (0..parts).map(move |part| (part * count / parts, (part + 1) * count / parts))
}

/// Filters made ready to be slid over many images.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    sizes: Sizes,
    /// Those of [`Sizes::offsets`] where a run begins.
    runs: Vec<usize>,
    bias: Vec<F>,
    /// For each group of filters, for each cell, the weights of the group.
    weights: Vec<F>,
}

impl<F: Real> Filters<F> {
    /// Of `w`, `(filters, c, height, width)` in row-major order.
    pub(crate) fn new(sizes: Sizes, w: &[F], bias: &[F]) -> Self {
        let seen = sizes.seen();
        Self::packed(sizes, bias.to_vec(), seen, &Vec::from_iter(0..seen), |at| w[at])
    }

    /// Of the same `w`, but for the way back: turned by half a turn and with the channels exchanged. `sizes` is
    /// [`Sizes::of_slopes`].
    pub(crate) fn turned(sizes: Sizes, w: &[F]) -> Self {
        let cells = sizes.cells.0 * sizes.cells.1;
        // Their channel is our filter; the cell counts from the other end of the window.
        let channels = (0..sizes.image.0).map(|channel| channel * sizes.filters * cells);
        let starts = channels.flat_map(|start| (0..cells).rev().map(move |cell| start + cell));
        Self::packed(sizes, vec![F::zero(); sizes.filters], cells, &Vec::from_iter(starts), |at| w[at])
    }

    /// The weight of a filter's cell number `i` is `weight(filter · step + starts[i])`.
    pub(crate) fn packed(
        sizes: Sizes,
        bias: Vec<F>,
        step: usize,
        starts: &[usize],
        weight: impl Fn(usize) -> F,
    ) -> Self {
        let mut weights = Vec::with_capacity(sizes.filters * starts.len());
        for (start, end) in parts(sizes.filters, FILTERS) {
            for cell in starts {
                weights.extend((start..end).map(|filter| weight(filter * step + cell)));
            }
        }
        let runs = sizes.offsets().into_iter().step_by(sizes.run()).collect();
        Self { sizes, runs, bias, weights }
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
        let Self { filters, x, y } = self;
        let sizes = filters.sizes;
        let places = places(&sizes, F::lanes::<S>());
        let mut frame = Vec::new();
        for (x, y) in x.chunks_exact(sizes.pixels()).zip(y.chunks_exact_mut(sizes.answers())) {
            sizes.put_in_frames(x, F::lanes::<S>(), &mut frame);
            filters.answer(simd, &frame, &places, y);
        }
    }
}

/// Where a register of pixels begins.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// In the frame.
    frame: usize,
    /// In the answer of a filter.
    y: usize,
}

/// All of them, two and two. The last of a row is moved back so that it ends with the row, and may do again what the one
/// before it did.
pub(crate) fn places(sizes: &Sizes, lanes: usize) -> Vec<[Place; PLACES]> {
    let ((out_h, out_w), (_, framed_w)) = (sizes.out(), sizes.framed());
    let mut all = Vec::new();
    for row in 0..out_h {
        for column in (0..out_w).step_by(lanes) {
            let column = column.min(out_w - lanes);
            all.push(Place { frame: row * framed_w + column, y: row * out_w + column });
        }
    }
    let last = all[all.len() - 1];
    all.chunks(PLACES).map(|pair| [pair[0], *pair.get(1).unwrap_or(&last)]).collect()
}

impl<F: Real> Filters<F> {
    #[inline(always)]
    pub(crate) fn answer<S: Simd>(&self, simd: S, frame: &[F], places: &[[Place; PLACES]], y: &mut [F]) {
        let (seen, out) = (self.sizes.seen(), self.sizes.out().0 * self.sizes.out().1);
        for (start, end) in parts(self.sizes.filters, FILTERS) {
            let weights = &self.weights[start * seen..end * seen];
            let (bias, y) = (&self.bias[start..end], &mut y[start * out..end * out]);
            match end - start {
                1 => self.group::<S, 1>(simd, frame, weights, bias, places, y),
                2 => self.group::<S, 2>(simd, frame, weights, bias, places, y),
                3 => self.group::<S, 3>(simd, frame, weights, bias, places, y),
                4 => self.group::<S, 4>(simd, frame, weights, bias, places, y),
                5 => self.group::<S, 5>(simd, frame, weights, bias, places, y),
                _ => self.group::<S, FILTERS>(simd, frame, weights, bias, places, y),
            }
        }
    }

    #[inline(always)]
    fn group<S: Simd, const N: usize>(
        &self,
        simd: S,
        frame: &[F],
        weights: &[F],
        bias: &[F],
        places: &[[Place; PLACES]],
        y: &mut [F],
    ) {
        match self.sizes.run() {
            3 => self.group_by_runs::<S, N, 3>(simd, frame, weights, bias, places, y),
            _ => self.group_by_runs::<S, N, 1>(simd, frame, weights, bias, places, y),
        }
    }

    /// The answers of `N` filters at all places of an image, `RUN` cells at a time.
    #[inline(always)]
    fn group_by_runs<S: Simd, const N: usize, const RUN: usize>(
        &self,
        simd: S,
        frame: &[F],
        weights: &[F],
        bias: &[F],
        places: &[[Place; PLACES]],
        y: &mut [F],
    ) {
        let out = y.len() / N;
        let (runs, _) = weights.as_chunks::<N>().0.as_chunks::<RUN>();
        let length = F::lanes::<S>() + RUN - 1;
        let zero = F::splat(simd, F::zero());
        for pair in places {
            let mut sums = [[zero; PLACES]; N];
            for (sums, &bias) in sums.iter_mut().zip(bias) {
                *sums = [F::splat(simd, bias); PLACES];
            }
            let under = [&frame[pair[0].frame..], &frame[pair[1].frame..]];
            for (run, &offset) in runs.iter().zip(&self.runs) {
                // One look at the bounds for the whole run.
                let under = [&under[0][offset..][..length], &under[1][offset..][..length]];
                for (cell, w) in run.iter().enumerate() {
                    let x = [F::load::<S>(&under[0][cell..]), F::load::<S>(&under[1][cell..])];
                    for (sums, &w) in sums.iter_mut().zip(w) {
                        let w = F::splat(simd, w);
                        for (sum, x) in sums.iter_mut().zip(x) {
                            *sum = F::multiply_add(simd, w, x, *sum);
                        }
                    }
                }
            }
            for (filter, sums) in sums.into_iter().enumerate() {
                for (sum, place) in sums.into_iter().zip(pair) {
                    F::store::<S>(&mut y[filter * out + place.y..], sum);
                }
            }
        }
    }
}

/// `Σ over images of dout · pixels under each cell`: `(filters, c, height, width)`.
pub(crate) fn filter_slopes<F: Real>(sizes: Sizes, x: &[F], dout: &[F]) -> Vec<F> {
    let mut dw = vec![F::zero(); sizes.filters * sizes.seen()];
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

/// A few images made ready.
struct Prepared<'a, F, V> {
    /// As [`Sizes::offsets`].
    offsets: &'a [usize],
    /// The images in their frames.
    frames: &'a [F],
    /// Where registers of pixels begin in the frames, so that they cover each row once; the last of a row may reach
    /// beyond it.
    places: &'a [usize],
    /// For each group of filters, for each place, one register of dout of each filter; zeros beyond the end of a row.
    dout: &'a [V],
}

impl<F: Real> WithSimd for FilterSlopes<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, x, dout, dw } = self;
        let lanes = F::lanes::<S>();
        let mut few = FewImages::<F, S>::new(sizes, sizes.images_for_slopes(lanes));
        let mut frames = Vec::new();
        for (x, dout) in x.chunks(few.images * sizes.pixels()).zip(dout.chunks(few.images * sizes.answers()))
        {
            sizes.put_in_frames(x, lanes, &mut frames);
            few.add_slopes(simd, &frames, dout, dw);
        }
    }
}

/// The slopes of filters over a few images at a time.
pub(crate) struct FewImages<F: Real, S: Simd> {
    sizes: Sizes,
    /// So many, or fewer.
    images: usize,
    offsets: Vec<usize>,
    places: Vec<usize>,
    registers: Vec<F::Vector<S>>,
}

impl<F: Real, S: Simd> FewImages<F, S> {
    pub(crate) fn new(sizes: Sizes, images: usize) -> Self {
        let places = places_of_slopes(&sizes, images, F::lanes::<S>());
        Self { sizes, images, offsets: sizes.offsets(), places, registers: Vec::new() }
    }

    /// Adds the slopes of images in their frames.
    #[inline(always)]
    pub(crate) fn add_slopes(&mut self, simd: S, frames: &[F], dout: &[F], dw: &mut [F]) {
        put_in_registers::<F, S>(&self.sizes, dout, &mut self.registers);
        // The last images may be fewer.
        let images = dout.len() / self.sizes.answers();
        let places = &self.places[..images * (self.places.len() / self.images)];
        let prepared = Prepared { offsets: &self.offsets, places, frames, dout: &self.registers };
        add_slopes_of_images(simd, &self.sizes, &prepared, dw);
    }
}

fn places_of_slopes(sizes: &Sizes, images: usize, lanes: usize) -> Vec<usize> {
    let ((out_h, out_w), (_, framed_w), framed) = (sizes.out(), sizes.framed(), sizes.framed_pixels());
    let of_row = |start: usize| (0..out_w).step_by(lanes).map(move |column| start + column);
    let of_image = |image: usize| (0..out_h).flat_map(move |row| of_row(image * framed + row * framed_w));
    (0..images).flat_map(of_image).collect()
}

/// `(n, filters, out_h, out_w)` → for each group of filters, for each place of all images, one register of each filter.
#[inline(always)]
fn put_in_registers<F: Real, S: Simd>(sizes: &Sizes, dout: &[F], registers: &mut Vec<F::Vector<S>>) {
    let ((out_h, out_w), lanes) = (sizes.out(), F::lanes::<S>());
    let line = out_w.next_multiple_of(lanes);
    let lines = in_lines(dout, out_w, line);
    registers.clear();
    registers.reserve(lines.len() / lanes);
    for (start, end) in parts(sizes.filters, SLOPES.0) {
        for image in lines.chunks_exact(sizes.filters * out_h * line) {
            for place in (0..out_h * line).step_by(lanes) {
                for filter in start..end {
                    registers.push(F::load::<S>(&image[filter * out_h * line + place..]));
                }
            }
        }
    }
}

/// Copies rows of `width` numbers to rows of `line`, with zeros at their end.
fn in_lines<F: Real>(rows: &[F], width: usize, line: usize) -> Cow<'_, [F]> {
    if width == line {
        return Cow::Borrowed(rows);
    }
    let mut lines = vec![F::zero(); rows.len() / width * line];
    for (row, line) in rows.chunks_exact(width).zip(lines.chunks_exact_mut(line)) {
        line[..width].copy_from_slice(row);
    }
    Cow::Owned(lines)
}

#[inline(always)]
fn add_slopes_of_images<F: Real, S: Simd>(
    simd: S,
    sizes: &Sizes,
    images: &Prepared<'_, F, F::Vector<S>>,
    dw: &mut [F],
) {
    let seen = sizes.seen();
    for filters in parts(sizes.filters, SLOPES.0) {
        for (start, end) in parts(seen, SLOPES.1) {
            let offsets = &images.offsets[start..end];
            let dw = &mut dw[filters.0 * seen + start..];
            match end - start {
                1 => add_slopes_of_cells::<F, S, 1>(simd, seen, images, filters, offsets, dw),
                2 => add_slopes_of_cells::<F, S, 2>(simd, seen, images, filters, offsets, dw),
                _ => add_slopes_of_cells::<F, S, 3>(simd, seen, images, filters, offsets, dw),
            }
        }
    }
}

#[inline(always)]
fn add_slopes_of_cells<F: Real, S: Simd, const CELLS: usize>(
    simd: S,
    seen: usize,
    images: &Prepared<'_, F, F::Vector<S>>,
    (start, end): (usize, usize),
    offsets: &[usize],
    dw: &mut [F],
) {
    match end - start {
        1 => add_slopes::<F, S, 1, CELLS>(simd, seen, images, start, offsets, dw),
        2 => add_slopes::<F, S, 2, CELLS>(simd, seen, images, start, offsets, dw),
        3 => add_slopes::<F, S, 3, CELLS>(simd, seen, images, start, offsets, dw),
        _ => add_slopes::<F, S, { SLOPES.0 }, CELLS>(simd, seen, images, start, offsets, dw),
    }
}

/// The slopes of a few cells of a few filters, from filter `first` on, over all places of all images.
#[inline(always)]
fn add_slopes<F: Real, S: Simd, const FILTERS: usize, const CELLS: usize>(
    simd: S,
    seen: usize,
    images: &Prepared<'_, F, F::Vector<S>>,
    first: usize,
    offsets: &[usize],
    dw: &mut [F],
) {
    let zero = F::splat(simd, F::zero());
    let mut sums = [[zero; CELLS]; FILTERS];
    let (dout, _) = images.dout[first * images.places.len()..].as_chunks::<FILTERS>();
    if offsets[CELLS - 1] == offsets[0] + CELLS - 1 {
        // Neighbours: one look at the bounds for all of them.
        let (under, length) = (&images.frames[offsets[0]..], F::lanes::<S>() + CELLS - 1);
        for (&place, dout) in images.places.iter().zip(dout) {
            let under = &under[place..][..length];
            let mut x = [zero; CELLS];
            for (cell, x) in x.iter_mut().enumerate() {
                *x = F::load::<S>(&under[cell..]);
            }
            add_products::<F, S, FILTERS, CELLS>(simd, dout, x, &mut sums);
        }
    } else {
        let under: [&[F]; CELLS] = std::array::from_fn(|cell| &images.frames[offsets[cell]..]);
        for (&place, dout) in images.places.iter().zip(dout) {
            let mut x = [zero; CELLS];
            for (x, frame) in x.iter_mut().zip(under) {
                *x = F::load::<S>(&frame[place..]);
            }
            add_products::<F, S, FILTERS, CELLS>(simd, dout, x, &mut sums);
        }
    }
    for (filter, sums) in sums.into_iter().enumerate() {
        for (cell, sum) in sums.into_iter().enumerate() {
            dw[filter * seen + cell] += F::sum_of_lanes(simd, sum);
        }
    }
}

/// `sums += dout · x`, each filter with each cell.
#[inline(always)]
fn add_products<F: Real, S: Simd, const FILTERS: usize, const CELLS: usize>(
    simd: S,
    dout: &[F::Vector<S>; FILTERS],
    x: [F::Vector<S>; CELLS],
    sums: &mut [[F::Vector<S>; CELLS]; FILTERS],
) {
    for (sums, &dout) in sums.iter_mut().zip(dout) {
        for (sum, x) in sums.iter_mut().zip(x) {
            *sum = F::multiply_add(simd, dout, x, *sum);
        }
    }
}
