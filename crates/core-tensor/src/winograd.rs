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
//! [`register_tiles`](crate::register_tiles) does in all registers at once: the sum over channels and over the
//! columns of the window is taken there. Bᵀ is paid once a channel, Aᵀ once a filter, so it pays where there are many
//! of both. Slopes go through the same three matrices, transposed.

use crate::Real;
use crate::direct_convolution::{self as direct, places_along_line};
use crate::register_tiles::{Cells, Lines, PackedFilters, add_slopes};
use crate::vectors::{WIDEST, load_first, store_what_fits};
use pulp::{Arch, Simd, WithSimd};
use std::marker::PhantomData;

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

/// `matrix · rows`, where a row is a register of numbers side by side. Here and below loops count: compilers then leave
/// an array in registers.
#[inline(always)]
fn times<F: Real, S: Simd, const IN: usize, const OUT: usize>(
    simd: S,
    matrix: &[[f64; IN]; OUT],
    rows: &[F::Vector<S>; IN],
) -> [F::Vector<S>; OUT] {
    let mut sums = [F::splat(simd, F::zero()); OUT];
    for i in 0..OUT {
        for j in 0..IN {
            // The compiler knows the factors: nothing is left of the zeros.
            if matrix[i][j] != 0.0 {
                sums[i] = F::multiply_add(simd, F::splat(simd, F::of(matrix[i][j])), rows[j], sums[i]);
            }
        }
    }
    sums
}

/// The sizes of a convolution with three-row windows, and of the six with one row that stand for it.
///
/// For these the rows of all tiles of a few images stand one behind the other, each in its frame: one long line for each
/// channel, and one for each filter's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    whole: direct::Sizes,
    /// How often four rows of answers fit into an image's, rounded up.
    tiles: usize,
    /// Images that are worked on together.
    images: usize,
}

/// So many numbers of the rows v are made at a time: 192 KiB of `f32`, well below a second-level cache of 512 KiB.
const SECOND_CACHE: usize = 48 * 1024;
/// Fewer channels or filters do not pay for Bᵀ and Aᵀ.
const FEWEST: usize = 8;

impl Sizes {
    /// Of a convolution that can go the direct way; none if this one would not be faster.
    pub(crate) fn new(whole: direct::Sizes) -> Option<Self> {
        let sizes = Self::of(whole);
        let many = whole.image.0 >= FEWEST && whole.filters >= FEWEST;
        // The definition asks for three products for each row of answers. Fewer than two are worth the detour.
        let few = POINTS * sizes.tiles < 2 * whole.out().0;
        (whole.cells.0 == WINDOW && many && few).then_some(sizes)
    }

    /// The convolution that gives dx from dout.
    pub(crate) fn of_slopes(&self) -> Self {
        Self::of(self.whole.of_slopes())
    }

    fn of(whole: direct::Sizes) -> Self {
        let tiles = whole.out().0.div_ceil(ANSWERS);
        let of_image = POINTS * whole.image.0 * tiles * whole.line();
        Self { whole, tiles, images: (SECOND_CACHE / of_image).max(1) }
    }

    /// Numbers of an image on a line.
    fn of_image(&self) -> usize {
        self.tiles * self.whole.line()
    }

    /// Numbers of a channel's line.
    fn line(&self) -> usize {
        self.images * self.of_image()
    }

    /// Numbers of a filter's line.
    fn line_of_answers(&self) -> usize {
        self.line().next_multiple_of(WIDEST)
    }

    /// Numbers of the rows v of one point, and what may be touched behind them.
    fn of_channels(&self) -> usize {
        self.whole.image.0 * self.line() + self.whole.beyond()
    }

    /// Numbers of the rows m of one point, and what may be touched behind them.
    fn of_filters(&self) -> usize {
        self.whole.filters * self.line_of_answers() + WIDEST
    }

    /// The cells of a one-row window.
    fn cells(&self) -> Cells {
        Cells::new(self.whole.image.0, self.line(), (1, self.whole.cells.1), self.whole.line())
    }
}

