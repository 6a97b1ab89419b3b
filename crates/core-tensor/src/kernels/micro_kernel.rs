//! How is a processor kept busy? With a tile of sums in its registers, so that each value that is read is used several times.
//!
//! ```text
//!                                     weights of a few registers full of filters
//!                                          w w w w w w w w │ w w w w w w w w
//!   the value at position 0     x ──×──▶   ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ │ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒
//!   the value at position 1     x ──×──▶   ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ │ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒     sums: positions × filters
//!     ⋮                                    ⋮
//! ```
//!
//! One step reads a value for each position and a weight for each filter, and multiplies each pair: 384 products from 6 + 64
//! values, where a plain loop reads two values for each product. The values under a window are *runs* of adjacent values, and
//! neighbouring *positions* are the same distance apart, so that one address serves all.
//!
//! For the gradients of the weights the sums are those of a few values under the window × filters, and the loop is over the
//! positions.
//!
//! Registers hold 4, 8 or 16 values, depending on the processor, and there are sixteen or thirty-two of them. The bits of a
//! result do not depend on that: each is one sum, added up in one order.

#![expect(
    clippy::needless_range_loop,
    reason = "compilers leave arrays in registers only if a loop counts through them"
)]

use crate::Real;
use crate::kernels::simd::WIDEST;
use pulp::Simd;

/// Values of a row of weights: as many as there are filters, padded to whole registers of every width.
pub(crate) fn width_of(filters: usize) -> usize {
    filters.next_multiple_of(WIDEST)
}

/// A run of consecutive output positions: the offset of the first input value, the offset of the first output, and the number
/// of positions. The kernel may read up to [`MAX_TILE`] positions past the end; those results are discarded.
#[derive(Clone, Copy)]
pub(crate) struct OutputRow {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) positions: usize,
}

/// Values of four of the widest registers: the widest tile.
const TILE_WIDTH: usize = 4 * WIDEST;

/// The most positions in a tile: 14, a row of the images after the first pooling of the book's networks.
pub(crate) const MAX_TILE: usize = 14;

/// Weights, one row for each value under the window. Its positions are `STEP` values apart.
#[derive(Clone, Copy)]
pub(crate) struct Weights<'a, F, const STEP: usize> {
    /// The offset of each run from the first value under the window.
    pub(crate) runs: &'a [usize],
    /// Values of a run.
    pub(crate) length: usize,
    /// `(runs · length, width)`
    pub(crate) rows: &'a [F],
    /// Of a row.
    pub(crate) width: usize,
}

impl<F: Real, const STEP: usize> Weights<'_, F, STEP> {
    /// `y = bias + Σ x · w` at each position, for `filters` filters. There are biases for a whole row.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(
        &self,
        simd: S,
        x: &[F],
        lines: &[OutputRow],
        (bias, filters): (&[F], usize),
        y: &mut [F],
    ) {
        let lanes = F::lanes::<S>();
        let mut first = 0;
        while first < filters {
            let columns = Columns { weights: self, bias: &bias[first..], first, filters };
            let registers = (filters - first).div_ceil(lanes);
            first += lanes
                * match (registers, S::REGISTER_COUNT >= 32) {
                    // Sums + weights + input: 6 · 4 + 4 + 1 = 29 and 12 · 2 + 2 + 1 = 27 of 32 registers; 6 · 2 + 2 + 1 = 15 and
                    // 12 · 1 + 1 + 1 = 14 of 16. With one register of filters the tile has only 14 positions although 32
                    // registers would hold more: many rows of the book's images are no longer.
                    (4.., true) => columns.apply::<S, 6, 4>(simd, x, lines, y),
                    (2.., true) => columns.apply::<S, 12, 2>(simd, x, lines, y),
                    (2.., false) => columns.apply::<S, 6, 2>(simd, x, lines, y),
                    (_, true) => columns.apply::<S, MAX_TILE, 1>(simd, x, lines, y),
                    (_, false) => columns.apply::<S, 12, 1>(simd, x, lines, y),
                };
        }
    }
}

/// The weights of the filters from index `first` on.
struct Columns<'a, F, const STEP: usize> {
    weights: &'a Weights<'a, F, STEP>,
    bias: &'a [F],
    first: usize,
    filters: usize,
}

