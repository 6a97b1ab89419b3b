//! Can a convolution do with half of its products? With three-row windows, yes: four rows of answers from six products
//! instead of twelve. Derived in ch08 (`half_the_products`; Winograd 1980; Lavin and Gray 2015, arXiv:1509.09308).
//!
//! A filter's column g (3 numbers) slides down a column d of the image (6 numbers) and gives 4 answers y. Multiplying
//! two polynomials needs only as many products as the result has coefficients, if both are first evaluated at that many
//! points; the sliding sum is the transpose of that, and so
//!
//! ```text
//!   6 rows of the image ──Bᵀ──▶ 6 rows v ─┐
//!                                         ├─ m = v · u, row by row ──Aᵀ──▶ 4 rows of answers
//!   3 rows of a filter ───G───▶ 6 rows u ─┘
//!
//!        ⎡ 4  0 −5  0  1  0 ⎤        ⎡  1/4    0    0  ⎤         ⎡ 1  1  1  1  1  0 ⎤
//!        ⎢ 0 −4 −4  1  1  0 ⎥        ⎢ −1/6 −1/6 −1/6  ⎥    Aᵀ = ⎢ 0  1 −1  2 −2  0 ⎥
//!   Bᵀ = ⎢ 0  4 −4 −1  1  0 ⎥    G = ⎢ −1/6  1/6 −1/6  ⎥         ⎢ 0  1  1  4  4  0 ⎥
//!        ⎢ 0 −2 −1  2  1  0 ⎥        ⎢ 1/24 1/12  1/6  ⎥         ⎣ 0  1 −1  8 −8  1 ⎦
//!        ⎢ 0  2 −1 −2  1  0 ⎥        ⎢ 1/24 −1/12 1/6  ⎥
//!        ⎣ 0  4  0 −5  0  1 ⎦        ⎣   0    0    1   ⎦     points 0, 1, −1, 2, −2 and ∞
//! ```
//!
//! Between Bᵀ and Aᵀ stand six convolutions of one-row windows, which
//! [`direct_convolution`](crate::direct_convolution) does with all its registers: the sum over channels and over the
//! columns of the window is taken there. Bᵀ is paid once a channel, Aᵀ once a filter, so it pays where there are many
//! of both. Slopes go through the same three matrices, transposed.

use crate::Real;
use crate::direct_convolution::{self as direct, FewImages, Filters as RowFilters};
use pulp::{Arch, Simd, WithSimd};

/// Rows of answers that are made together.
const ANSWERS: usize = 4;
/// Rows of a window.
const WINDOW: usize = 3;
/// Points, and so products.
const POINTS: usize = ANSWERS + WINDOW - 1;

