//! How is a processor kept busy? With a tile of sums in its registers, to which each number that is read contributes
//! several times.
//!
//! ```text
//!        a long line of numbers                                   six filters' weights of this cell
//!      ┌────────────────────────────────────────────────────────┐            w₀ … w₅
//!      │      ▒▒▒▒▒▒▒▒      ▒▒▒▒▒▒▒▒                            │               │
//!      └───────┼────────────┼───────────────────────────────────┘               ▼
//!              place 0      place 1     (+ the offset of the cell)   sums of 6 filters × 2 places × 8 numbers += x · w
//! ```
//!
//! A *cell* of the window (channel, row, column) is simply an offset: the pixel under it lies so far behind the window's
//! corner. So one step reads two registers of pixels and six weights, and makes 96 products of them; a plain loop reads
//! two numbers for each product. For the slopes of the weights the sums are those of four filters × three cells, and
//! the places pass by. Processors with thirty-two registers instead of sixteen get tiles of twice the size.
//!
//! Registers hold 4, 8 or 16 numbers, as the processor was built, and the bits of a result do not depend on that: an
//! answer is one sum, made cell by cell; a slope is [`WIDEST`] sums, of every sixteenth place each, added in one order.

#![expect(
    clippy::needless_range_loop,
    reason = "compilers leave arrays in registers only if a loop counts through them"
)]

use crate::Real;
use crate::vectors::{WIDEST, sum_of_widest};
use pulp::Simd;

/// Filters at a time.
const FILTERS: usize = 6;
/// Places at a time: 6 × 2 registers of sums leave four of sixteen registers for pixels and weights, and 6 × 4 leave
/// eight of thirty-two.
const PLACES: (usize, usize) = (2, 4);
/// The same for the slopes: filters at a time, with sixteen registers and with thirty-two.
const SLOPES: (usize, usize) = (4, 8);
/// Cells at a time, for the slopes.
const CELLS: usize = 3;
/// So many numbers of a filter's line are worked on together. Four lines of them are 16 KiB of `f32`, eight are 32 KiB:
/// they stay in the fastest cache while the cells of a window pass by.
const OF_LINE: usize = 1024;

/// `count` cut into parts of nearly the same size, none larger than `most`: their bounds.
fn parts(count: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
    let parts = count.div_ceil(most);
    (0..parts).map(move |part| (part * count / parts, (part + 1) * count / parts))
}

/// The cells of a window, in the order of its weights.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    /// How far behind the window's corner the number under each of them lies.
    pub(crate) offsets: Vec<usize>,
    /// So many follow one another directly each time.
    pub(crate) run: usize,
}

impl Cells {
    /// Of a window of `height × width` on `channels` planes of `plane` numbers each, whose rows have `line` numbers.
    pub(crate) fn new(channels: usize, plane: usize, (height, width): (usize, usize), line: usize) -> Self {
        let rows = (0..channels).flat_map(|c| (0..height).map(move |i| c * plane + i * line));
        let offsets = rows.flat_map(|row| (0..width).map(move |j| row + j)).collect();
        Self { offsets, run: if width == 3 { 3 } else { 1 } }
    }
}

/// Where a register of answers comes from, and where it goes to.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// The window's corner.
    pub(crate) x: usize,
    /// In the answers of a filter.
    pub(crate) y: usize,
}

/// The weights of some filters, in the order in which they are needed.
#[derive(Clone, Debug)]
pub(crate) struct PackedFilters<F> {
    /// Those of the cells' offsets where a run begins.
    runs: Vec<usize>,
    run: usize,
    bias: Vec<F>,
    /// For each group of filters, for each cell, the weights of the group.
    weights: Vec<F>,
}

