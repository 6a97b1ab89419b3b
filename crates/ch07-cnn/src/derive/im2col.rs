//! 7.4.2 How do seven loops become one matrix product? By copying each window into a row of a matrix.
//!
//! ```text
//! image                      col: one row per window
//!  1 2 3                      1 2 4 5
//!  4 5 6    window 2 × 2  →   2 3 5 6
//!  7 8 9                      4 5 7 8
//!                             5 6 8 9
//! x (n, c, h, w)  →  col (n · out_h · out_w, c · fh · fw)
//! ```
//!
//! A pixel in several windows is in several rows. So [`col2im`], the backward pass, has to *add*: the pixel gets the
//! sum of the gradients of all its copies. That makes it the adjoint of `im2col` (as Wᵀ is of W), not its inverse.

use super::output_size::output_size;
use super::padding::{framed, unframed};
use ndarray::{Array2, Array4, s};

/// One row per window, ordered by image, row and column of the window. The cells of a row are ordered by
/// channel, row and column.
///
/// # Panics
/// If the window doesn't fit.
pub fn im2col(x: &Array4<f64>, fh: usize, fw: usize, stride: usize, pad: usize) -> Array2<f64> {
    let (n, c, h, w) = x.dim();
    let (out_h, out_w) = (output_size(h, fh, stride, pad), output_size(w, fw, stride, pad));
    let x = framed(x, pad);
    let mut col = Array2::zeros((n * out_h * out_w, c * fh * fw));
    for (k, mut row) in col.rows_mut().into_iter().enumerate() {
        let (image, y, x0) = window_at(k, out_h, out_w, stride);
        let window = x.slice(s![image, .., y..y + fh, x0..x0 + fw]);
        row.iter_mut().zip(&window).for_each(|(cell, &pixel)| *cell = pixel);
    }
    col
}

/// The backward pass: adds each entry of `col` to the pixel it was copied from. `shape` is that of the
/// images.
///
/// # Panics
/// If `col` isn't the matrix of such images.
pub fn col2im(
    col: &Array2<f64>,
    shape: (usize, usize, usize, usize),
    (fh, fw): (usize, usize),
    stride: usize,
    pad: usize,
) -> Array4<f64> {
    let (n, c, h, w) = shape;
    let (out_h, out_w) = (output_size(h, fh, stride, pad), output_size(w, fw, stride, pad));
    assert!(
        col.dim() == (n * out_h * out_w, c * fh * fw),
        "col2im: {} × {} is not the matrix of images of {n} × {c} × {h} × {w}, which has {} × {}",
        col.nrows(),
        col.ncols(),
        n * out_h * out_w,
        c * fh * fw
    );
    let mut x = Array4::zeros((n, c, h + 2 * pad, w + 2 * pad));
    for (k, row) in col.rows().into_iter().enumerate() {
        let (image, y, x0) = window_at(k, out_h, out_w, stride);
        let mut window = x.slice_mut(s![image, .., y..y + fh, x0..x0 + fw]);
        window.iter_mut().zip(&row).for_each(|(pixel, &cell)| *pixel += cell);
    }
    unframed(&x, pad)
}

/// The image that row number `k` belongs to, and the corner of its window.
fn window_at(k: usize, out_h: usize, out_w: usize, stride: usize) -> (usize, usize, usize) {
    let (image, window) = (k / (out_h * out_w), k % (out_h * out_w));
    (image, window / out_w * stride, window % out_w * stride)
}
