//! Which of the fast ways does a convolution go? [Winograd's](crate::winograd) where it saves products, else the
//! [direct one](crate::direct_convolution); and where neither can be gone, the layer goes by columns.

use crate::window::Window;
use crate::{Real, direct_convolution as direct, winograd};

/// The sizes of a convolution that can go one of the fast ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Every product of a pixel and a weight.
    Direct(direct::Sizes),
    /// Half of them.
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

    /// What some images add to the slopes of the filters, in the form in which it can be summed over all images.
    pub(crate) fn slopes<F: Real>(self, x: &[F], dout: &[F]) -> Vec<F> {
        match self {
            Self::Direct(sizes) => direct::filter_slopes(sizes, x, dout),
            Self::Winograd(sizes) => winograd::slopes_at_points(sizes, x, dout),
        }
    }

    /// From the sum of all [`Way::slopes`], dW.
    pub(crate) fn finish_slopes<F: Real>(self, sum: &[F], dw: &mut [F]) {
        match self {
            Self::Direct(_) => dw.copy_from_slice(sum),
            Self::Winograd(sizes) => winograd::filter_slopes(sizes, sum, dw),
        }
    }
}

impl<F: Real> Filters<F> {
    /// The answers to each image of `x`, `(n, c, h, w)` → `(n, filters, out_h, out_w)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        match self {
            Self::Direct(filters) => filters.apply(x, y),
            Self::Winograd(filters) => filters.apply(x, y),
        }
    }
}