impl<F: Real> PackedFilters<F> {
    /// As many filters as there are biases; `weight(filter, cell)` is the weight of its cell number `cell`.
    pub(crate) fn new(cells: &Cells, bias: Vec<F>, weight: impl Fn(usize, usize) -> F) -> Self {
        let mut weights = Vec::with_capacity(bias.len() * cells.offsets.len());
        for (start, end) in parts(bias.len(), FILTERS) {
            for cell in 0..cells.offsets.len() {
                weights.extend((start..end).map(|filter| weight(filter, cell)));
            }
        }
        let runs = cells.offsets.iter().copied().step_by(cells.run).collect();
        Self { runs, run: cells.run, bias, weights }
    }

    /// The answers of each filter at these places of the line `x`; a filter's answers are `of_filter` numbers of `y`.
    #[inline(always)]
    pub(crate) fn answer<S: Simd>(&self, simd: S, x: &[F], places: &[Place], of_filter: usize, y: &mut [F]) {
        let seen = self.runs.len() * self.run;
        for (start, end) in parts(self.bias.len(), FILTERS) {
            let group = Group {
                runs: &self.runs,
                weights: &self.weights[start * seen..end * seen],
                bias: &self.bias[start..end],
                of_filter,
            };
            let y = &mut y[start * of_filter..end * of_filter];
            match (end - start, self.run) {
                (1, 3) => group.answer_at_all::<S, 1, 3>(simd, x, places, y),
                (2, 3) => group.answer_at_all::<S, 2, 3>(simd, x, places, y),
                (3, 3) => group.answer_at_all::<S, 3, 3>(simd, x, places, y),
                (4, 3) => group.answer_at_all::<S, 4, 3>(simd, x, places, y),
                (5, 3) => group.answer_at_all::<S, 5, 3>(simd, x, places, y),
                (_, 3) => group.answer_at_all::<S, FILTERS, 3>(simd, x, places, y),
                (1, _) => group.answer_at_all::<S, 1, 1>(simd, x, places, y),
                (2, _) => group.answer_at_all::<S, 2, 1>(simd, x, places, y),
                (3, _) => group.answer_at_all::<S, 3, 1>(simd, x, places, y),
                (4, _) => group.answer_at_all::<S, 4, 1>(simd, x, places, y),
                (5, _) => group.answer_at_all::<S, 5, 1>(simd, x, places, y),
                _ => group.answer_at_all::<S, FILTERS, 1>(simd, x, places, y),
            }
        }
    }
}

/// Some filters that are worked on together.
struct Group<'a, F> {
    runs: &'a [usize],
    weights: &'a [F],
    bias: &'a [F],
    of_filter: usize,
}

impl<F: Real> Group<'_, F> {
    #[inline(always)]
    fn answer_at_all<S: Simd, const N: usize, const RUN: usize>(
        &self,
        simd: S,
        x: &[F],
        places: &[Place],
        y: &mut [F],
    ) {
        if S::REGISTER_COUNT >= 32 {
            self.by_tiles::<S, N, RUN, { PLACES.1 }>(simd, x, places, y);
        } else {
            self.by_tiles::<S, N, RUN, { PLACES.0 }>(simd, x, places, y);
        }
    }

    #[inline(always)]
    fn by_tiles<S: Simd, const N: usize, const RUN: usize, const AT_ONCE: usize>(
        &self,
        simd: S,
        x: &[F],
        places: &[Place],
        y: &mut [F],
    ) {
        let (tiles, rest) = places.as_chunks();
        for places in tiles {
            self.tile::<S, N, RUN, AT_ONCE>(simd, x, places, y);
        }
        if let Some(last) = rest.last() {
            // Too few for a tile: the last one stands in for those that are missing.
            let mut places = [*last; AT_ONCE];
            places[..rest.len()].copy_from_slice(rest);
            self.tile::<S, N, RUN, AT_ONCE>(simd, x, &places, y);
        }
    }

    /// The answers of `N` filters at a few places, `RUN` cells at a time.
    #[inline(always)]
    fn tile<S: Simd, const N: usize, const RUN: usize, const AT_ONCE: usize>(
        &self,
        simd: S,
        x: &[F],
        places: &[Place; AT_ONCE],
        y: &mut [F],
    ) {
        let (runs, _) = self.weights.as_chunks::<N>().0.as_chunks::<RUN>();
        let length = F::lanes::<S>() + RUN - 1;
        let zero = F::splat(simd, F::zero());
        let mut sums = [[zero; AT_ONCE]; N];
        let mut lines: [&[F]; AT_ONCE] = [&[]; AT_ONCE];
        for at in 0..AT_ONCE {
            lines[at] = &x[places[at].x..];
        }
        for (run, &offset) in runs.iter().zip(self.runs) {
            // One look at the bounds for the whole run.
            let mut under: [&[F]; AT_ONCE] = [&[]; AT_ONCE];
            for at in 0..AT_ONCE {
                under[at] = &lines[at][offset..][..length];
            }
            for cell in 0..RUN {
                let mut x = [zero; AT_ONCE];
                for at in 0..AT_ONCE {
                    x[at] = F::load::<S>(&under[at][cell..]);
                }
                for filter in 0..N {
                    let w = F::splat(simd, run[cell][filter]);
                    for at in 0..AT_ONCE {
                        sums[filter][at] = F::multiply_add(simd, w, x[at], sums[filter][at]);
                    }
                }
            }
        }
        let one = F::splat(simd, F::one());
        for filter in 0..N {
            let bias = F::splat(simd, self.bias[filter]);
            for at in 0..AT_ONCE {
                let answer = F::multiply_add(simd, one, sums[filter][at], bias);
                F::store::<S>(&mut y[filter * self.of_filter + places[at].y..], answer);
            }
        }
    }
}

