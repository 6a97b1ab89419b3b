//! How is a processor kept busy? With a tile of sums in its registers, to which each number that is read contributes
//! several times.
//!
//! ```text
//!                                  weights of a few registers full of filters
//!                                       w w w w w w w w │ w w w w w w w w
//!   the number at place 0    x ──×──▶   ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ │ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒
//!   the number at place 1    x ──×──▶   ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ │ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒     sums: places × filters
//!     ⋮                                 ⋮
//! ```
//!
//! One step reads a number for each place and a weight for each filter, and makes a product of each pair: of 6 + 64
//! numbers 384 products, where a plain loop reads two numbers for each. What a window sees is cut into *runs* of numbers
//! that lie side by side, and its *places* are the same few numbers apart each time, so that one address serves all.
//!
//! For the slopes of the weights the sums are those of a few numbers of the window × filters, and the places pass by.
//!
//! Registers hold 4, 8 or 16 numbers, as the processor was built, and there are sixteen or thirty-two of them. The bits of
//! a result do not depend on that: each is one sum, made in one order.

#![expect(
    clippy::needless_range_loop,
    reason = "compilers leave arrays in registers only if a loop counts through them"
)]

use crate::Real;
use crate::kernels::simd::WIDEST;
use pulp::Simd;

/// Numbers of a row of weights: as many as there are filters, filled up to whole registers of every width.
pub(crate) fn width_of(filters: usize) -> usize {
    filters.next_multiple_of(WIDEST)
}

/// Places one behind the other: the first number that the window sees at the first of them, where the answers of all
/// filters to it go, and how many places there are. Numbers behind the last one's may be read, as far as
/// [`BEYOND`] places would reach, and come to nothing.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) places: usize,
}

/// Numbers of four of the widest registers.
const ROOM: usize = 4 * WIDEST;

/// So many places at the most are worked on at once.
pub(crate) const BEYOND: usize = 14;

/// Weights, one row for each number that a window sees. Its places are `STEP` numbers apart.
#[derive(Clone, Copy)]
pub(crate) struct Weights<'a, F, const STEP: usize> {
    /// How far behind the first number of a window each run begins.
    pub(crate) runs: &'a [usize],
    /// Numbers of a run.
    pub(crate) length: usize,
    /// `(runs · length, width)`
    pub(crate) rows: &'a [F],
    /// Of a row.
    pub(crate) width: usize,
}

impl<F: Real, const STEP: usize> Weights<'_, F, STEP> {
    /// `y = bias + Σ x · w` at each place, for `filters` filters. There are biases for a whole row.
    #[inline(always)]
    pub(crate) fn answer<S: Simd>(
        &self,
        simd: S,
        x: &[F],
        lines: &[Line],
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
                    (4.., true) => columns.answer::<S, 6, 4>(simd, x, lines, y),
                    (2.., true) => columns.answer::<S, 12, 2>(simd, x, lines, y),
                    (2.., false) => columns.answer::<S, 6, 2>(simd, x, lines, y),
                    (_, true) => columns.answer::<S, BEYOND, 1>(simd, x, lines, y),
                    (_, false) => columns.answer::<S, 12, 1>(simd, x, lines, y),
                };
        }
    }
}

/// The weights of the filters from number `first` on.
struct Columns<'a, F, const STEP: usize> {
    weights: &'a Weights<'a, F, STEP>,
    bias: &'a [F],
    first: usize,
    filters: usize,
}