impl<F: Real, const STEP: usize> Columns<'_, F, STEP> {
    /// The outputs of `REGISTERS` registers of filters, `POSITIONS` positions at a time.
    #[inline(always)]
    fn apply<S: Simd, const POSITIONS: usize, const REGISTERS: usize>(
        &self,
        simd: S,
        x: &[F],
        lines: &[OutputRow],
        y: &mut [F],
    ) -> usize {
        let lanes = F::lanes::<S>();
        // The last register may overlap the next position, which is written later, unless its first filters have been written
        // already.
        let (reach, needed) =
            (self.first + REGISTERS * lanes, (POSITIONS - 1) * self.filters + self.first + REGISTERS * lanes);
        let direct = self.first == 0 || reach <= self.filters;
        // Where that does not work, outputs go to a tile of fixed size first: a loop of unknown length over the sums would force
        // them into memory from the first product on.
        let mut outputs = [[F::zero(); TILE_WIDTH]; POSITIONS];
        for line in lines {
            for position in (0..line.positions).step_by(POSITIONS) {
                let sums = self.tile::<S, POSITIONS, REGISTERS>(simd, &x[line.x + position * STEP..]);
                let all = &mut y[line.y + position * self.filters..];
                if line.positions - position >= POSITIONS && all.len() >= needed && direct {
                    for position in 0..POSITIONS {
                        let y = &mut all[position * self.filters + self.first..][..REGISTERS * lanes];
                        for register in 0..REGISTERS {
                            F::store::<S>(&mut y[register * lanes..], sums[position][register]);
                        }
                    }
                    continue;
                }
                for position in 0..POSITIONS {
                    for register in 0..REGISTERS {
                        F::store::<S>(&mut outputs[position][register * lanes..], sums[position][register]);
                    }
                }
                let y =
                    &mut y[line.y + position * self.filters..][..(line.positions - position) * self.filters];
                for (position, outputs) in outputs.iter().enumerate().take(line.positions - position) {
                    let start = position * self.filters;
                    let end = if self.first == 0 { y.len() } else { start + self.filters };
                    let y = &mut y[start + self.first..end];
                    for register in 0..REGISTERS {
                        let output = F::load::<S>(&outputs[register * lanes..]);
                        F::store_partial::<S>(simd, &mut y[register * lanes..], output);
                    }
                }
            }
        }
        REGISTERS
    }

    /// The sums at `POSITIONS` positions, whether or not there are that many.
    #[inline(always)]
    fn tile<S: Simd, const POSITIONS: usize, const REGISTERS: usize>(
        &self,
        simd: S,
        x: &[F],
    ) -> [[F::Vector<S>; REGISTERS]; POSITIONS] {
        let (lanes, Weights { runs, length, rows, width }) = (F::lanes::<S>(), *self.weights);
        let mut bias = [F::splat(simd, F::zero()); REGISTERS];
        for register in 0..REGISTERS {
            bias[register] = F::load::<S>(&self.bias[register * lanes..]);
        }
        let mut sums = [bias; POSITIONS];
        let mut weights = self.first;
        for &offset in runs {
            let x = &x[offset..];
            for number in 0..length {
                let row = &rows[weights..][..REGISTERS * lanes];
                weights += width;
                let mut w = bias;
                for register in 0..REGISTERS {
                    w[register] = F::load::<S>(&row[register * lanes..]);
                }
                // One bounds check for all positions.
                let under = &x[number..][..(POSITIONS - 1) * STEP + 1];
                for position in 0..POSITIONS {
                    let x = F::splat(simd, under[position * STEP]);
                    for register in 0..REGISTERS {
                        sums[position][register] =
                            F::multiply_add(simd, x, w[register], sums[position][register]);
                    }
                }
            }
        }
        sums
    }
}

/// What the gradients of the filters are summed over: `dout`, one row of `filters` values for each position.
#[derive(Clone, Copy)]
pub(crate) struct FilterGradients<'a, F> {
    pub(crate) x: &'a [F],
    /// The offset of the first value under the window at each position.
    pub(crate) positions: &'a [usize],
    pub(crate) dout: &'a [F],
    pub(crate) filters: usize,
}

