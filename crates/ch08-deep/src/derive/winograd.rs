//! 8.3 Can a convolution do with a quarter of its multiplications? **Winograd convolution**: four outputs of a
//! filter with three weights take twelve; six are enough. And what works for columns also works for rows.
//!
//! ```text
//! d₀ d₁ d₂ d₃ d₄ d₅        y₀ = d₀g₀ + d₁g₁ + d₂g₂          twelve multiplications
//! g₀ g₁ g₂                 y₁ = d₁g₀ + d₂g₁ + d₃g₂
//!    g₀ g₁ g₂              y₂ = d₂g₀ + d₃g₁ + d₄g₂
//!       …                  y₃ = d₃g₀ + d₄g₁ + d₅g₂
//!
//! y = Aᵀ · ( (Bᵀ d) · (G g) )              element-wise in the middle: six multiplications
//! Y = Aᵀ · ( (Bᵀ D B) · (G W Gᵀ) ) · A     a 6 × 6 input tile, a 3 × 3 kernel, a 4 × 4 output tile: 36 instead of 144
//! ```
//!
//! The trick is old algebra: to multiply two polynomials, evaluate both at a few points, multiply the values, and
//! interpolate. Here the points are 0, 1, −1, 2, −2 and "infinity". Bᵀ and Aᵀ don't multiply data by data, they only
//! form sums with small fixed factors; and in a layer Bᵀ D B is computed once for all filters, G W Gᵀ once for all
//! tiles, and the sum over channels is taken before Aᵀ. (S. Winograd, 1980; for convolutional networks A. Lavin and S.
//! Gray, 2015, arXiv:1509.09308.)

use ndarray::{Array3, Array4};

/// Bᵀ of the small case, two outputs of a filter with three weights: the points are 0, 1, −1 and "infinity".
pub const B_TRANSPOSED_4: [[f64; 4]; 4] =
    [[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, -1.0, 1.0, 0.0], [0.0, -1.0, 0.0, 1.0]];

/// G of the small case: the filter, evaluated at 0, 1, −1 and "infinity"; the halves of the interpolation are in here.
pub const G_4: [[f64; 3]; 4] = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]];

/// Aᵀ of the small case: from the four products to the two outputs.
pub const A_TRANSPOSED_4: [[f64; 4]; 2] = [[1.0, 1.0, 1.0, 0.0], [0.0, 1.0, -1.0, 1.0]];

/// Bᵀ, the input transform: a column of six pixels, evaluated at the points.
pub const B_TRANSPOSED: [[f64; 6]; 6] = [
    [4.0, 0.0, -5.0, 0.0, 1.0, 0.0],
    [0.0, -4.0, -4.0, 1.0, 1.0, 0.0],
    [0.0, 4.0, -4.0, -1.0, 1.0, 0.0],
    [0.0, -2.0, -1.0, 2.0, 1.0, 0.0],
    [0.0, 2.0, -1.0, -2.0, 1.0, 0.0],
    [0.0, 4.0, 0.0, -5.0, 0.0, 1.0],
];

/// G, the filter transform: a column of three weights, evaluated at the points.
pub const G: [[f64; 3]; 6] = [
    [1.0 / 4.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0],
    [0.0, 0.0, 1.0],
];