const B_TRANSPOSED: [[f64; POINTS]; POINTS] = [
    [4.0, 0.0, -5.0, 0.0, 1.0, 0.0],
    [0.0, -4.0, -4.0, 1.0, 1.0, 0.0],
    [0.0, 4.0, -4.0, -1.0, 1.0, 0.0],
    [0.0, -2.0, -1.0, 2.0, 1.0, 0.0],
    [0.0, 2.0, -1.0, -2.0, 1.0, 0.0],
    [0.0, 4.0, 0.0, -5.0, 0.0, 1.0],
];
const G: [[f64; WINDOW]; POINTS] = [
    [1.0 / 4.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0],
    [0.0, 0.0, 1.0],
];
const A_TRANSPOSED: [[f64; POINTS]; ANSWERS] = [
    [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
    [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
    [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
    [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
];
const A: [[f64; ANSWERS]; POINTS] = transposed(A_TRANSPOSED);

const fn transposed<const ROWS: usize, const COLUMNS: usize>(
    matrix: [[f64; COLUMNS]; ROWS],
) -> [[f64; ROWS]; COLUMNS] {
    let mut transposed = [[0.0; ROWS]; COLUMNS];
    let mut row = 0;
    while row < ROWS {
        let mut column = 0;
        while column < COLUMNS {
            transposed[column][row] = matrix[row][column];
            column += 1;
        }
        row += 1;
    }
    transposed
}

/// `matrix · rows`, where a row is a register of numbers side by side.
#[inline(always)]
fn times<F: Real, S: Simd, const IN: usize, const OUT: usize>(
    simd: S,
    matrix: &[[f64; IN]; OUT],
    rows: [F::Vector<S>; IN],
) -> [F::Vector<S>; OUT] {
    let mut sums = [F::splat(simd, F::zero()); OUT];
    for (sum, factors) in sums.iter_mut().zip(matrix) {
        for (&factor, row) in factors.iter().zip(rows) {
            // The compiler knows the factors: nothing is left of the zeros.
            if factor != 0.0 {
                *sum = F::multiply_add(simd, F::splat(simd, F::of(factor)), row, *sum);
            }
        }
    }
    sums
}

/// The sizes of a convolution with three-row windows, and of the six with one row that stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    whole: direct::Sizes,
    /// How often four rows of answers fit into an image's, rounded up.
    tiles: usize,
    /// Images that are worked on together.
    images: usize,
}

/// So many numbers of the rows v are made at a time: half of a second-level cache of 512 KiB.
const SECOND_CACHE: usize = 32 * 1024;
/// Fewer channels or filters do not pay for Bᵀ and Aᵀ.
const FEWEST: usize = 8;

impl Sizes {
    /// Of a convolution that can go the direct way; none if this one would not be faster.
    pub(crate) fn new(whole: direct::Sizes) -> Option<Self> {
        let tiles = whole.out().0.div_ceil(ANSWERS);
        let pays = whole.image.0 >= FEWEST && whole.filters >= FEWEST && POINTS * tiles < 2 * whole.out().0;
        let of_image = POINTS * whole.image.0 * tiles * whole.framed().1;
        let images = (SECOND_CACHE / of_image).max(1);
        (whole.cells.0 == WINDOW && pays).then_some(Self { whole, tiles, images })
    }

    /// The convolution that gives dx from dout.
    pub(crate) fn of_slopes(&self) -> Self {
        let whole = self.whole.of_slopes();
        let tiles = whole.out().0.div_ceil(ANSWERS);
        let of_image = POINTS * whole.image.0 * tiles * whole.framed().1;
        Self { whole, tiles, images: (SECOND_CACHE / of_image).max(1) }
    }

    /// One of the six: the rows of one point of all images stand one below the other.
    fn rows(&self) -> direct::Sizes {
        let (channels, _, width) = self.whole.image;
        direct::Sizes {
            image: (channels, self.images * self.tiles, width),
            pad: (0, self.whole.pad.1),
            cells: (1, self.whole.cells.1),
            filters: self.whole.filters,
        }
    }
}

/// Filters made ready to be slid over many images.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    sizes: Sizes,
    bias: Vec<F>,
    /// One for each point.
    rows: Vec<RowFilters<F>>,
}

impl<F: Real> Filters<F> {
    /// Of `w`, `(filters, c, 3, width)` in row-major order.
    pub(crate) fn new(sizes: Sizes, w: &[F], bias: &[F]) -> Self {
        let (channels, width) = (sizes.whole.image.0, sizes.whole.cells.1);
        let starts = (0..channels).flat_map(|c| (0..width).map(move |j| c * WINDOW * width + j));
        let step = channels * WINDOW * width;
        Self { sizes, bias: bias.to_vec(), rows: at_points(sizes, w, G, step, &Vec::from_iter(starts)) }
    }

    /// Of the same `w`, but for the way back: turned by half a turn and with the channels exchanged. `sizes` is
    /// [`Sizes::of_slopes`].
    pub(crate) fn turned(sizes: Sizes, w: &[F]) -> Self {
        let (channels, filters, width) = (sizes.whole.image.0, sizes.whole.filters, sizes.whole.cells.1);
        let step = WINDOW * width;
        let starts = (0..channels).flat_map(|c| (0..width).rev().map(move |j| c * filters * step + j));
        let g = G.map(|[first, second, third]| [third, second, first]);
        let rows = at_points(sizes, w, g, step, &Vec::from_iter(starts));
        Self { sizes, bias: vec![F::zero(); filters], rows }
    }

    /// The answers to each image of `x`, `(n, c, h, w)` → `(n, filters, out_h, out_w)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        Arch::new().dispatch(Answer { filters: self, x, y });
    }
}

/// `g · w`: for each point the filters' one row; `step` and `starts` are those of [`RowFilters::packed`], for the first
/// of the three rows.
fn at_points<F: Real>(
    sizes: Sizes,
    w: &[F],
    g: [[f64; WINDOW]; POINTS],
    step: usize,
    starts: &[usize],
) -> Vec<RowFilters<F>> {
    let (bias, width) = (vec![F::zero(); sizes.whole.filters], sizes.whole.cells.1);
    let at_point = |g: [f64; WINDOW]| {
        let [first, second, third] = g.map(F::of);
        RowFilters::packed(sizes.rows(), bias.clone(), step, starts, |at| {
            first * w[at] + second * w[at + width] + third * w[at + 2 * width]
        })
    };
    g.into_iter().map(at_point).collect()
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
        let Self { filters: Filters { sizes, bias, rows }, x, y } = self;
        let Sizes { whole, images, .. } = *sizes;
        let of_rows = sizes.rows();
        let places = direct::places(&of_rows, F::lanes::<S>());
        let mut v = vec![F::zero(); POINTS * room(&of_rows, F::lanes::<S>())];
        let mut m = vec![F::zero(); POINTS * of_rows.answers()];
        for (x, y) in x.chunks(images * whole.pixels()).zip(y.chunks_mut(images * whole.answers())) {
            images_at_points(simd, sizes, x, &mut v);
            let places = &places[..(x.len() / whole.pixels() * places.len()).div_ceil(images)];
            for (point, rows) in rows.iter().enumerate() {
                let v = &v[point * room(&of_rows, F::lanes::<S>())..];
                rows.answer(simd, v, places, &mut m[point * of_rows.answers()..][..of_rows.answers()]);
            }
            answers_from_points(simd, sizes, &m, bias, y);
        }
    }
}