impl<F: Real> FilterGradients<'_, F> {
    /// Adds to the gradients of a run of `length` values that begins `offset` after the first under the window:
    /// `dw += Σ over positions of x · dout`, `(length, width)`.
    #[inline(always)]
    pub(crate) fn add<S: Simd>(&self, simd: S, (offset, length): (usize, usize), dw: &mut [F], width: usize) {
        let lanes = F::lanes::<S>();
        let mut first = 0;
        while first < self.filters {
            let registers = (self.filters - first).div_ceil(lanes);
            let mut number = 0;
            while number < length {
                let dw = &mut dw[number * width + first..];
                let offset = offset + number;
                number += match (registers, length - number, S::REGISTER_COUNT >= 32) {
                    // Sums + dout + input: at most 8 · 2 + 2 + 1 = 19 and 16 + 1 + 1 = 18 of 32 registers, 4 · 2 + 2 + 1 = 11
                    // and 8 + 1 + 1 = 10 of 16; 3 and 5 are rows of the book's kernels.
                    (2.., 8.., true) => self.tile::<S, 8, 2>(simd, (offset, first), dw, width),
                    (2.., 5.., true) => self.tile::<S, 5, 2>(simd, (offset, first), dw, width),
                    (2.., 4.., _) => self.tile::<S, 4, 2>(simd, (offset, first), dw, width),
                    (2.., 3, _) => self.tile::<S, 3, 2>(simd, (offset, first), dw, width),
                    (2.., _, _) => self.tile::<S, 1, 2>(simd, (offset, first), dw, width),
                    (_, 16.., true) => self.tile::<S, 16, 1>(simd, (offset, first), dw, width),
                    (_, 8.., _) => self.tile::<S, 8, 1>(simd, (offset, first), dw, width),
                    (_, 5.., _) => self.tile::<S, 5, 1>(simd, (offset, first), dw, width),
                    (_, 3.., _) => self.tile::<S, 3, 1>(simd, (offset, first), dw, width),
                    (_, _, _) => self.tile::<S, 1, 1>(simd, (offset, first), dw, width),
                };
            }
            first += lanes * registers.min(2);
        }
    }

    /// The gradients of `VALUES` values of the run × `REGISTERS` registers of filters.
    #[inline(always)]
    fn tile<S: Simd, const VALUES: usize, const REGISTERS: usize>(
        &self,
        simd: S,
        (offset, first): (usize, usize),
        dw: &mut [F],
        width: usize,
    ) -> usize {
        let lanes = F::lanes::<S>();
        let mut sums = [[F::splat(simd, F::zero()); REGISTERS]; VALUES];
        let x = &self.x[offset..];
        for (row, &position) in self.positions.iter().enumerate() {
            let mut dout = [F::splat(simd, F::zero()); REGISTERS];
            // Values past the end of the row are discarded: no filter has those lanes.
            let values = &self.dout[row * self.filters + first..];
            for register in 0..REGISTERS {
                dout[register] = F::load_partial::<S>(simd, &values[register * lanes..]);
            }
            let x = &x[position..][..VALUES];
            for number in 0..VALUES {
                let x = F::splat(simd, x[number]);
                for register in 0..REGISTERS {
                    sums[number][register] = F::multiply_add(simd, x, dout[register], sums[number][register]);
                }
            }
        }
        for number in 0..VALUES {
            for register in 0..REGISTERS {
                let dw = &mut dw[number * width + register * lanes..];
                F::store::<S>(dw, F::plus(simd, F::load::<S>(dw), sums[number][register]));
            }
        }
        VALUES
    }
}

/// `Σ over rows`, for each of `columns` columns, in `sums`, which is padded to whole registers. Four sums each, so that
/// additions need not wait for one another.
#[inline(always)]
pub(crate) fn add_rows<F: Real, S: Simd>(simd: S, rows: &[F], columns: usize, sums: &mut [F]) {
    for first in (0..columns).step_by(F::lanes::<S>()) {
        let mut four = [F::splat(simd, F::zero()); 4];
        let mut rows = rows.chunks_exact(4 * columns);
        for rows in rows.by_ref() {
            for i in 0..4 {
                let row = F::load_partial::<S>(simd, &rows[i * columns + first..]);
                four[i] = F::plus(simd, four[i], row);
            }
        }
        for row in rows.remainder().chunks_exact(columns) {
            four[0] = F::plus(simd, four[0], F::load_partial::<S>(simd, &row[first..]));
        }
        let sum = F::plus(simd, F::plus(simd, four[0], four[1]), F::plus(simd, four[2], four[3]));
        let sums = &mut sums[first..];
        F::store::<S>(sums, F::plus(simd, F::load::<S>(sums), sum));
    }
}