/// Aᵀ, the output transform: from the six products to the four outputs.
pub const A_TRANSPOSED: [[f64; 6]; 4] = [
    [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
    [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
    [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
    [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
];

/// A small fixed matrix times a vector.
pub fn times<const ROWS: usize, const COLUMNS: usize>(
    matrix: &[[f64; COLUMNS]; ROWS],
    values: [f64; COLUMNS],
) -> [f64; ROWS] {
    matrix.map(|row| row.iter().zip(values).map(|(factor, value)| factor * value).sum())
}

/// Two outputs, d₀g₀ + d₁g₁ + d₂g₂ and d₁g₀ + d₂g₁ + d₃g₂, with four multiplications instead of six.
pub fn by_four(d: [f64; 4], g: [f64; 3]) -> [f64; 2] {
    let (v, u) = (times(&B_TRANSPOSED_4, d), times(&G_4, g));
    times(&A_TRANSPOSED_4, std::array::from_fn(|point| v[point] * u[point]))
}

/// The four outputs by the definition, with twelve multiplications.
pub fn by_twelve(d: [f64; 6], g: [f64; 3]) -> [f64; 4] {
    std::array::from_fn(|k| (0..3).map(|i| d[k + i] * g[i]).sum())
}

/// The same four outputs with six multiplications: [`by_twelve`] counts twelve.
pub fn by_six(d: [f64; 6], g: [f64; 3]) -> [f64; 4] {
    let (v, u) = (times(&B_TRANSPOSED, d), times(&G, g));
    times(&A_TRANSPOSED, std::array::from_fn(|point| v[point] * u[point]))
}

/// A square matrix.
pub type Square<const SIDE: usize> = [[f64; SIDE]; SIDE];

/// `matrix · square · matrixᵀ`: transforms the columns of a square first, then its rows.
pub fn transform_2d<const IN: usize, const OUT: usize>(
    matrix: &[[f64; IN]; OUT],
    square: &Square<IN>,
) -> Square<OUT> {
    let columns: [[f64; OUT]; IN] =
        std::array::from_fn(|j| times(matrix, std::array::from_fn(|i| square[i][j])));
    std::array::from_fn(|i| times(matrix, std::array::from_fn(|j| columns[j][i])))
}

/// The 4 × 4 outputs of a tile by the definition, with 144 multiplications.
pub fn by_144(d: &Square<6>, w: &Square<3>) -> Square<4> {
    let output =
        |top: usize, left: usize| (0..9).map(|k| d[top + k / 3][left + k % 3] * w[k / 3][k % 3]).sum();
    std::array::from_fn(|top| std::array::from_fn(|left| output(top, left)))
}

/// The same 4 × 4 outputs as [`by_144`] gives, with 36 multiplications.
pub fn by_36(d: &Square<6>, w: &Square<3>) -> Square<4> {
    let (v, u) = (transform_2d(&B_TRANSPOSED, d), transform_2d(&G, w));
    transform_2d(&A_TRANSPOSED, &std::array::from_fn(|i| std::array::from_fn(|j| v[i][j] * u[i][j])))
}

/// The 2 × 2 outputs of a small tile with 16 multiplications instead of 36.
pub fn by_16(d: &Square<4>, w: &Square<3>) -> Square<2> {
    let (v, u) = (transform_2d(&B_TRANSPOSED_4, d), transform_2d(&G_4, w));
    transform_2d(&A_TRANSPOSED_4, &std::array::from_fn(|i| std::array::from_fn(|j| v[i][j] * u[i][j])))
}

/// A whole layer, with stride 1 and without padding: image `(c, h, w)` and filters `(filters, c, 3, 3)` →
/// `(filters, h − 2, w − 2)`.
///
/// # Panics
/// If the filters aren't 3 × 3, or don't fit on the image.
pub fn convolution(x: &Array3<f64>, w: &Array4<f64>) -> Array3<f64> {
    let ((channels, h, width), (filters, _, rows, columns)) = (x.dim(), w.dim());
    assert!(
        (rows, columns) == (3, 3) && h >= 3 && width >= 3,
        "3 × 3 filters on an image of at least that size"
    );
    // Tiles at the far edges extend beyond the image.
    let pixel = |at: [usize; 3]| x.get(at).copied().unwrap_or(0.0);
    let tile = |c, top, left| std::array::from_fn(|i| std::array::from_fn(|j| pixel([c, top + i, left + j])));
    let mut y = Array3::zeros((filters, h - 2, width - 2));
    for top in (0..h - 2).step_by(4) {
        for left in (0..width - 2).step_by(4) {
            let v: Vec<Square<6>> =
                (0..channels).map(|c| transform_2d(&B_TRANSPOSED, &tile(c, top, left))).collect();
            for f in 0..filters {
                let mut m = [[0.0; 6]; 6];
                for (c, v) in v.iter().enumerate() {
                    let g = std::array::from_fn(|i| std::array::from_fn(|j| w[[f, c, i, j]]));
                    let u = transform_2d(&G, &g);
                    for (m, (v, u)) in
                        m.as_flattened_mut().iter_mut().zip(v.as_flattened().iter().zip(u.as_flattened()))
                    {
                        *m += v * u;
                    }
                }
                for (i, row) in transform_2d(&A_TRANSPOSED, &m).into_iter().enumerate() {
                    for (j, output) in row.into_iter().enumerate() {
                        if let Some(y) = y.get_mut([f, top + i, left + j]) {
                            *y = output;
                        }
                    }
                }
            }
        }
    }
    y
}

/// Multiplications of a layer for one image, by the definition: one per weight of each filter at each position.
pub fn products(channels: usize, filters: usize, window: (usize, usize), out: (usize, usize)) -> usize {
    channels * filters * window.0 * window.1 * out.0 * out.1
}

/// The same for 3 × 3 kernels with 4 × 4 output tiles: 36 instead of 144 per tile.
pub fn products_of_tiles(channels: usize, filters: usize, out: (usize, usize)) -> usize {
    channels * filters * 36 * out.0.div_ceil(4) * out.1.div_ceil(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers, so that halves and sums are exact.
    fn number(seed: usize) -> f64 {
        (seed * 37 % 19) as f64 - 9.0
    }

    #[test]
    fn four_products_give_the_two_outputs_of_six() {
        for seed in 0..50 {
            let d: [f64; 4] = std::array::from_fn(|i| number(seed + 5 * i));
            let g: [f64; 3] = std::array::from_fn(|i| number(3 * seed + i));
            let expected: [f64; 2] = std::array::from_fn(|k| (0..3).map(|i| d[k + i] * g[i]).sum());
            assert_eq!(by_four(d, g), expected);
        }
        assert_eq!(by_four([1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 2.0]), [9.0, 13.0]);
    }

    #[test]
    fn sixteen_products_give_the_four_outputs_of_36() {
        for seed in 0..50 {
            let d: Square<4> = std::array::from_fn(|i| std::array::from_fn(|j| number(seed + 4 * i + j)));
            let w: Square<3> = std::array::from_fn(|i| std::array::from_fn(|j| number(7 * seed + 3 * i + j)));
            let output = |top: usize, left: usize| {
                (0..9).map(|k| d[top + k / 3][left + k % 3] * w[k / 3][k % 3]).sum()
            };
            let expected: Square<2> =
                std::array::from_fn(|top| std::array::from_fn(|left| output(top, left)));
            assert_eq!(by_16(&d, &w), expected);
        }
    }
}
