//! Which small matrices does Winograd convolution multiply by, and how is that done with few operations?
//!
//! ```text
//!        ⎡ 4  0 −5  0  1  0 ⎤        ⎡  1/4    0    0  ⎤         ⎡ 1  1  1  1  1  0 ⎤
//!        ⎢ 0 −4 −4  1  1  0 ⎥        ⎢ −1/6 −1/6 −1/6  ⎥    Aᵀ = ⎢ 0  1 −1  2 −2  0 ⎥
//!   Bᵀ = ⎢ 0  4 −4 −1  1  0 ⎥    G = ⎢ −1/6  1/6 −1/6  ⎥         ⎢ 0  1  1  4  4  0 ⎥
//!        ⎢ 0 −2 −1  2  1  0 ⎥        ⎢ 1/24 1/12  1/6  ⎥         ⎣ 0  1 −1  8 −8  1 ⎦
//!        ⎢ 0  2 −1 −2  1  0 ⎥        ⎢ 1/24 −1/12 1/6  ⎥
//!        ⎣ 0  4  0 −5  0  1 ⎦        ⎣   0    0    1   ⎦     points 0, 1, −1, 2, −2 and ∞
//! ```
//!
//! Derived in ch08 (`winograd`); A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016. The points 1 and −1, and 2 and −2, have rows that differ in every other sign: what
//! both have in common is computed once, so that Bᵀ takes 12 operations instead of 22.

#![expect(
    clippy::needless_range_loop,
    reason = "compilers leave arrays in registers only if a loop counts through them"
)]

use crate::Real;
use crate::kernels::simd::Lanes;
use pulp::Simd;

/// Rows of an output tile.
pub(crate) const OUTPUTS: usize = 4;
/// Rows of a kernel.
pub(crate) const WINDOW: usize = 3;
/// Points, and so products; for rows and columns together their square.
pub(crate) const POINTS: usize = OUTPUTS + WINDOW - 1;

/// A small fixed matrix, times a list of registers.
pub(crate) trait Transform<const IN: usize, const OUT: usize> {
    fn times<F: Real, S: Simd>(simd: S, x: [F::Vector<S>; IN]) -> [F::Vector<S>; OUT];
}

/// `factor · a + b`
#[inline(always)]
fn add<F: Real, S: Simd>(simd: S, factor: f64, a: F::Vector<S>, b: F::Vector<S>) -> F::Vector<S> {
    F::multiply_add(simd, F::splat(simd, F::of(factor)), a, b)
}

/// `factor · a`
#[inline(always)]
fn scale<F: Real, S: Simd>(simd: S, factor: f64, a: F::Vector<S>) -> F::Vector<S> {
    add::<F, S>(simd, factor, a, F::splat(simd, F::zero()))
}

/// Bᵀ, the input transform.
pub(crate) struct InputTransform;

impl Transform<POINTS, POINTS> for InputTransform {
    #[inline(always)]
    fn times<F: Real, S: Simd>(simd: S, d: [F::Vector<S>; POINTS]) -> [F::Vector<S>; POINTS] {
        let add = |factor, a, b| add::<F, S>(simd, factor, a, b);
        let [one_even, one_odd] = [add(-4.0, d[2], d[4]), add(-4.0, d[1], d[3])];
        let [two_even, two_odd] = [add(-1.0, d[2], d[4]), add(-1.0, d[1], d[3])];
        [
            add(4.0, d[0], add(-5.0, d[2], d[4])),
            add(1.0, one_odd, one_even),
            add(-1.0, one_odd, one_even),
            add(2.0, two_odd, two_even),
            add(-2.0, two_odd, two_even),
            add(4.0, d[1], add(-5.0, d[3], d[5])),
        ]
    }
}

/// G, the filter transform.
pub(crate) struct FilterTransform;

impl Transform<WINDOW, POINTS> for FilterTransform {
    #[inline(always)]
    fn times<F: Real, S: Simd>(simd: S, g: [F::Vector<S>; WINDOW]) -> [F::Vector<S>; POINTS] {
        let (add, scale) = (|f, a, b| add::<F, S>(simd, f, a, b), |f, a| scale::<F, S>(simd, f, a));
        let one = scale(-1.0 / 6.0, add(1.0, g[0], g[2]));
        let two = add(1.0 / 24.0, g[0], scale(1.0 / 6.0, g[2]));
        [
            scale(1.0 / 4.0, g[0]),
            add(-1.0 / 6.0, g[1], one),
            add(1.0 / 6.0, g[1], one),
            add(1.0 / 12.0, g[1], two),
            add(-1.0 / 12.0, g[1], two),
            g[2],
        ]
    }
}

/// Aᵀ, the output transform.
pub(crate) struct OutputTransform;

impl Transform<POINTS, OUTPUTS> for OutputTransform {
    #[inline(always)]
    fn times<F: Real, S: Simd>(simd: S, m: [F::Vector<S>; POINTS]) -> [F::Vector<S>; OUTPUTS] {
        let add = |factor, a, b| add::<F, S>(simd, factor, a, b);
        let [one_even, one_odd] = [add(1.0, m[1], m[2]), add(-1.0, m[2], m[1])];
        let [two_even, two_odd] = [add(1.0, m[3], m[4]), add(-1.0, m[4], m[3])];
        [
            add(1.0, m[0], add(1.0, one_even, two_even)),
            add(2.0, two_odd, one_odd),
            add(4.0, two_even, one_even),
            add(8.0, two_odd, add(1.0, one_odd, m[5])),
        ]
    }
}

