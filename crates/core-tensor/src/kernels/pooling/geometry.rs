//! Where is the largest value of each window? A search in all channels at once.
//!
//! ```text
//! pixels, with their channels          the largest so far, channel by channel, and its cell
//! ▒▓█░  ▓▒░█                           ▒▓█░ ──▶ ▓▓██ ──▶ ▓▓██ ──▶ █▓██
//! ░▓▓▒  █▒▒░                           0000     1001     1001     3001
//! ```
//!
//! A plain loop compares one value after the other with the best so far, and branches. No processor can predict that
//! branch. Here the cells of a window come one after the other, each with all its channels, so that one instruction compares
//! sixteen values, and the result selects a value instead of a branch.

use crate::kernels::simd::{WIDEST, chunk_at, chunk_at_mut, with_wide_vectors};
use crate::{Real, Window};
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// Where the windows of a pooling are on images in channels-last order, and which of their cells are on the image.
#[derive(Clone, Debug)]
pub(crate) struct PoolGeometry {
    channels: usize,
    size: (usize, usize),
    out: (usize, usize),
    /// For each position of the window, the number of pixels under it.
    counts: Vec<usize>,
    /// For each of those its first number, and its cell's number in the window.
    under: Vec<(usize, u32)>,
    /// Whether each pixel is under exactly one window.
    once: bool,
}

impl PoolGeometry {
    /// On images `(c, h, w)`.
    pub(crate) fn new(window: Window, (channels, h, w): (usize, usize, usize)) -> Self {
        let out = window.output_size(h, w);
        let mut geometry =
            Self { channels, size: (h, w), out, counts: Vec::new(), under: Vec::new(), once: false };
        for position in 0..out.0 * out.1 {
            let before = geometry.under.len();
            let (rows, i) = span(position / out.1, window.height, window, h);
            let (columns, j) = span(position % out.1, window.width, window, w);
            for (row, i) in rows.zip(i..) {
                for (column, j) in columns.clone().zip(j..) {
                    geometry.under.push(((row * w + column) * channels, (i * window.width + j) as u32));
                }
            }
            geometry.counts.push(geometry.under.len() - before);
        }
        let apart = window.stride >= window.height.max(window.width);
        geometry.once = apart && geometry.under.len() == h * w;
        geometry
    }

    /// Whether they are for images `(c, h, w)`.
    pub(crate) fn fits(&self, image: (usize, usize, usize)) -> bool {
        image == (self.channels, self.size.0, self.size.1)
    }

    /// Height and width of the outputs.
    pub(crate) fn out(&self) -> (usize, usize) {
        self.out
    }

    /// Values of an image.
    pub(crate) fn pixels(&self) -> usize {
        self.channels * self.size.0 * self.size.1
    }

    /// Values of an output.
    pub(crate) fn outputs(&self) -> usize {
        self.channels * self.out.0 * self.out.1
    }

    /// For each position of the window the offset of its first output, and the pixels under it.
    #[inline(always)]
    fn positions(&self) -> impl Iterator<Item = (usize, &[(usize, u32)])> {
        let mut rest = &self.under[..];
        self.counts.iter().enumerate().map(move |(position, &count)| {
            let (under, others) = rest.split_at(count);
            rest = others;
            (position * self.channels, under)
        })
    }

    /// The largest values of an image, and the cells of the window where they are.
    pub(crate) fn max_and_argmax<F: Real>(&self, x: &[F], y: &mut [F], cells: &mut [u32]) {
        MaxAndArgMax { geometry: self, x, y, cells }.go();
    }

    /// Beginning with `start`, takes in the values under each window.
    pub(crate) fn fold<F: Real>(&self, x: &[F], y: &mut [F], start: F, add: impl Fn(F, F) -> F) {
        Fold { geometry: self, x, y, start, add }.go();
    }

    /// The maxima alone.
    pub(crate) fn max<F: Real>(&self, x: &[F], y: &mut [F]) {
        self.fold(x, y, F::neg_infinity(), |best, x| if is_larger(x, best) { x } else { best });
    }

    /// The gradient of each output for the pixel where the largest number was.
    pub(crate) fn scatter_to_argmax<F: Real>(&self, dx: &mut [F], dout: &[F], cells: &[u32]) {
        if self.once {
            WriteToArgMax { geometry: self, dx, dout, cells }.go();
        } else {
            dx.fill(F::zero());
            Arch::new().dispatch(AddToArgMax { geometry: self, dx, dout, cells });
        }
    }

    /// This share of the gradient of each output for all pixels under its window.
    pub(crate) fn scatter_evenly<F: Real>(&self, dx: &mut [F], dout: &[F], share: F) {
        dx.fill(F::zero());
        with_wide_vectors(
            #[inline(always)]
            || {
                for (position, under) in self.positions() {
                    let dout = &dout[position..][..self.channels];
                    for &(pixel, _) in under {
                        dx[pixel..].iter_mut().zip(dout).for_each(|(dx, &dout)| *dx += share * dout);
                    }
                }
            },
        );
    }

    /// The first channel of each `N`. The last ones are moved back, so that there are as many, and come to some outputs a
    /// second time.
    #[inline(always)]
    fn blocks<const N: usize>(&self) -> impl Iterator<Item = usize> {
        let last = self.channels.saturating_sub(N);
        (0..self.channels).step_by(N).map(move |first| first.min(last))
    }
}

