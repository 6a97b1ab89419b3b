//! How does a 3 × 3 convolution take a quarter of the multiplications? With Winograd's algorithm: 16 outputs from 36 products
//! instead of 144.
//!
//! Read [`transforms`](crate::kernels::conv::transforms) first. Derived in ch08 (`winograd`); S. Winograd, 1980; A. Lavin and
//! S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016 (arXiv:1509.09308).
//!
//! A filter's column g (3 values) slides down a column d of the image (6 values) and gives 4 outputs y. The product of two
//! polynomials needs only as many multiplications as it has coefficients, if both are first evaluated at that many points; the
//! sliding sum is the transpose of that, so six products give four outputs: `y = Aᵀ · (Bᵀ d ∘ G g)`. Applied to the columns and
//! then to the rows:
//!
//! ```text
//!   a tile of 6 × 6 pixels ──Bᵀ · d · B──▶ 36 values v ─┐
//!                                                       ├─ m = Σ over channels of v · u ──Aᵀ · m · A──▶ 4 × 4 outputs
//!   a filter's 3 × 3 weights ─G · g · Gᵀ─▶ 36 values u ─┘
//! ```
//!
//! Bᵀ costs something once a channel and Aᵀ once a filter, so it pays where there are many of both; between them is, for each of
//! the 36 points, the plain product of a matrix (tiles, channels) with a matrix (channels, filters), which the
//! [micro-kernel](crate::kernels::micro_kernel) computes. Values are stored [channels-last](crate::kernels::layout), so each value
//! in the picture is a register full of channels or filters, and none has to move within one. Gradients go through the same three
//! matrices, transposed.

use crate::Real;
use crate::kernels::conv::direct::{self as direct, filled_up, filters_from_rows, rotated_rows_of, rows_of};
use crate::kernels::conv::transforms::{
    FilterTransform, FilterTransformTransposed, InputTransform, OUTPUTS, OutputTransform,
    OutputTransformTransposed, POINTS, Transform, WINDOW, intermediate, transform_2d,
};
use crate::kernels::micro_kernel::{FilterGradients, MAX_TILE, OutputRow, Weights, width_of};
use crate::kernels::scratch::{Aligned, Scratch};
use crate::kernels::simd::WIDEST;
use pulp::{Arch, Simd, WithSimd};

/// With fewer channels or filters the transforms cost more than they save (workload `deepconv` of `cargo run --release -p throughput`).
const MANY: usize = 8;

/// Values of tiles at the points that are processed together, so that they stay in the second-level cache (workload `deepconv_infer` of `cargo run --release -p throughput`).
const AT_ONCE: usize = 1 << 17;

/// The sizes of a convolution with windows of 3 × 3, and of the 36 products that replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WinogradGeometry {
    whole: direct::DirectGeometry,
    /// Rows and columns of tiles that cover the outputs to an image.
    tiles: (usize, usize),
    /// Images that are processed together.
    images: usize,
}

impl WinogradGeometry {
    /// `None` if it does not pay for this convolution.
    pub(crate) fn new(whole: direct::DirectGeometry) -> Option<Self> {
        let sizes = Self::of(whole);
        let many = whole.image.0.min(whole.filters) >= MANY;
        // Nine products for each output, against 36 for each tile. Below a factor of two it does not pay.
        let few = 2 * POINTS * POINTS * sizes.of_image() <= WINDOW * WINDOW * whole.out().0 * whole.out().1;
        (whole.cells == (WINDOW, WINDOW) && many && few).then_some(sizes)
    }

    /// The convolution that turns dout into dx.
    pub(crate) fn backward_data(&self) -> Self {
        Self::of(self.whole.backward_data())
    }

    /// The convolution that the products replace.
    pub(crate) fn whole(&self) -> direct::DirectGeometry {
        self.whole
    }

    fn of(whole: direct::DirectGeometry) -> Self {
        let tiles = (whole.out().0.div_ceil(OUTPUTS), whole.out().1.div_ceil(OUTPUTS));
        let values =
            tiles.0 * tiles.1 * POINTS * POINTS * (width_of(whole.image.0) + width_of(whole.filters));
        Self { whole, tiles, images: (AT_ONCE / values).max(1) }
    }

