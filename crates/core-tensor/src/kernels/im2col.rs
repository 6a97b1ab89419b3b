//! How does a convolution become one matrix product? By copying the values under each window into a column.
//!
//! Derived in: ch07 (book §7.4.3), there with one *row* a window, as the book has it; here it is a column, so that the
//! product has the channels of the result as its rows and needs no transposing.
//!
//! ```text
//! image (c, h, w)                    columns (c · height · width, out_h · out_w)
//!  1 2 3                              1 2 4 5     ← what cell (0, 0) of the window sees, position by position
//!  4 5 6    window 2 × 2      →       2 3 5 6     ← cell (0, 1)
//!  7 8 9                              4 5 7 8     ← cell (1, 0)
//!                                     5 6 8 9     ← cell (1, 1)
//! ```
//!
//! A row of columns is made of pieces of the image's rows, which are copied as they are. [`col2im`] is the reverse
//! and *adds*: a pixel under four windows gets the gradients of all four. It is the adjoint of [`im2col`], not its
//! inverse.

use crate::Window;
use crate::{Matrix, Real};
use ndarray::{Array3, ArrayView2, ArrayView3};

/// The columns of one image: `(c, h, w)` → `(c · height · width, out_h · out_w)`. Beyond the edge there are zeros.
///
/// # Panics
/// If the window does not fit into the image.
pub fn im2col<F: Real>(image: ArrayView3<F>, window: Window) -> Matrix<F> {
    let (c, h, w) = image.dim();
    let (out_h, out_w) = window.output_size(h, w);
    let mut columns = Matrix::zeros((c * window.cells(), out_h * out_w));
    let image = image.as_standard_layout();
    let (pixels, values) = (flat(image.as_slice()), flat(columns.as_slice_mut()));
    fill_columns(pixels, (c, h, w), window, values);
    columns
}

/// The adjoint of [`im2col`]: adds what the columns hold at the pixels they came from.
///
/// # Panics
/// If the columns are not those of such an image.
pub fn col2im<F: Real>(
    columns: ArrayView2<F>,
    (c, h, w): (usize, usize, usize),
    window: Window,
) -> Array3<F> {
    let (out_h, out_w) = window.output_size(h, w);
    assert!(
        columns.dim() == (c * window.cells(), out_h * out_w),
        "col2im: columns of {} × {} are not those of an image of {c} × {h} × {w}",
        columns.nrows(),
        columns.ncols()
    );
    let mut image = Array3::zeros((c, h, w));
    let columns = columns.as_standard_layout();
    let (values, pixels) = (flat(columns.as_slice()), flat(image.as_slice_mut()));
    add_columns(values, (c, h, w), window, pixels);
    image
}

fn flat<T>(slice: Option<T>) -> T {
    slice.unwrap_or_else(|| unreachable!("the order was just made row-major"))
}

/// [`im2col`] into memory that is there already; cells beyond the edge are set to zero.
pub(crate) fn fill_columns<F: Real>(
    image: &[F],
    (c, h, w): (usize, usize, usize),
    window: Window,
    columns: &mut [F],
) {
    let (out_h, out_w) = window.output_size(h, w);
    let rows = columns.chunks_exact_mut(out_h * out_w);
    for ((channel, i, j), row) in cells(c, window).zip(rows) {
        let ((ys, y0), (xs, x0)) = (window.inside(i, h, out_h), window.inside(j, w, out_w));
        row[..ys.start * out_w].fill(F::zero());
        row[ys.end * out_w..].fill(F::zero());
        for (n, line) in row[ys.start * out_w..ys.end * out_w].chunks_exact_mut(out_w).enumerate() {
            let pixels = &image[(channel * h + y0 + n * window.stride) * w..][..w];
            line[..xs.start].fill(F::zero());
            line[xs.end..].fill(F::zero());
            copy_every(&pixels[x0.min(w)..], window.stride, &mut line[xs.clone()]);
        }
    }
}

