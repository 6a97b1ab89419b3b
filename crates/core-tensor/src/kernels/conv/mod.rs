//! Chooses the convolution algorithm, and runs it over a batch.
//!
//! | algorithm | where | multiplications |
//! |---|---|---|
//! | [`winograd`] | 3 × 3 kernels of stride 1 with many channels and filters | a quarter |
//! | [`direct`] | other kernels of stride 1 | all, straight from the image |
//! | [`columns`] | every other shape | all, as a matrix product of [im2col](crate::kernels::im2col) |
//!
//! Images are spread over the threads in blocks of a fixed size, and the gradients of the blocks are added in a fixed order: so
//! the bits of the result do not depend on the number of threads.

mod columns;
mod direct;
mod transforms;
mod winograd;

use crate::kernels::buffer_pool::{give_back, take};
use crate::kernels::layout::{channels_last, images, into_channels_last};
use crate::kernels::matmul::least_items_of_a_job;
use crate::kernels::micro_kernel::{add_rows, width_of};
use crate::kernels::simd::with_wide_vectors;
use crate::tensor::{row_major, values_mut};
use crate::{Param, Real, Tensor, Window};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Images that one thread convolves before it takes the next ones. More, and they leave the cache; fewer, and handing them
/// out costs (workload `simpleconv_infer` of `cargo run --release -p throughput`).
const BLOCK: usize = 10;
/// The same for gradients: each block has a sum of its own, to be added to the others', so it should not be small
/// (workload `simpleconv`).
const GRADIENT_BLOCK: usize = 25;

/// The sizes of a convolution, and the algorithm that suits them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conv {
    /// `(c, h, w)`
    image: (usize, usize, usize),
    filters: usize,
    window: Window,
    /// `(out_h, out_w)`
    out: (usize, usize),
    algorithm: ConvAlgorithm,
}

/// How a convolution is computed. The values are the same up to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConvAlgorithm {
    Im2col,
    Direct(direct::DirectGeometry),
    Winograd(winograd::WinogradGeometry),
}

/// Filters and biases in the form that an algorithm wants.
#[derive(Clone, Debug)]
pub(crate) enum Filters<F> {
    Im2col(columns::Filters<F>),
    Direct(direct::Filters<F>),
    Winograd(winograd::Filters<F>),
}

impl Conv {
    /// A convolution of images `(c, h, w)` with `filters` filters of the window's size, which fits into them.
    pub(crate) fn new<F: Real>(image: (usize, usize, usize), filters: usize, window: Window) -> Self {
        let algorithm = match direct::DirectGeometry::new::<F>(image, window, filters) {
            None => ConvAlgorithm::Im2col,
            Some(direct) => winograd::WinogradGeometry::new(direct)
                .map_or(ConvAlgorithm::Direct(direct), ConvAlgorithm::Winograd),
        };
        Self { image, filters, window, out: window.output_size(image.1, image.2), algorithm }
    }

    #[cfg(test)]
    pub(crate) fn algorithm(&self) -> ConvAlgorithm {
        self.algorithm
    }

    /// The shape of the outputs to `n` images.
    pub(crate) fn output_shape(&self, n: usize) -> [usize; 4] {
        [n, self.filters, self.out.0, self.out.1]
    }

    /// Values of an image.
    fn pixels(&self) -> usize {
        self.image.0 * self.image.1 * self.image.2
    }

    /// Positions of the window: `out_h · out_w`.
    fn positions(&self) -> usize {
        self.out.0 * self.out.1
    }

    /// Values of an output image.
    fn outputs(&self) -> usize {
        self.filters * self.positions()
    }

    /// Values under the window, its receptive field: `c · height · width`.
    fn patch(&self) -> usize {
        self.image.0 * self.window.cells()
    }