    /// Tiles of an image.
    fn of_image(&self) -> usize {
        self.tiles.0 * self.tiles.1
    }

    /// Tiles that are processed together.
    fn at_once(&self) -> usize {
        self.images * self.of_image()
    }

    /// The distance from the tiles of some channels to those of the next, in tiles.
    fn apart(&self) -> usize {
        self.at_once() + MAX_TILE
    }

    /// Scratch for the tiles of these channels, at all points.
    fn room<F: Real>(&self, channels: usize) -> Scratch<F> {
        Scratch::of(POINTS * POINTS * self.apart() * width_of(channels))
    }

    /// The channels, padded to whole registers.
    fn channels(&self) -> usize {
        width_of(self.whole.image.0)
    }

    fn filters(&self) -> usize {
        width_of(self.whole.filters)
    }

    /// The offsets of the tiles of each sixteen channels.
    fn blocks(&self) -> Vec<usize> {
        (0..self.channels()).map(|channel| channel * self.apart()).step_by(WIDEST).collect()
    }
}

/// Filters prepared for many images.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    sizes: WinogradGeometry,
    bias: Vec<F>,
    /// For each point, for each channel, the values u of all filters.
    u: Aligned<F>,
}

impl<F: Real> Filters<F> {
    /// Of `w`, `(filters, c, 3, 3)` in row-major order.
    pub(crate) fn new(sizes: WinogradGeometry, w: &[F], bias: &[F]) -> Self {
        Self { sizes, bias: filled_up(bias), u: at_points(sizes, &rows_of(sizes.whole, w)) }
    }

    /// The same `w` rotated by 180° and with input and output channels exchanged, for the backward pass. `sizes` is
    /// [`WinogradGeometry::backward_data`].
    pub(crate) fn rotated(sizes: WinogradGeometry, w: &[F]) -> Self {
        let bias = vec![F::zero(); width_of(sizes.whole.filters)];
        Self { sizes, bias, u: at_points(sizes, &rotated_rows_of(sizes.whole, w)) }
    }

    /// The outputs to each image of `x`, `(n, h, w, c)` → `(n, out_h, out_w, filters)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        Arch::new().dispatch(Forward { filters: self, x, y });
    }
}

fn at_points<F: Real>(sizes: WinogradGeometry, rows: &[F]) -> Aligned<F> {
    let mut u = Aligned::zeros(POINTS * POINTS * sizes.channels() * sizes.filters());
    Arch::new().dispatch(FiltersAtPoints { width: sizes.filters(), rows, u: &mut u });
    u
}

/// `G · g · Gᵀ` of each channel of each filter: `(c, 3, 3, width)` → `(36, c, width)`.
struct FiltersAtPoints<'a, F> {
    width: usize,
    rows: &'a [F],
    u: &'a mut [F],
}