/// Numbers of the rows v of one point, with room for one more register behind them.
fn room(rows: &direct::Sizes, lanes: usize) -> usize {
    rows.framed_pixels() + lanes
}

/// The registers of some rows that begin at `column`.
#[inline(always)]
fn load<F: Real, S: Simd, const ROWS: usize>(
    simd: S,
    rows: [&[F]; ROWS],
    column: usize,
) -> [F::Vector<S>; ROWS] {
    let mut registers = [F::splat(simd, F::zero()); ROWS];
    for (register, row) in registers.iter_mut().zip(rows) {
        *register = F::load::<S>(&row[column..]);
    }
    registers
}

/// `Bᵀ · d` of each tile of each channel: images `(n, c, h, w)` → for each point, rows `(c, images · tiles, w)` in
/// their frame. The columns of the frame are left as they are.
#[inline(always)]
fn images_at_points<F: Real, S: Simd>(simd: S, sizes: &Sizes, x: &[F], v: &mut [F]) {
    let Sizes { whole, tiles, images } = *sizes;
    let ((channels, h, w), (pad_rows, pad), (_, framed_w)) = (whole.image, whole.pad, whole.framed());
    let of_point = room(&sizes.rows(), F::lanes::<S>());
    let beyond = vec![F::zero(); w];
    for (number, x) in x.chunks_exact(h * w).enumerate() {
        let (image, channel) = (number / channels, number % channels);
        for tile in 0..tiles {
            let mut rows: [&[F]; POINTS] = [&beyond; POINTS];
            for (i, rows) in rows.iter_mut().enumerate() {
                let row = tile * ANSWERS + i;
                if row >= pad_rows && row - pad_rows < h {
                    *rows = &x[(row - pad_rows) * w..][..w];
                }
            }
            let start = ((channel * images + image) * tiles + tile) * framed_w + pad;
            for column in (0..w).step_by(F::lanes::<S>()) {
                let column = column.min(w - F::lanes::<S>());
                let at_points = times::<F, S, _, _>(simd, &B_TRANSPOSED, load(simd, rows, column));
                for (point, row) in at_points.into_iter().enumerate() {
                    F::store::<S>(&mut v[point * of_point + start + column..], row);
                }
            }
        }
    }
}

/// `Aᵀ · m + b` of each tile of each filter: for each point, rows `(filters, images · tiles, out_w)` → answers
/// `(n, filters, out_h, out_w)`.
#[inline(always)]
fn answers_from_points<F: Real, S: Simd>(simd: S, sizes: &Sizes, m: &[F], bias: &[F], y: &mut [F]) {
    let Sizes { whole, tiles, images } = *sizes;
    let ((out_h, out_w), filters) = (whole.out(), whole.filters);
    let of_point = sizes.rows().answers();
    for (number, y) in y.chunks_exact_mut(out_h * out_w).enumerate() {
        let (image, filter) = (number / filters, number % filters);
        let bias = F::splat(simd, bias[filter]);
        for (tile, y) in y.chunks_mut(ANSWERS * out_w).enumerate() {
            let start = ((filter * images + image) * tiles + tile) * out_w;
            let mut rows: [&[F]; POINTS] = [&[]; POINTS];
            for (point, row) in rows.iter_mut().enumerate() {
                *row = &m[point * of_point + start..][..out_w];
            }
            for column in (0..out_w).step_by(F::lanes::<S>()) {
                let column = column.min(out_w - F::lanes::<S>());
                let answers = times::<F, S, _, _>(simd, &A_TRANSPOSED, load(simd, rows, column));
                for (y, answer) in y.chunks_exact_mut(out_w).zip(answers) {
                    let answer = F::multiply_add(simd, F::splat(simd, F::one()), answer, bias);
                    F::store::<S>(&mut y[column..], answer);
                }
            }
        }
    }
}