/// Work that can be done in several channels at once.
trait Channels: Sized {
    fn geometry(&self) -> &PoolGeometry;

    /// In `N` channels at once.
    fn at_once<const N: usize>(self);

    /// In as many as there are, up to the widest register.
    fn go(self) {
        Arch::new().dispatch(InRegisters(self));
    }
}

struct InRegisters<W>(W);

impl<W: Channels> WithSimd for InRegisters<W> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if self.0.geometry().channels < WIDEST { self.0.at_once::<1>() } else { self.0.at_once::<WIDEST>() }
    }
}

/// The work of [`PoolGeometry::max_and_argmax`].
struct MaxAndArgMax<'a, F> {
    geometry: &'a PoolGeometry,
    x: &'a [F],
    y: &'a mut [F],
    cells: &'a mut [u32],
}

impl<F: Real> Channels for MaxAndArgMax<'_, F> {
    fn geometry(&self) -> &PoolGeometry {
        self.geometry
    }

    #[inline(always)]
    fn at_once<const N: usize>(self) {
        for (position, under) in self.geometry.positions() {
            for first in self.geometry.blocks::<N>() {
                let mut best = [F::neg_infinity(); N];
                let mut at = [under.first().map_or(0, |&(_, cell)| cell); N];
                for &(pixel, cell) in under {
                    let x: &[F; N] = chunk_at(self.x, pixel + first);
                    for lane in 0..N {
                        let larger = is_larger(x[lane], best[lane]);
                        best[lane] = if larger { x[lane] } else { best[lane] };
                        at[lane] = if larger { cell } else { at[lane] };
                    }
                }
                *chunk_at_mut(self.y, position + first) = best;
                *chunk_at_mut(self.cells, position + first) = at;
            }
        }
    }
}

/// The work of [`PoolGeometry::fold`].
struct Fold<'a, F, T> {
    geometry: &'a PoolGeometry,
    x: &'a [F],
    y: &'a mut [F],
    start: F,
    add: T,
}

impl<F: Real, T: Fn(F, F) -> F> Channels for Fold<'_, F, T> {
    fn geometry(&self) -> &PoolGeometry {
        self.geometry
    }

    #[inline(always)]
    fn at_once<const N: usize>(self) {
        for (position, under) in self.geometry.positions() {
            for first in self.geometry.blocks::<N>() {
                let mut all = [self.start; N];
                for &(pixel, _) in under {
                    let x: &[F; N] = chunk_at(self.x, pixel + first);
                    for lane in 0..N {
                        all[lane] = (self.add)(all[lane], x[lane]);
                    }
                }
                *chunk_at_mut(self.y, position + first) = all;
            }
        }
    }
}

/// The work of [`PoolGeometry::scatter_to_argmax`] where each pixel has one window: all gradients are written, none is added.
struct WriteToArgMax<'a, F> {
    geometry: &'a PoolGeometry,
    dx: &'a mut [F],
    dout: &'a [F],
    cells: &'a [u32],
}

impl<F: Real> Channels for WriteToArgMax<'_, F> {
    fn geometry(&self) -> &PoolGeometry {
        self.geometry
    }

    #[inline(always)]
    fn at_once<const N: usize>(self) {
        for (position, under) in self.geometry.positions() {
            for first in self.geometry.blocks::<N>() {
                let dout: [F; N] = *chunk_at(self.dout, position + first);
                let cells: [u32; N] = *chunk_at(self.cells, position + first);
                for &(pixel, cell) in under {
                    let mut gradients = [F::zero(); N];
                    for lane in 0..N {
                        gradients[lane] = if cells[lane] == cell { dout[lane] } else { F::zero() };
                    }
                    *chunk_at_mut(self.dx, pixel + first) = gradients;
                }
            }
        }
    }
}

/// The work of [`PoolGeometry::scatter_to_argmax`] where windows overlap or leave pixels out.
struct AddToArgMax<'a, F> {
    geometry: &'a PoolGeometry,
    dx: &'a mut [F],
    dout: &'a [F],
    cells: &'a [u32],
}

impl<F: Real> WithSimd for AddToArgMax<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { geometry, dx, dout, cells } = self;
        for (position, under) in geometry.positions() {
            let gradients = dout[position..][..geometry.channels].iter().zip(&cells[position..]);
            for &(pixel, cell) in under {
                for (dx, (&dout, &at)) in dx[pixel..].iter_mut().zip(gradients.clone()) {
                    *dx += if at == cell { dout } else { F::zero() };
                }
            }
        }
    }
}

/// Not a number is larger than all: it must not vanish on the way.
#[inline(always)]
fn is_larger<F: Real>(x: F, best: F) -> bool {
    (x > best) | x.is_nan()
}

/// The cells of the image, along one axis, under the window at its position number `position`, and which of the window's cells
/// is on the first of them.
fn span(position: usize, cells: usize, window: Window, size: usize) -> (Range<usize>, usize) {
    let start = position * window.stride;
    let beyond = window.pad.saturating_sub(start);
    (start.saturating_sub(window.pad)..(start + cells - window.pad.min(start + cells)).min(size), beyond)
}