/// Filters made ready to be slid over many images.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    sizes: Sizes,
    bias: Vec<F>,
    /// One for each point.
    rows: Vec<PackedFilters<F>>,
}

impl<F: Real> Filters<F> {
    /// Of `w`, `(filters, c, 3, width)` in row-major order.
    pub(crate) fn new(sizes: Sizes, w: &[F], bias: &[F]) -> Self {
        let (channels, width) = (sizes.whole.image.0, sizes.whole.cells.1);
        let first = |filter, cell| (filter * channels + cell / width) * WINDOW * width + cell % width;
        Self { sizes, bias: bias.to_vec(), rows: at_points(sizes, w, G, first) }
    }

    /// Of the same `w`, but for the way back: turned by half a turn and with the channels exchanged. `sizes` is
    /// [`Sizes::of_slopes`].
    pub(crate) fn turned(sizes: Sizes, w: &[F]) -> Self {
        let (filters, width) = (sizes.whole.filters, sizes.whole.cells.1);
        let first =
            |filter, cell| (cell / width * filters + filter) * WINDOW * width + width - 1 - cell % width;
        let g = G.map(|[first, second, third]| [third, second, first]);
        Self { sizes, bias: vec![F::zero(); filters], rows: at_points(sizes, w, g, first) }
    }

    /// The answers to each image of `x`, `(n, c, h, w)` → `(n, filters, out_h, out_w)`.
    pub(crate) fn apply(&self, x: &[F], y: &mut [F]) {
        Arch::new().dispatch(Answer { filters: self, x, y });
    }
}

