//! Which of the fast ways does a convolution go? [Winograd's](crate::kernels::conv::winograd) where it saves products, else the
//! [direct one](crate::kernels::conv::direct); and where neither can be gone, the layer goes by columns.

mod direct;
mod transforms;
mod winograd;

use crate::Real;
use crate::Window;
use crate::kernels::micro_kernel::{add_rows, width_of};
use crate::kernels::simd::with_wide_vectors;
use pulp::{Arch, Simd, WithSimd};

/// The sizes of a convolution that can go one of the fast ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Every product of a pixel and a weight.
    Direct(direct::Sizes),
    /// A quarter of them.
    Winograd(winograd::Sizes),
}

/// Filters made ready to be slid over many images.
#[derive(Clone, Debug)]
pub(crate) enum Filters<F> {
    Direct(direct::Filters<F>),
    Winograd(winograd::Filters<F>),
}

impl Way {
    /// Of a layer's images, window and filters; none if it must go by columns.
    pub(crate) fn new<F: Real>(image: (usize, usize, usize), window: Window, filters: usize) -> Option<Self> {
        let direct = direct::Sizes::new::<F>(image, window, filters)?;
        Some(winograd::Sizes::new(direct).map_or(Self::Direct(direct), Self::Winograd))
    }

    /// The filters `w`, `(filters, c, height, width)`, made ready to give answers.
    pub(crate) fn filters<F: Real>(self, w: &[F], bias: &[F]) -> Filters<F> {
        match self {
            Self::Direct(sizes) => Filters::Direct(direct::Filters::new(sizes, w, bias)),
            Self::Winograd(sizes) => Filters::Winograd(winograd::Filters::new(sizes, w, bias)),
        }
    }

    /// The same filters, made ready to give dx from dout.
    pub(crate) fn turned_filters<F: Real>(self, w: &[F]) -> Filters<F> {
        match self {
            Self::Direct(sizes) => Filters::Direct(direct::Filters::turned(sizes.of_slopes(), w)),
            Self::Winograd(sizes) => Filters::Winograd(winograd::Filters::turned(sizes.of_slopes(), w)),
        }
    }

    /// What some images add to the slopes.
    pub(crate) fn slopes<F: Real>(self, x: &[F], dout: &[F]) -> Slopes<F> {
        let (filters, places) = match self {
            Self::Direct(sizes) => (direct::slopes_of_rows(sizes, x, dout), sizes),
            Self::Winograd(sizes) => (winograd::slopes_at_points(sizes, x, dout), sizes.whole()),
        };
        let mut biases = vec![F::zero(); width_of(places.filters)];
        for dout in dout.chunks_exact(places.answers()) {
            Arch::new().dispatch(AddRows { rows: dout, columns: places.filters, sums: &mut biases });
        }
        Slopes { filters, biases }
    }

    /// From the sum of all [`Way::slopes`], dW and db.
    pub(crate) fn finish_slopes<F: Real>(self, sum: &Slopes<F>, dw: &mut [F], db: &mut [F]) {
        match self {
            Self::Direct(sizes) => direct::into_filters(sizes, &sum.filters, dw),
            Self::Winograd(sizes) => winograd::filter_slopes(sizes, &sum.filters, dw),
        }
        db.copy_from_slice(&sum.biases[..db.len()]);
    }
}

/// The slopes of filters and biases, in the form in which they can be summed over all images.
pub(crate) struct Slopes<F> {
    filters: Vec<F>,
    biases: Vec<F>,
}

impl<F: Real> Slopes<F> {
    /// The sum of both.
    pub(crate) fn plus(mut self, other: &Self) -> Self {
        with_wide_vectors(
            #[inline(always)]
            || {
                self.filters.iter_mut().zip(&other.filters).for_each(|(sum, &slope)| *sum += slope);
                self.biases.iter_mut().zip(&other.biases).for_each(|(sum, &slope)| *sum += slope);
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

impl<F: Real> Filters<F> {
    /// The answers to each image of `x`, `(n, h, w, c)` → `(n, out_h, out_w, filters)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        match self {
            Self::Direct(filters) => filters.apply(x, y),
            Self::Winograd(filters) => filters.apply(x, y),
        }
    }
}