impl<F: Real> WithSimd for FiltersAtPoints<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { width, rows, u } = self;
        let of_point = u.len() / (POINTS * POINTS);
        let mut intermediate = intermediate::<F, S, WINDOW, POINTS>(simd);
        for (channel, rows) in rows.chunks_exact(WINDOW * WINDOW * width).enumerate() {
            for first in (0..width).step_by(F::lanes::<S>()) {
                let load = |i, j| F::load::<S>(&rows[(i * WINDOW + j) * width + first..]);
                let u = &mut u[channel * width + first..];
                transform_2d::<F, S, FilterTransform, WINDOW, POINTS>(
                    simd,
                    &mut intermediate,
                    load,
                    |i, j, point| {
                        F::store::<S>(&mut u[(i * POINTS + j) * of_point..], point);
                    },
                );
            }
        }
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
        let Self { filters: Filters { sizes, bias, u }, x, y } = self;
        let (whole, images, width) = (sizes.whole, sizes.images, sizes.filters());
        let (mut v, mut m) = (sizes.room::<F>(whole.image.0), sizes.room::<F>(whole.filters));
        let (of_v, of_m, of_u) =
            (v.len() / (POINTS * POINTS), m.len() / (POINTS * POINTS), u.len() / (POINTS * POINTS));
        let (blocks, nothing) = (sizes.blocks(), vec![F::zero(); width]);
        for (x, y) in x.chunks(images * whole.pixels()).zip(y.chunks_mut(images * whole.outputs())) {
            simd.vectorize(ImagesAtPoints { sizes: *sizes, x, v: &mut v });
            let tiles = [OutputRow { x: 0, y: 0, positions: x.len() / whole.pixels() * sizes.of_image() }];
            let points = v.chunks_exact(of_v).zip(m.chunks_exact_mut(of_m));
            for ((v, m), rows) in points.zip(u.chunks_exact(of_u)) {
                let weights = Weights::<_, WIDEST> { runs: &blocks, length: WIDEST, rows, width };
                weights.apply(simd, v, &tiles, (&nothing, width), m);
            }
            simd.vectorize(OutputsFromPoints { sizes: *sizes, m: &m, bias, y });
        }
    }
}

/// `Bᵀ · d · B` of each tile of some images: `(n, h, w, c)` → for each of 36 points, for each
/// sixteen channels, `(tiles, 16)`.
struct ImagesAtPoints<'a, F> {
    sizes: WinogradGeometry,
    x: &'a [F],
    v: &'a mut [F],
}

impl<F: Real> WithSimd for ImagesAtPoints<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, x, v } = self;
        let (channels, h, w) = sizes.whole.image;
        let planes = Planes { x, channels, size: (h, w), pad: sizes.whole.pad };
        planes.at_points::<S, InputTransform, POINTS>(simd, &sizes, (v, WIDEST, sizes.apart() * WIDEST));
    }
}

/// `A · dout · Aᵀ` of each tile, the transpose of [`OutputsFromPoints`]: `(n, out_h, out_w, filters)` →
/// `(36, tiles, width)`.
struct GradientsAtPoints<'a, F> {
    sizes: WinogradGeometry,
    dout: &'a [F],
    dm: &'a mut [F],
}

impl<F: Real> WithSimd for GradientsAtPoints<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, dout, dm } = self;
        let planes = Planes { x: dout, channels: sizes.whole.filters, size: sizes.whole.out(), pad: (0, 0) };
        planes.at_points::<S, OutputTransformTransposed, OUTPUTS>(
            simd,
            &sizes,
            (dm, sizes.filters(), WIDEST),
        );
    }
}

/// Images `(n, h, w, channels)`, and how many zeros there are beyond each edge.
struct Planes<'a, F> {
    x: &'a [F],
    channels: usize,
    size: (usize, usize),
    pad: (usize, usize),
}

impl<F: Real> Planes<'_, F> {
    /// `matrix · d · matrixᵀ` of each tile. At a point the tiles are `of_tile` values apart; a tile's values of sixteen
    /// channels each are side by side, and `of_block` from the next sixteen.
    #[inline(always)]
    fn at_points<S: Simd, M: Transform<IN, POINTS>, const IN: usize>(
        &self,
        simd: S,
        sizes: &WinogradGeometry,
        (points, of_tile, of_block): (&mut [F], usize, usize),
    ) {
        let Self { x, channels, size: (h, w), pad } = *self;
        let of_point = points.len() / (POINTS * POINTS);
        let of_row = w * channels;
        let zeros = vec![F::zero(); of_row];
        let (zero, mut intermediate) = (F::splat(simd, F::zero()), intermediate::<F, S, IN, POINTS>(simd));
        let mut at = 0;
        for image in x.chunks_exact(h * of_row) {
            for row in 0..sizes.tiles.0 {
                let mut rows: [&[F]; IN] = [&zeros; IN];
                for (i, line) in rows.iter_mut().enumerate() {
                    if let Some(row) = (row * OUTPUTS + i).checked_sub(pad.0).filter(|row| *row < h) {
                        *line = &image[row * of_row..][..of_row];
                    }
                }
                for column in 0..sizes.tiles.1 {
                    for first in (0..channels).step_by(F::lanes::<S>()) {
                        let load = |i: usize, j: usize| {
                            let column = (column * OUTPUTS + j).wrapping_sub(pad.1);
                            if column >= w {
                                return zero;
                            }
                            let values = &rows[i][column * channels + first..];
                            if first + F::lanes::<S>() <= channels {
                                F::load::<S>(values)
                            } else {
                                F::load_partial::<S>(simd, &values[..channels - first])
                            }
                        };
                        let points = &mut points[at + first / WIDEST * of_block + first % WIDEST..];
                        transform_2d::<F, S, M, IN, POINTS>(simd, &mut intermediate, load, |i, j, point| {
                            F::store::<S>(&mut points[(i * POINTS + j) * of_point..], point);
                        });
                    }
                    at += of_tile;
                }
            }
        }
    }
}