/// `g · w`: for each point the filters' one row; `first(filter, cell)` is where the first of three rows has the weight.
fn at_points<F: Real>(
    sizes: Sizes,
    w: &[F],
    g: [[f64; WINDOW]; POINTS],
    first: impl Fn(usize, usize) -> usize,
) -> Vec<PackedFilters<F>> {
    let (cells, width) = (sizes.cells(), sizes.whole.cells.1);
    let at_point = |g: [f64; WINDOW]| {
        let g = g.map(F::of);
        PackedFilters::new(&cells, vec![F::zero(); sizes.whole.filters], |filter, cell| {
            let at = first(filter, cell);
            g[0] * w[at] + g[1] * w[at + width] + g[2] * w[at + 2 * width]
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
        let (of_channels, of_filters) = (sizes.of_channels(), sizes.of_filters());
        let places = places_along_line(sizes.line_of_answers(), F::lanes::<S>());
        let mut v = vec![F::zero(); POINTS * of_channels];
        let mut m = vec![F::zero(); POINTS * of_filters];
        for (x, y) in x.chunks(images * whole.pixels()).zip(y.chunks_mut(images * whole.answers())) {
            images_at_points(simd, sizes, x, &mut v);
            let busy = x.len() / whole.pixels() * places.len();
            let places = &places[..busy.div_ceil(images)];
            for (point, rows) in rows.iter().enumerate() {
                let (v, m) = (&v[point * of_channels..], &mut m[point * of_filters..]);
                rows.answer(simd, v, places, sizes.line_of_answers(), m);
            }
            answers_from_points(simd, sizes, &m, bias, y);
        }
    }
}

/// A matrix that evaluates at the points. The compiler must know it, or zeros would be multiplied, too.
trait ToPoints<const IN: usize> {
    const MATRIX: [[f64; IN]; POINTS];
}

/// Bᵀ
struct OfImages;

impl ToPoints<POINTS> for OfImages {
    const MATRIX: [[f64; POINTS]; POINTS] = B_TRANSPOSED;
}

/// A
struct OfAnswers;

impl ToPoints<ANSWERS> for OfAnswers {
    const MATRIX: [[f64; ANSWERS]; POINTS] = A;
}

/// `matrix · rows` of each tile of some planes in their frames of zeros: for each point the channels' lines.
struct PlanesAtPoints<'a, F, M, const IN: usize> {
    sizes: &'a Sizes,
    matrix: PhantomData<M>,
    /// `(n, channels, h, w)`
    planes: &'a [F],
    channels: usize,
    size: (usize, usize),
    /// Zeros above, and to the left.
    pad: (usize, usize),
    /// The lines, so many numbers apart.
    at_points: &'a mut [F],
    of_channel: usize,
}

impl<F: Real, M: ToPoints<IN>, const IN: usize> WithSimd for PlanesAtPoints<'_, F, M, IN> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sizes, matrix: _, planes, channels, size: (h, w), pad, at_points, of_channel } = self;
        let of_point = at_points.len() / POINTS;
        let mut points: [&mut [F]; POINTS] = Default::default();
        for (point, numbers) in points.iter_mut().zip(at_points.chunks_exact_mut(of_point)) {
            *point = numbers;
        }
        // What is seen of a plane through one register: its rows, and the zeros of the frame.
        let mut strip = vec![F::splat(simd, F::zero()); ANSWERS * sizes.tiles + WINDOW - 1];
        for channel in 0..channels {
            for (image, first) in (channel * h * w..planes.len()).step_by(channels * h * w).enumerate() {
                let start = channel * of_channel + image * sizes.of_image() + pad.1;
                // The last register of a row goes beyond it. So it comes before the first of the next row, which puts
                // right what it has written.
                for column in (0..w).step_by(F::lanes::<S>()).rev() {
                    let mask = F::mask(simd, w - column);
                    for (row, register) in strip[pad.0..][..h].iter_mut().enumerate() {
                        *register = load_first(simd, mask, &planes[first + row * w + column..]);
                    }
                    for tile in 0..sizes.tiles {
                        let at = start + tile * sizes.whole.line() + column;
                        if let Some(rows) = strip[tile * ANSWERS..].first_chunk() {
                            let registers = times::<F, S, _, _>(simd, &M::MATRIX, rows);
                            for point in 0..POINTS {
                                F::store::<S>(&mut points[point][at..], registers[point]);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `Bᵀ · d` of each tile of each channel: images `(n, c, h, w)` → for each point, the channels' lines.
#[inline(always)]
fn images_at_points<F: Real, S: Simd>(simd: S, sizes: &Sizes, x: &[F], v: &mut [F]) {
    let (channels, h, w) = sizes.whole.image;
    simd.vectorize(PlanesAtPoints {
        sizes,
        matrix: PhantomData::<OfImages>,
        planes: x,
        channels,
        size: (h, w),
        pad: sizes.whole.pad,
        at_points: v,
        of_channel: sizes.line(),
    });
}

/// `A · dout` of each tile of each filter, the transpose of [`answers_from_points`]: slopes `(n, filters, out_h, out_w)`
/// → for each point, the filters' lines.
#[inline(always)]
fn slopes_of_answers_at_points<F: Real, S: Simd>(simd: S, sizes: &Sizes, dout: &[F], dm: &mut [F]) {
    simd.vectorize(PlanesAtPoints {
        sizes,
        matrix: PhantomData::<OfAnswers>,
        planes: dout,
        channels: sizes.whole.filters,
        size: sizes.whole.out(),
        pad: (0, 0),
        at_points: dm,
        of_channel: sizes.line_of_answers(),
    });
}

/// `Aᵀ · m + b` of each tile of each filter: for each point, the filters' lines → answers `(n, filters, out_h, out_w)`.
#[inline(always)]
fn answers_from_points<F: Real, S: Simd>(simd: S, sizes: &Sizes, m: &[F], bias: &[F], y: &mut [F]) {
    let Sizes { whole, tiles, .. } = *sizes;
    let ((out_h, out_w), filters, line) = (whole.out(), whole.filters, whole.line());
    let last = out_w.saturating_sub(F::lanes::<S>());
    for number in 0..y.len() / (out_h * out_w) {
        let (image, filter) = (number / filters, number % filters);
        let bias = F::splat(simd, bias[filter]);
        for tile in 0..tiles {
            let start = filter * sizes.line_of_answers() + image * sizes.of_image() + tile * line;
            let mut rows: [&[F]; POINTS] = [&[]; POINTS];
            for (point, row) in rows.iter_mut().enumerate() {
                *row = &m[point * sizes.of_filters() + start..];
            }
            let row = number * out_h + tile * ANSWERS;
            for column in (0..out_w).step_by(F::lanes::<S>()) {
                // The last register of a row is moved back; one that is longer than a row writes into the next, whose
                // turn comes later.
                let column = column.min(last);
                let mut registers = [F::splat(simd, F::zero()); POINTS];
                for point in 0..POINTS {
                    registers[point] = F::load::<S>(&rows[point][column..]);
                }
                let answers = times::<F, S, _, _>(simd, &A_TRANSPOSED, &registers);
                for i in 0..ANSWERS {
                    if tile * ANSWERS + i < out_h {
                        let answer = F::multiply_add(simd, F::splat(simd, F::one()), answers[i], bias);
                        store_what_fits::<F, S>(&mut y[(row + i) * out_w + column..], answer);
                    }
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
        let (whole, of_filters) = (sizes.whole, du.len() / POINTS);
        let images = Lines::images_at_once(sizes.of_image());
        let (mut v, mut dm) = (Vec::new(), Vec::new());
        for (x, dout) in x.chunks(images * whole.pixels()).zip(dout.chunks(images * whole.answers())) {
            let sizes = Sizes { images: x.len() / whole.pixels(), ..sizes };
            // The last images may be fewer, and then their lines begin elsewhere.
            if v.len() != POINTS * sizes.of_channels() {
                v = vec![F::zero(); POINTS * sizes.of_channels()];
                dm = vec![F::zero(); POINTS * sizes.of_filters()];
            }
            images_at_points(simd, &sizes, x, &mut v);
            slopes_of_answers_at_points(simd, &sizes, dout, &mut dm);
            // The images of a channel are one long line.
            let (cells, length) = (sizes.cells(), sizes.line_of_answers());
            let lines = Lines { images: 1, of_image: 0, filters: whole.filters, length };
            let points = v.chunks_exact(sizes.of_channels()).zip(dm.chunks_exact(sizes.of_filters()));
            for ((v, dm), du) in points.zip(du.chunks_exact_mut(of_filters)) {
                add_slopes(simd, &cells, lines, v, dm, du);
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

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::random::Streams;
    use pulp::Scalar;
    use pulp::x86::{V3, V4};
    use rand::RngExt;

    /// The bits of answers and slopes on a processor with the instructions `S`.
    fn bits<S: Simd>(simd: S, sizes: Sizes) -> Vec<u32> {
        let mut rng = Streams::new(1).rng("numbers");
        let mut random = |count| Vec::from_iter((0..count).map(|_| rng.random::<f32>() - 0.5));
        let (whole, width) = (sizes.whole, sizes.whole.cells.1);
        let (x, dout) = (random(7 * whole.pixels()), random(7 * whole.answers()));
        let rows = whole.filters * whole.image.0 * width;
        let filters = Filters::new(sizes, &random(WINDOW * rows), &random(whole.filters));
        let (mut y, mut du) = (vec![0.0; dout.len()], vec![0.0; POINTS * rows]);
        simd.vectorize(Answer { filters: &filters, x: &x, y: &mut y });
        simd.vectorize(SlopesAtPoints { sizes, x: &x, dout: &dout, du: &mut du });
        y.into_iter().chain(du).map(f32::to_bits).collect()
    }

    #[test]
    fn the_width_of_a_register_changes_no_bit() {
        for (image, pad) in [((9, 8, 8), 1), ((8, 28, 28), 1), ((10, 14, 14), 2), ((8, 16, 20), 0)] {
            let whole = direct::Sizes { image, pad: (pad, pad), cells: (3, 3), filters: 13 };
            let sizes = Sizes::new(whole).unwrap();
            let one = bits(Scalar, sizes);
            assert!(V3::try_new().is_none_or(|eight| bits(eight, sizes) == one), "{sizes:?}");
            assert!(V4::try_new().is_none_or(|sixteen| bits(sixteen, sizes) == one), "{sizes:?}");
        }
    }
}
