//! 8.3 Can a convolution do with half of its products? Four answers of a three-cell window take twelve; six are enough.
//!
//! ```text
//! d₀ d₁ d₂ d₃ d₄ d₅        y₀ = d₀g₀ + d₁g₁ + d₂g₂          twelve products
//! g₀ g₁ g₂                 y₁ = d₁g₀ + d₂g₁ + d₃g₂
//!    g₀ g₁ g₂              y₂ = d₂g₀ + d₃g₁ + d₄g₂
//!       …                  y₃ = d₃g₀ + d₄g₁ + d₅g₂
//!
//! y = Aᵀ · ( (Bᵀ d) · (G g) )     number by number in the middle: six products
//! ```
//!
//! The trick is an old one of algebra: who wants the product of two polynomials can evaluate both at a few points,
//! multiply there, and find the polynomial through the results. Here the points are 0, 1, −1, 2, −2 and "infinity". What
//! Bᵀ and Aᵀ do are no products of data by data, only sums with small fixed factors; and in a layer Bᵀ d is made once for
//! all filters, G g once for all places, and the sum over channels is taken before Aᵀ. (S. Winograd, 1980; for
//! convolution networks A. Lavin and S. Gray, 2015, arXiv:1509.09308.)

use ndarray::{Array3, Array4};

/// Bᵀ: a column of six pixels, evaluated at the points.
pub const B_TRANSPOSED: [[f64; 6]; 6] = [
    [4.0, 0.0, -5.0, 0.0, 1.0, 0.0],
    [0.0, -4.0, -4.0, 1.0, 1.0, 0.0],
    [0.0, 4.0, -4.0, -1.0, 1.0, 0.0],
    [0.0, -2.0, -1.0, 2.0, 1.0, 0.0],
    [0.0, 2.0, -1.0, -2.0, 1.0, 0.0],
    [0.0, 4.0, 0.0, -5.0, 0.0, 1.0],
];

/// G: a column of three weights, evaluated at the points.
pub const G: [[f64; 3]; 6] = [
    [1.0 / 4.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0],
    [0.0, 0.0, 1.0],
];

/// Aᵀ: from the six products to the four answers.
pub const A_TRANSPOSED: [[f64; 6]; 4] = [
    [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
    [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
    [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
    [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
];

/// A small fixed matrix times a list of numbers.
pub fn times<const ROWS: usize, const COLUMNS: usize>(
    matrix: &[[f64; COLUMNS]; ROWS],
    numbers: [f64; COLUMNS],
) -> [f64; ROWS] {
    matrix.map(|row| row.iter().zip(numbers).map(|(factor, number)| factor * number).sum())
}

/// The four answers as the definition says, by twelve products.
pub fn by_twelve(d: [f64; 6], g: [f64; 3]) -> [f64; 4] {
    std::array::from_fn(|k| (0..3).map(|i| d[k + i] * g[i]).sum())
}

/// The same by six.
pub fn by_six(d: [f64; 6], g: [f64; 3]) -> [f64; 4] {
    let (v, u) = (times(&B_TRANSPOSED, d), times(&G, g));
    times(&A_TRANSPOSED, std::array::from_fn(|point| v[point] * u[point]))
}

/// A whole layer, by one-pixel steps and without a frame: image `(c, h, w)` and filters `(filters, c, 3, fw)` →
/// `(filters, h − 2, w − fw + 1)`. Columns of the window are summed over like channels.
///
/// # Panics
/// If the filters have not three rows, or do not fit on the image.
pub fn convolution(x: &Array3<f64>, w: &Array4<f64>) -> Array3<f64> {
    let ((channels, h, width), (filters, _, rows, columns)) = (x.dim(), w.dim());
    assert!(rows == 3 && h >= 3 && width >= columns, "three-row filters on an image that is as large");
    let pixel = |c: usize, row: usize, column: usize| if row < h { x[[c, row, column]] } else { 0.0 };
    let mut y = Array3::zeros((filters, h - 2, width - columns + 1));
    for f in 0..filters {
        for top in (0..h - 2).step_by(4) {
            for left in 0..width - columns + 1 {
                let mut m = [0.0; 6];
                for c in 0..channels {
                    for j in 0..columns {
                        let v = times(&B_TRANSPOSED, std::array::from_fn(|i| pixel(c, top + i, left + j)));
                        let u = times(&G, std::array::from_fn(|i| w[[f, c, i, j]]));
                        m.iter_mut().zip(v).zip(u).for_each(|((m, v), u)| *m += v * u);
                    }
                }
                // The last four rows may reach beyond the answers.
                for (row, answer) in times(&A_TRANSPOSED, m).into_iter().enumerate().take(h - 2 - top) {
                    y[[f, top + row, left]] = answer;
                }
            }
        }
    }
    y
}

/// Products of a layer for one image, by the definition: one for each weight of each filter at each place.
pub fn products(channels: usize, filters: usize, window: (usize, usize), out: (usize, usize)) -> usize {
    channels * filters * window.0 * window.1 * out.0 * out.1
}

/// The same for three-row windows, four rows of answers at a time: six instead of twelve for each.
pub fn fewer_products(channels: usize, filters: usize, columns: usize, out: (usize, usize)) -> usize {
    channels * filters * columns * 6 * out.0.div_ceil(4) * out.1
}