/// The lines of some images that slopes are summed along.
#[derive(Clone, Copy)]
pub(crate) struct Lines {
    pub(crate) images: usize,
    /// Numbers of `x` from one image to the next.
    pub(crate) of_image: usize,
    pub(crate) filters: usize,
    /// Numbers of `dout` for each image and each filter: a multiple of [`WIDEST`].
    pub(crate) length: usize,
}

impl Lines {
    /// So many images that the lines of the filters at hand stay in the fast cache.
    pub(crate) fn images_at_once(length: usize) -> usize {
        (OF_LINE / length).max(1)
    }

    /// Where each [`WIDEST`] numbers of a filter's lines begin, in `x`.
    fn places(self) -> Vec<usize> {
        let of_image =
            |image: usize| (0..self.length).step_by(WIDEST).map(move |at| image * self.of_image + at);
        (0..self.images).flat_map(of_image).collect()
    }
}

/// Adds to the slopes: `dw += Σ over images and places of dout · the number under each cell`, `(filters, cells)`, where
/// `dout` holds the lines `(filters, images, length)`.
#[inline(always)]
pub(crate) fn add_slopes<F: Real, S: Simd>(
    simd: S,
    cells: &Cells,
    lines: Lines,
    x: &[F],
    dout: &[F],
    dw: &mut [F],
) {
    let places = lines.places();
    let of_filter = lines.images * lines.length;
    let seen = cells.offsets.len();
    for (first, end) in groups::<S>(lines.filters) {
        let dout = &dout[first * of_filter..];
        let group = SlopesOfGroup { simd, x, places: &places, dout, of_filter, seen };
        for (start, end_of_cells) in parts(seen, CELLS) {
            let offsets = &cells.offsets[start..end_of_cells];
            let dw = &mut dw[first * seen + start..];
            match (end - first, end_of_cells - start) {
                (1, 1) => group.add::<1, 1>(offsets, dw),
                (1, 2) => group.add::<1, 2>(offsets, dw),
                (1, _) => group.add::<1, CELLS>(offsets, dw),
                (2, 1) => group.add::<2, 1>(offsets, dw),
                (2, 2) => group.add::<2, 2>(offsets, dw),
                (2, _) => group.add::<2, CELLS>(offsets, dw),
                (4, 1) => group.add::<{ SLOPES.0 }, 1>(offsets, dw),
                (4, 2) => group.add::<{ SLOPES.0 }, 2>(offsets, dw),
                (4, _) => group.add::<{ SLOPES.0 }, CELLS>(offsets, dw),
                (_, 1) => group.add::<{ SLOPES.1 }, 1>(offsets, dw),
                (_, 2) => group.add::<{ SLOPES.1 }, 2>(offsets, dw),
                _ => group.add::<{ SLOPES.1 }, CELLS>(offsets, dw),
            }
        }
    }
}