    /// `y = W * x + b`: `(n, c, h, w)` → `(n, filters, out_h, out_w)`.
    pub(crate) fn forward<F: Real>(&self, x: &Tensor<F>, filters: &Filters<F>) -> Tensor<F> {
        let n = x.shape()[0];
        if let Filters::Im2col(filters) = filters {
            return columns::forward(self, x, filters);
        }
        let (x, mut y) = (channels_last(x), take::<F>(n * self.outputs()));
        let blocks = y.par_chunks_mut(BLOCK * self.outputs()).zip(x.par_chunks(BLOCK * self.pixels()));
        blocks.with_min_len(least_items_of_a_job()).for_each(|(y, x)| filters.apply(x, y));
        images(y, self.output_shape(n))
    }

    /// Fills the gradients of `w` and `b`, and returns dL/dx if it is wanted; dx takes the memory of `x`.
    pub(crate) fn backward<F: Real>(
        &self,
        x: Tensor<F>,
        dout: Tensor<F>,
        (w, b): (&mut Param<F>, &mut Param<F>),
        wants_dx: bool,
    ) -> Option<Tensor<F>> {
        if self.algorithm == ConvAlgorithm::Im2col {
            return columns::backward(self, x, dout, (w, b), wants_dx);
        }
        let (n, (c, height, width)) = (x.shape()[0], self.image);
        let (mut x, dout) = (into_channels_last(x), into_channels_last(dout));
        let rotated = wants_dx.then(|| self.algorithm.rotated_filters(&row_major(&w.value)));
        let blocks = x.par_chunks_mut(GRADIENT_BLOCK * self.pixels().max(1));
        let gradients: Vec<_> = blocks
            .zip(dout.par_chunks(GRADIENT_BLOCK * self.outputs().max(1)))
            .with_min_len(least_items_of_a_job())
            .map(|(x, dout)| {
                let gradients = self.algorithm.gradients(x, dout);
                if let Some(rotated) = &rotated {
                    rotated.apply(dout, x);
                }
                gradients
            })
            .collect();
        let (dw, db) = (values_mut(&mut w.grad), values_mut(&mut b.grad));
        match gradients.into_iter().reduce(|sum, gradients| sum.plus(&gradients)) {
            Some(sum) => self.algorithm.finish_gradients(&sum, dw, db),
            None => [dw, db].into_iter().for_each(|gradient| gradient.fill(F::zero())),
        }
        give_back(dout);
        if wants_dx {
            return Some(images(x, [n, c, height, width]));
        }
        give_back(x);
        None
    }
}

/// The filters of a layer in the form of the last algorithm, until its parameters may have changed.
#[derive(Clone, Debug)]
pub(crate) struct PreparedFilters<F> {
    im2col_only: bool,
    prepared: OnceLock<(Conv, Filters<F>)>,
}

impl<F: Real> PreparedFilters<F> {
    /// For whatever algorithm suits.
    pub(crate) fn new() -> Self {
        Self { im2col_only: false, prepared: OnceLock::new() }
    }

    /// For im2col and a matrix product, whatever the sizes.
    pub(crate) fn im2col_only() -> Self {
        Self { im2col_only: true, prepared: OnceLock::new() }
    }

    /// A convolution of images `(c, h, w)` with `filters` filters of the window's size, by the algorithm that suits.
    pub(crate) fn conv(&self, image: (usize, usize, usize), filters: usize, window: Window) -> Conv {
        let conv = Conv::new::<F>(image, filters, window);
        if self.im2col_only { Conv { algorithm: ConvAlgorithm::Im2col, ..conv } } else { conv }
    }

    /// Prepared once for all calls with images of one size; anew for another size.
    pub(crate) fn get(&self, conv: Conv, w: &Param<F>, b: &Param<F>) -> Cow<'_, Filters<F>> {
        let prepare = || conv.filters(&row_major(&w.value), &row_major(&b.value));
        let (prepared_for, filters) = self.prepared.get_or_init(|| (conv, prepare()));
        if *prepared_for == conv { Cow::Borrowed(filters) } else { Cow::Owned(prepare()) }
    }

    /// The parameters may have changed.
    pub(crate) fn forget(&mut self) {
        self.prepared.take();
    }
}