/// `Aᵀ · m · A + b` of each tile: `(36, tiles, width)` → `(n, out_h, out_w, filters)`.
struct OutputsFromPoints<'a, F> {
    sizes: WinogradGeometry,
    m: &'a [F],
    bias: &'a [F],
    y: &'a mut [F],
}

impl<F: Real> WithSimd for OutputsFromPoints<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, m, bias, y } = self;
        let ((out_h, out_w), filters) = (sizes.whole.out(), sizes.whole.filters);
        let of_point = m.len() / (POINTS * POINTS);
        let mut intermediate = intermediate::<F, S, POINTS, OUTPUTS>(simd);
        let mut at = 0;
        for image in y.chunks_exact_mut(sizes.whole.outputs()) {
            for (top, left) in (0..sizes.of_image()).map(|tile| (tile / sizes.tiles.1, tile % sizes.tiles.1))
            {
                for first in (0..filters).step_by(F::lanes::<S>()) {
                    let bias = F::load::<S>(&bias[first..]);
                    let m = &m[at + first..];
                    let load = |i, j| F::load::<S>(&m[(i * POINTS + j) * of_point..]);
                    transform_2d::<F, S, OutputTransform, POINTS, OUTPUTS>(
                        simd,
                        &mut intermediate,
                        load,
                        |i, j, output| {
                            let (row, column) = (top * OUTPUTS + i, left * OUTPUTS + j);
                            if row < out_h && column < out_w {
                                let y = &mut image[(row * out_w + column) * filters + first..];
                                let output = F::plus(simd, output, bias);
                                if first + F::lanes::<S>() <= filters {
                                    F::store::<S>(y, output);
                                } else {
                                    F::store_partial::<S>(simd, &mut y[..filters - first], output);
                                }
                            }
                        },
                    );
                }
                at += width_of(filters);
            }
        }
    }
}

/// The gradients of the filters at each point: `(36, c, width)`.
pub(crate) fn gradients_at_points<F: Real>(sizes: WinogradGeometry, x: &[F], dout: &[F]) -> Vec<F> {
    let mut du = vec![F::zero(); POINTS * POINTS * sizes.channels() * sizes.filters()];
    Arch::new().dispatch(FilterSlopes { sizes, x, dout, du: &mut du });
    du
}

/// The work of [`gradients_at_points`].
struct FilterSlopes<'a, F> {
    sizes: WinogradGeometry,
    x: &'a [F],
    dout: &'a [F],
    du: &'a mut [F],
}