impl<F: Real, const STEP: usize> Columns<'_, F, STEP> {
    /// The answers of so many registers full of filters, at so many places at once.
    #[inline(always)]
    fn answer<S: Simd, const PLACES: usize, const REGISTERS: usize>(
        &self,
        simd: S,
        x: &[F],
        lines: &[Line],
        y: &mut [F],
    ) -> usize {
        let lanes = F::lanes::<S>();
        // The last register may reach into the next place, whose turn comes later, unless its first filters had their
        // turn already.
        let (reach, needed) =
            (self.first + REGISTERS * lanes, (PLACES - 1) * self.filters + self.first + REGISTERS * lanes);
        let direct = self.first == 0 || reach <= self.filters;
        // Where that cannot be, answers are put down in room of a fixed size first: sums that a loop of unknown length asks
        // for would lie in memory from the first product on.
        let mut answers = [[F::zero(); ROOM]; PLACES];
        for line in lines {
            for place in (0..line.places).step_by(PLACES) {
                let sums = self.tile::<S, PLACES, REGISTERS>(simd, &x[line.x + place * STEP..]);
                let all = &mut y[line.y + place * self.filters..];
                if line.places - place >= PLACES && all.len() >= needed && direct {
                    for place in 0..PLACES {
                        let y = &mut all[place * self.filters + self.first..][..REGISTERS * lanes];
                        for register in 0..REGISTERS {
                            F::store::<S>(&mut y[register * lanes..], sums[place][register]);
                        }
                    }
                    continue;
                }
                for place in 0..PLACES {
                    for register in 0..REGISTERS {
                        F::store::<S>(&mut answers[place][register * lanes..], sums[place][register]);
                    }
                }
                let y = &mut y[line.y + place * self.filters..][..(line.places - place) * self.filters];
                for (place, answers) in answers.iter().enumerate().take(line.places - place) {
                    let start = place * self.filters;
                    let end = if self.first == 0 { y.len() } else { start + self.filters };
                    let y = &mut y[start + self.first..end];
                    for register in 0..REGISTERS {
                        let answer = F::load::<S>(&answers[register * lanes..]);
                        F::store_what_fits::<S>(simd, &mut y[register * lanes..], answer);
                    }
                }
            }
        }
        REGISTERS
    }

    /// The answers at `PLACES` places, whether there are as many or not.
    #[inline(always)]
    fn tile<S: Simd, const PLACES: usize, const REGISTERS: usize>(
        &self,
        simd: S,
        x: &[F],
    ) -> [[F::Vector<S>; REGISTERS]; PLACES] {
        let (lanes, Weights { runs, length, rows, width }) = (F::lanes::<S>(), *self.weights);
        let mut bias = [F::splat(simd, F::zero()); REGISTERS];
        for register in 0..REGISTERS {
            bias[register] = F::load::<S>(&self.bias[register * lanes..]);
        }
        let mut sums = [bias; PLACES];
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
                // One look at the bounds for all places.
                let under = &x[number..][..(PLACES - 1) * STEP + 1];
                for place in 0..PLACES {
                    let x = F::splat(simd, under[place * STEP]);
                    for register in 0..REGISTERS {
                        sums[place][register] = F::multiply_add(simd, x, w[register], sums[place][register]);
                    }
                }
            }
        }
        sums
    }
}

/// What slopes are summed over: `dout`, one row of `filters` numbers for each place.
#[derive(Clone, Copy)]
pub(crate) struct Slopes<'a, F> {
    pub(crate) x: &'a [F],
    /// The first number that the window sees at each place.
    pub(crate) places: &'a [usize],
    pub(crate) dout: &'a [F],
    pub(crate) filters: usize,
}

impl<F: Real> Slopes<'_, F> {
    /// Adds to the slopes of a run of `length` numbers that begins `offset` behind the first that a window sees:
    /// `dw += Σ over places of x · dout`, `(length, width)`.
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

    /// The slopes of `NUMBERS` numbers of the run × so many registers full of filters.
    #[inline(always)]
    fn tile<S: Simd, const NUMBERS: usize, const REGISTERS: usize>(
        &self,
        simd: S,
        (offset, first): (usize, usize),
        dw: &mut [F],
        width: usize,
    ) -> usize {
        let lanes = F::lanes::<S>();
        let mut sums = [[F::splat(simd, F::zero()); REGISTERS]; NUMBERS];
        let x = &self.x[offset..];
        for (row, &place) in self.places.iter().enumerate() {
            let mut dout = [F::splat(simd, F::zero()); REGISTERS];
            // What is read behind the row comes to nothing: no filter has those lanes.
            let numbers = &self.dout[row * self.filters + first..];
            for register in 0..REGISTERS {
                dout[register] = F::load_what_is_there::<S>(simd, &numbers[register * lanes..]);
            }
            let x = &x[place..][..NUMBERS];
            for number in 0..NUMBERS {
                let x = F::splat(simd, x[number]);
                for register in 0..REGISTERS {
                    sums[number][register] = F::multiply_add(simd, x, dout[register], sums[number][register]);
                }
            }
        }
        for number in 0..NUMBERS {
            for register in 0..REGISTERS {
                let dw = &mut dw[number * width + register * lanes..];
                F::store::<S>(dw, F::plus(simd, F::load::<S>(dw), sums[number][register]));
            }
        }
        NUMBERS
    }
}

/// `Σ over rows`, for each of `columns` columns, in `sums`, which is filled up to whole registers. Four sums each, so
/// that one need not wait for another.
#[inline(always)]
pub(crate) fn add_rows<F: Real, S: Simd>(simd: S, rows: &[F], columns: usize, sums: &mut [F]) {
    for first in (0..columns).step_by(F::lanes::<S>()) {
        let mut four = [F::splat(simd, F::zero()); 4];
        let mut rows = rows.chunks_exact(4 * columns);
        for rows in rows.by_ref() {
            for i in 0..4 {
                let row = F::load_what_is_there::<S>(simd, &rows[i * columns + first..]);
                four[i] = F::plus(simd, four[i], row);
            }
        }
        for row in rows.remainder().chunks_exact(columns) {
            four[0] = F::plus(simd, four[0], F::load_what_is_there::<S>(simd, &row[first..]));
        }
        let sum = F::plus(simd, F::plus(simd, four[0], four[1]), F::plus(simd, four[2], four[3]));
        let sums = &mut sums[first..];
        F::store::<S>(sums, F::plus(simd, F::load::<S>(sums), sum));
    }
}