impl Conv {
    /// The filters `w`, `(filters, c, height, width)`, and biases, prepared for the forward pass.
    fn filters<F: Real>(&self, w: &[F], bias: &[F]) -> Filters<F> {
        match self.algorithm {
            ConvAlgorithm::Im2col => Filters::Im2col(columns::Filters::new(self, w, bias)),
            ConvAlgorithm::Direct(sizes) => Filters::Direct(direct::Filters::new(sizes, w, bias)),
            ConvAlgorithm::Winograd(sizes) => Filters::Winograd(winograd::Filters::new(sizes, w, bias)),
        }
    }
}

impl ConvAlgorithm {
    /// The filters rotated by 180°, prepared to turn dout into dx: the backward pass with respect to the data is a
    /// convolution, too.
    fn rotated_filters<F: Real>(self, w: &[F]) -> Filters<F> {
        match self {
            Self::Im2col => unreachable!("im2col has a backward pass of its own"),
            Self::Direct(sizes) => Filters::Direct(direct::Filters::rotated(sizes.backward_data(), w)),
            Self::Winograd(sizes) => Filters::Winograd(winograd::Filters::rotated(sizes.backward_data(), w)),
        }
    }

    /// What some images add to the gradients of filters and biases.
    fn gradients<F: Real>(self, x: &[F], dout: &[F]) -> Gradients<F> {
        let (filters, sizes) = match self {
            Self::Im2col => unreachable!("im2col has a backward pass of its own"),
            Self::Direct(sizes) => (direct::filter_gradient_rows(sizes, x, dout), sizes),
            Self::Winograd(sizes) => (winograd::gradients_at_points(sizes, x, dout), sizes.whole()),
        };
        let mut biases = vec![F::zero(); width_of(sizes.filters)];
        for dout in dout.chunks_exact(sizes.outputs()) {
            Arch::new().dispatch(AddRows { rows: dout, columns: sizes.filters, sums: &mut biases });
        }
        Gradients { filters, biases }
    }

    /// From the sum of all [`ConvAlgorithm::gradients`], dW and db.
    fn finish_gradients<F: Real>(self, sum: &Gradients<F>, dw: &mut [F], db: &mut [F]) {
        match self {
            Self::Im2col => unreachable!("im2col has a backward pass of its own"),
            Self::Direct(sizes) => direct::filters_from_rows(sizes, &sum.filters, dw),
            Self::Winograd(sizes) => winograd::filter_gradients(sizes, &sum.filters, dw),
        }
        db.copy_from_slice(&sum.biases[..db.len()]);
    }
}

impl<F: Real> Filters<F> {
    /// The outputs to each image of `x`, `(n, h, w, c)` → `(n, out_h, out_w, filters)`.
    fn apply(&self, x: &[F], y: &mut [F]) {
        match self {
            Self::Im2col(_) => unreachable!("im2col has a forward pass of its own"),
            Self::Direct(filters) => filters.apply(x, y),
            Self::Winograd(filters) => filters.apply(x, y),
        }
    }
}

/// The gradients of filters and biases, in a form that can be summed over all images.
struct Gradients<F> {
    filters: Vec<F>,
    biases: Vec<F>,
}

impl<F: Real> Gradients<F> {
    /// The sum of both.
    fn plus(mut self, other: &Self) -> Self {
        with_wide_vectors(
            #[inline(always)]
            || {
                self.filters.iter_mut().zip(&other.filters).for_each(|(sum, &gradient)| *sum += gradient);
                self.biases.iter_mut().zip(&other.biases).for_each(|(sum, &gradient)| *sum += gradient);
            },
        );
        self
    }
}

/// The work of [`add_rows`].
struct AddRows<'a, F> {
    rows: &'a [F],
    columns: usize,
    sums: &'a mut [F],
}

impl<F: Real> WithSimd for AddRows<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        add_rows(simd, self.rows, self.columns, self.sums);
    }
}