/// [`col2im`] on top of what the image holds already.
pub(crate) fn add_columns<F: Real>(
    columns: &[F],
    (c, h, w): (usize, usize, usize),
    window: Window,
    image: &mut [F],
) {
    let (out_h, out_w) = window.output_size(h, w);
    let rows = columns.chunks_exact(out_h * out_w);
    for ((channel, i, j), row) in cells(c, window).zip(rows) {
        let ((ys, y0), (xs, x0)) = (window.inside(i, h, out_h), window.inside(j, w, out_w));
        for (n, line) in row[ys.start * out_w..ys.end * out_w].chunks_exact(out_w).enumerate() {
            let pixels = &mut image[(channel * h + y0 + n * window.stride) * w..][..w];
            add_every(&line[xs.clone()], window.stride, &mut pixels[x0.min(w)..]);
        }
    }
}

/// Channel, row and column of each cell of the window, in the order of the rows of columns.
fn cells(channels: usize, window: Window) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..channels)
        .flat_map(move |c| (0..window.height).flat_map(move |i| (0..window.width).map(move |j| (c, i, j))))
}

fn copy_every<F: Copy>(from: &[F], step: usize, to: &mut [F]) {
    // A step of 1 is by far the most frequent, and then it is one plain copy.
    if step == 1 {
        return to.copy_from_slice(&from[..to.len()]);
    }
    for (to, from) in to.iter_mut().zip(from.iter().step_by(step)) {
        *to = *from;
    }
}

fn add_every<F: Real>(from: &[F], step: usize, to: &mut [F]) {
    if step == 1 {
        for (to, &from) in to.iter_mut().zip(from) {
            *to += from;
        }
        return;
    }
    for (to, &from) in to.iter_mut().step_by(step).zip(from) {
        *to += from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use ndarray::{Array, Dimension, array};
    use rand::RngExt;

    const WINDOWS: [Window; 6] = [
        Window::square(3),
        Window::square(3).pad(1),
        Window::square(3).stride(2).pad(2),
        Window::new(2, 5).pad(1),
        Window::square(2).stride(2),
        Window::new(4, 1).stride(3).pad(2),
    ];

    fn random<D: Dimension>(shape: impl ndarray::ShapeBuilder<Dim = D>, name: &str) -> Array<f64, D> {
        let mut rng = Streams::new(1).rng(name);
        Array::from_shape_simple_fn(shape, || rng.random::<f64>() - 0.5)
    }

    #[test]
    fn a_column_is_what_one_window_sees() {
        let image = array![[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]];
        let columns = im2col(image.view(), Window::square(2));
        assert_eq!(columns.column(0), array![1.0, 2.0, 4.0, 5.0]);
        assert_eq!(columns.column(3), array![5.0, 6.0, 8.0, 9.0]);
    }

    #[test]
    fn every_entry_is_the_pixel_under_its_cell_or_zero_beyond_the_edge() {
        let (c, h, w) = (3, 7, 6);
        let image = random((c, h, w), "image");
        for window in WINDOWS {
            let columns = im2col(image.view(), window);
            let (_, out_w) = window.output_size(h, w);
            for (row, (channel, i, j)) in cells(c, window).enumerate() {
                for (position, &found) in columns.row(row).iter().enumerate() {
                    let y = (position / out_w * window.stride + i).checked_sub(window.pad).filter(|y| *y < h);
                    let x = (position % out_w * window.stride + j).checked_sub(window.pad).filter(|x| *x < w);
                    let expected = y.zip(x).map_or(0.0, |(y, x)| image[[channel, y, x]]);
                    assert_eq!(found, expected, "{window:?}, row {row}, position {position}");
                }
            }
        }
    }

    #[test]
    fn col2im_is_the_adjoint_of_im2col() {
        for window in WINDOWS {
            let image = random((3, 7, 6), "image");
            let columns = im2col(image.view(), window);
            let other = random(columns.raw_dim(), "columns");
            let left = (&columns * &other).sum();
            let right = (&image * &col2im(other.view(), (3, 7, 6), window)).sum();
            assert!((left - right).abs() < 1e-12, "{window:?}: {left} against {right}");
        }
    }

    #[test]
    fn col2im_of_im2col_counts_the_windows_over_each_pixel() {
        let image = Array3::<f64>::ones((1, 4, 4));
        let window = Window::square(3);
        let counts = col2im(im2col(image.view(), window).view(), (1, 4, 4), window);
        assert_eq!(
            counts,
            array![[[1.0, 2.0, 2.0, 1.0], [2.0, 4.0, 4.0, 2.0], [2.0, 4.0, 4.0, 2.0], [1.0, 2.0, 2.0, 1.0]]]
        );
    }
}