/// Filters whose slopes are summed together: 1, 2, 4 or 8 at a time.
fn groups<S: Simd>(filters: usize) -> impl Iterator<Item = (usize, usize)> {
    let most = if S::REGISTER_COUNT >= 32 { SLOPES.1 } else { SLOPES.0 };
    let mut start = 0;
    std::iter::from_fn(move || {
        let left = filters - start;
        let first = start;
        start += if left >= most { most } else { 1 << left.checked_ilog2()? };
        Some((first, start))
    })
}

/// Some filters whose slopes are summed together.
struct SlopesOfGroup<'a, F: Real, S: Simd> {
    simd: S,
    x: &'a [F],
    /// Where each [`WIDEST`] numbers of a line begin in `x`.
    places: &'a [usize],
    /// The lines of each filter, so many numbers apart.
    dout: &'a [F],
    of_filter: usize,
    seen: usize,
}

impl<F: Real, S: Simd> SlopesOfGroup<'_, F, S> {
    /// The slopes of a few cells of the group's filters, over all places.
    #[inline(always)]
    fn add<const FILTERS: usize, const CELLS: usize>(&self, offsets: &[usize], dw: &mut [F]) {
        let lanes = F::lanes::<S>();
        let mut widest = [[[F::zero(); WIDEST]; CELLS]; FILTERS];
        for first in (0..WIDEST).step_by(lanes) {
            let sums = self.sums::<FILTERS, CELLS>(offsets, first);
            for (widest, sum) in widest.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
                F::store::<S>(&mut widest[first..], *sum);
            }
        }
        for (filter, widest) in widest.iter().enumerate() {
            for (dw, widest) in dw[filter * self.seen..].iter_mut().zip(widest) {
                *dw += sum_of_widest(self.simd, widest);
            }
        }
    }

    /// The sums of the registers that begin with number `first` of each [`WIDEST`].
    #[inline(always)]
    fn sums<const FILTERS: usize, const CELLS: usize>(
        &self,
        offsets: &[usize],
        first: usize,
    ) -> [[F::Vector<S>; CELLS]; FILTERS] {
        let zero = F::splat(self.simd, F::zero());
        let mut sums = [[zero; CELLS]; FILTERS];
        let mut lines: [&[[F; WIDEST]]; FILTERS] = [&[]; FILTERS];
        for filter in 0..FILTERS {
            lines[filter] = &self.dout[filter * self.of_filter..].as_chunks().0[..self.places.len()];
        }
        let mut under: [&[F]; CELLS] = [&[]; CELLS];
        for cell in 0..CELLS {
            under[cell] = &self.x[first + offsets[cell]..];
        }
        let neighbours = offsets[CELLS - 1] == offsets[0] + CELLS - 1;
        let length = F::lanes::<S>() + CELLS - 1;
        for (at, &place) in self.places.iter().enumerate() {
            let mut x = [zero; CELLS];
            if neighbours {
                // One look at the bounds for all of them.
                let under = &under[0][place..][..length];
                for cell in 0..CELLS {
                    x[cell] = F::load::<S>(&under[cell..]);
                }
            } else {
                for cell in 0..CELLS {
                    x[cell] = F::load::<S>(&under[cell][place..]);
                }
            }
            for filter in 0..FILTERS {
                let dout = F::load::<S>(&lines[filter][at][first..]);
                for cell in 0..CELLS {
                    sums[filter][cell] = F::multiply_add(self.simd, dout, x[cell], sums[filter][cell]);
                }
            }
        }
        sums
    }
}