/// `A · dout` of each tile of each filter: the transpose of [`answers_from_points`].
#[inline(always)]
fn dout_at_points<F: Real, S: Simd>(simd: S, sizes: &Sizes, dout: &[F], dm: &mut [F]) {
    let Sizes { whole, tiles, images } = *sizes;
    let ((out_h, out_w), filters) = (whole.out(), whole.filters);
    let of_point = sizes.rows().answers();
    let beyond = vec![F::zero(); out_w];
    for (number, dout) in dout.chunks_exact(out_h * out_w).enumerate() {
        let (image, filter) = (number / filters, number % filters);
        for tile in 0..tiles {
            let mut rows: [&[F]; ANSWERS] = [&beyond; ANSWERS];
            for (row, dout) in rows.iter_mut().zip(dout[tile * ANSWERS * out_w..].chunks_exact(out_w)) {
                *row = dout;
            }
            let start = ((filter * images + image) * tiles + tile) * out_w;
            for column in (0..out_w).step_by(F::lanes::<S>()) {
                let column = column.min(out_w - F::lanes::<S>());
                let at_points = times::<F, S, _, _>(simd, &A, load(simd, rows, column));
                for (point, row) in at_points.into_iter().enumerate() {
                    F::store::<S>(&mut dm[point * of_point + start + column..], row);
                }
            }
        }
    }
}

/// The slopes of the filters at each point: for each `(filters, c, width)`.
pub(crate) fn slopes_at_points<F: Real>(sizes: Sizes, x: &[F], dout: &[F]) -> Vec<F> {
    let Sizes { whole, .. } = sizes;
    let mut du = vec![F::zero(); POINTS * whole.filters * whole.image.0 * whole.cells.1];
    Arch::new().dispatch(SlopesAtPoints { sizes, x, dout, du: &mut du });
    du
}

/// The work of [`slopes_at_points`].
struct SlopesAtPoints<'a, F> {
    sizes: Sizes,
    x: &'a [F],
    dout: &'a [F],
    du: &'a mut [F],
}

impl<F: Real> WithSimd for SlopesAtPoints<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, x, dout, du } = self;
        let (whole, lanes) = (sizes.whole, F::lanes::<S>());
        let of_one = Sizes { images: 1, ..sizes }.rows();
        let images = of_one.images_for_slopes(lanes).min(x.len() / whole.pixels());
        let (of_filters, mut v, mut dm) = (du.len() / POINTS, Vec::new(), Vec::new());
        for (x, dout) in x.chunks(images * whole.pixels()).zip(dout.chunks(images * whole.answers())) {
            let sizes = Sizes { images: x.len() / whole.pixels(), ..sizes };
            let (rows, of_point) = (sizes.rows(), room(&sizes.rows(), lanes));
            // The last images may be fewer, and then their frames lie elsewhere.
            if v.len() != POINTS * of_point {
                v = vec![F::zero(); POINTS * of_point];
                dm = vec![F::zero(); POINTS * rows.answers()];
            }
            images_at_points(simd, &sizes, x, &mut v);
            dout_at_points(simd, &sizes, dout, &mut dm);
            let mut slopes = FewImages::<F, S>::new(rows, 1);
            for (point, du) in du.chunks_exact_mut(of_filters).enumerate() {
                let dm = &dm[point * rows.answers()..][..rows.answers()];
                slopes.add_slopes(simd, &v[point * of_point..][..of_point], dm, du);
            }
        }
    }
}

/// `Gᵀ · du`: the slopes of the filters themselves, `(filters, c, 3, width)`.
pub(crate) fn filter_slopes<F: Real>(sizes: Sizes, du: &[F], dw: &mut [F]) {
    let width = sizes.whole.cells.1;
    let of_point = du.len() / POINTS;
    for (filter, dw) in dw.chunks_exact_mut(WINDOW * width).enumerate() {
        for (i, dw) in dw.chunks_exact_mut(width).enumerate() {
            for (j, dw) in dw.iter_mut().enumerate() {
                let at = |point: usize| F::of(G[point][i]) * du[point * of_point + filter * width + j];
                *dw = (0..POINTS).map(at).sum();
            }
        }
    }
}