/// A, the transpose of [`OutputTransform`]
pub(crate) struct OutputTransformTransposed;

impl Transform<OUTPUTS, POINTS> for OutputTransformTransposed {
    #[inline(always)]
    fn times<F: Real, S: Simd>(simd: S, y: [F::Vector<S>; OUTPUTS]) -> [F::Vector<S>; POINTS] {
        let (add, scale) = (|f, a, b| add::<F, S>(simd, f, a, b), |f, a| scale::<F, S>(simd, f, a));
        let [one_even, one_odd] = [add(1.0, y[0], y[2]), add(1.0, y[1], y[3])];
        let [two_even, two_odd] = [add(4.0, y[2], y[0]), add(8.0, y[3], scale(2.0, y[1]))];
        [
            y[0],
            add(1.0, one_odd, one_even),
            add(-1.0, one_odd, one_even),
            add(1.0, two_odd, two_even),
            add(-1.0, two_odd, two_even),
            y[3],
        ]
    }
}

/// Gᵀ, the transpose of [`FilterTransform`]
pub(crate) struct FilterTransformTransposed;

impl Transform<POINTS, WINDOW> for FilterTransformTransposed {
    #[inline(always)]
    fn times<F: Real, S: Simd>(simd: S, u: [F::Vector<S>; POINTS]) -> [F::Vector<S>; WINDOW] {
        let (add, scale) = (|f, a, b| add::<F, S>(simd, f, a, b), |f, a| scale::<F, S>(simd, f, a));
        let [one_even, one_odd] = [add(1.0, u[1], u[2]), add(-1.0, u[2], u[1])];
        let [two_even, two_odd] = [add(1.0, u[3], u[4]), add(-1.0, u[4], u[3])];
        [
            add(1.0 / 4.0, u[0], add(1.0 / 24.0, two_even, scale(-1.0 / 6.0, one_even))),
            add(1.0 / 12.0, two_odd, scale(-1.0 / 6.0, one_odd)),
            add(1.0 / 6.0, two_even, add(-1.0 / 6.0, one_even, u[5])),
        ]
    }
}

/// Scratch for what is computed between the columns and the rows of a square.
pub(crate) type Intermediate<F, S, const IN: usize, const OUT: usize> = [[<F as Lanes>::Vector<S>; OUT]; IN];

/// `matrix · square · matrixᵀ`, where each number is a register full of them: `load(i, j)` gives the square's, and
/// `store(i, j, …)` takes the result's.
#[inline(always)]
pub(crate) fn transform_2d<F: Real, S: Simd, M: Transform<IN, OUT>, const IN: usize, const OUT: usize>(
    simd: S,
    intermediate: &mut Intermediate<F, S, IN, OUT>,
    load: impl Fn(usize, usize) -> F::Vector<S>,
    mut store: impl FnMut(usize, usize, F::Vector<S>),
) {
    let zero = F::splat(simd, F::zero());
    for j in 0..IN {
        let mut column = [zero; IN];
        for i in 0..IN {
            column[i] = load(i, j);
        }
        intermediate[j] = M::times::<F, S>(simd, column);
    }
    for i in 0..OUT {
        let mut row = [zero; IN];
        for j in 0..IN {
            row[j] = intermediate[j][i];
        }
        let row = M::times::<F, S>(simd, row);
        for j in 0..OUT {
            store(i, j, row[j]);
        }
    }
}

/// No values yet.
#[inline(always)]
pub(crate) fn intermediate<F: Real, S: Simd, const IN: usize, const OUT: usize>(
    simd: S,
) -> Intermediate<F, S, IN, OUT> {
    [[F::splat(simd, F::zero()); OUT]; IN]
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::Scalar;

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
    const A_TRANSPOSED: [[f64; POINTS]; OUTPUTS] = [
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
        [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
        [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
        [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
    ];

    /// Number by number: one lane of a scalar "register".
    fn times<M: Transform<IN, OUT>, const IN: usize, const OUT: usize>(x: [f64; IN]) -> [f64; OUT] {
        M::times::<f64, Scalar>(Scalar, x)
    }

    fn by_matrix<const IN: usize, const OUT: usize>(
        entry: impl Fn(usize, usize) -> f64,
        x: [f64; IN],
    ) -> [f64; OUT] {
        std::array::from_fn(|i| (0..IN).map(|j| entry(i, j) * x[j]).sum())
    }

    fn assert_near<const N: usize>(a: [f64; N], b: [f64; N]) {
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-14), "{a:?} is not {b:?}");
    }

    #[test]
    fn what_pairs_of_points_share_makes_the_matrices_of_the_text() {
        let x = [0.3, -0.7, 0.11, 0.9, -0.2, 0.45];
        let (three, four) = ([x[0], x[1], x[2]], [x[0], x[1], x[2], x[3]]);
        assert_near(times::<InputTransform, 6, 6>(x), by_matrix(|i, j| B_TRANSPOSED[i][j], x));
        assert_near(times::<FilterTransform, 3, 6>(three), by_matrix(|i, j| G[i][j], three));
        assert_near(times::<OutputTransform, 6, 4>(x), by_matrix(|i, j| A_TRANSPOSED[i][j], x));
        assert_near(
            times::<OutputTransformTransposed, 4, 6>(four),
            by_matrix(|i, j| A_TRANSPOSED[j][i], four),
        );
        assert_near(times::<FilterTransformTransposed, 6, 3>(x), by_matrix(|i, j| G[j][i], x));
    }
}