impl<F: Real> WithSimd for FilterSlopes<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, x, dout, du } = self;
        let (whole, images, filters) = (sizes.whole, sizes.images, sizes.filters());
        let (mut v, mut dm) = (sizes.room::<F>(whole.image.0), sizes.room::<F>(whole.filters));
        let (of_v, of_m, of_u) =
            (v.len() / (POINTS * POINTS), dm.len() / (POINTS * POINTS), du.len() / (POINTS * POINTS));
        let (blocks, positions) =
            (sizes.blocks(), Vec::from_iter((0..sizes.at_once()).map(|tile| tile * WIDEST)));
        for (x, dout) in x.chunks(images * whole.pixels()).zip(dout.chunks(images * whole.outputs())) {
            simd.vectorize(ImagesAtPoints { sizes, x, v: &mut v });
            simd.vectorize(GradientsAtPoints { sizes, dout, dm: &mut dm });
            let positions = &positions[..x.len() / whole.pixels() * sizes.of_image()];
            let points = v.chunks_exact(of_v).zip(dm.chunks_exact(of_m));
            for ((x, dout), du) in points.zip(du.chunks_exact_mut(of_u)) {
                let gradients = FilterGradients { x, positions, dout, filters };
                for (&block, du) in blocks.iter().zip(du.chunks_exact_mut(WIDEST * filters)) {
                    gradients.add(simd, (block, WIDEST), du, filters);
                }
            }
        }
    }
}

/// `Gᵀ · du · G`: the gradients of the filters themselves, `(filters, c, 3, 3)`.
pub(crate) fn filter_gradients<F: Real>(sizes: WinogradGeometry, du: &[F], dw: &mut [F]) {
    let mut rows = Aligned::zeros(sizes.whole.patch() * sizes.filters());
    Arch::new().dispatch(FiltersFromPoints { width: sizes.filters(), du, rows: &mut rows });
    filters_from_rows(sizes.whole, &rows, dw);
}

/// `(36, c, width)` → `(c, 3, 3, width)`.
struct FiltersFromPoints<'a, F> {
    width: usize,
    du: &'a [F],
    rows: &'a mut [F],
}

impl<F: Real> WithSimd for FiltersFromPoints<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { width, du, rows } = self;
        let of_point = du.len() / (POINTS * POINTS);
        let mut intermediate = intermediate::<F, S, POINTS, WINDOW>(simd);
        for (channel, rows) in rows.chunks_exact_mut(WINDOW * WINDOW * width).enumerate() {
            for first in (0..width).step_by(F::lanes::<S>()) {
                let du = &du[channel * width + first..];
                let load = |i, j| F::load::<S>(&du[(i * POINTS + j) * of_point..]);
                transform_2d::<F, S, FilterTransformTransposed, POINTS, WINDOW>(
                    simd,
                    &mut intermediate,
                    load,
                    |i, j, dg| {
                        F::store::<S>(&mut rows[(i * WINDOW + j) * width + first..], dg);
                    },
                );
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
    fn bits<S: Simd>(simd: S, sizes: WinogradGeometry) -> Vec<u32> {
        let mut rng = Streams::new(1).rng("values");
        let mut random = |count| Vec::from_iter((0..count).map(|_| rng.random::<f32>() - 0.5));
        let whole = sizes.whole;
        let (x, dout) = (random(7 * whole.pixels()), random(7 * whole.outputs()));
        let filters = Filters::new(sizes, &random(whole.filters * whole.patch()), &random(whole.filters));
        let (mut y, mut dw) = (vec![0.0; dout.len()], vec![0.0; whole.filters * whole.patch()]);
        let mut du = vec![0.0; filters.u.len()];
        simd.vectorize(Forward { filters: &filters, x: &x, y: &mut y });
        simd.vectorize(FilterSlopes { sizes, x: &x, dout: &dout, du: &mut du });
        filter_gradients(sizes, &du, &mut dw);
        y.into_iter().chain(dw).map(f32::to_bits).collect()
    }

    #[test]
    fn the_width_of_a_register_changes_no_bit() {
        let (eight, sixteen) = register_widths();
        for (image, pad) in [((9, 8, 8), 1), ((8, 28, 28), 1), ((10, 14, 14), 2), ((8, 16, 20), 0)] {
            let whole = direct::DirectGeometry { image, pad: (pad, pad), cells: (3, 3), filters: 13 };
            let sizes = WinogradGeometry::new(whole).unwrap();
            let one = bits(Scalar, sizes);
            assert!(eight.is_none_or(|eight| bits(eight, sizes) == one), "{sizes:?}");
            assert!(sixteen.is_none_or(|sixteen| bits(sixteen, sizes) == one), "{sizes:?}");
        }
    }
}
