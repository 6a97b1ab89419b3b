//! 7.4.3 How do you implement a convolution layer? As a fully connected layer on windows instead of images.
//!
//! ```text
//! col   = im2col(x)                    (n · out_h · out_w, c · fh · fw)
//! col_w = w, one column per filter       (c · fh · fw, filters)
//!
//! forward    out = col · col_w + b     (n · out_h · out_w, filters)   → turned into (n, filters, out_h, out_w)
//! backward   db  = Σ over rows of dout
//!            dw  = colᵀ · dout
//!            dx  = col2im(dout · col_wᵀ)
//! ```
//!
//! The three lines of the backward pass are those of the affine layer; only `im2col` has to be reversed.

use super::im2col::{col2im, im2col};
use super::output_size::output_size;
use ndarray::{Array1, Array2, Array4, Axis};

/// A convolution layer.
#[derive(Clone, Debug)]
pub struct Convolution {
    /// Filters, (filters, channels, fh, fw).
    pub w: Array4<f64>,
    /// Bias, one value per filter.
    pub b: Array1<f64>,
    /// The stride.
    pub stride: usize,
    /// The zero padding on each side.
    pub pad: usize,
    /// dL/dw, after `backward`.
    pub dw: Array4<f64>,
    /// dL/db, after `backward`.
    pub db: Array1<f64>,
    /// The shape of the last input, and its windows.
    x_shape: (usize, usize, usize, usize),
    col: Array2<f64>,
}

impl Convolution {
    /// A layer with these parameters.
    pub fn new(w: Array4<f64>, b: Array1<f64>, stride: usize, pad: usize) -> Self {
        let (dw, db) = (Array4::zeros(w.dim()), Array1::zeros(b.len()));
        Self { w, b, stride, pad, dw, db, x_shape: (0, 0, 0, 0), col: Array2::zeros((0, 0)) }
    }

    /// Inference: `(n, c, h, w)` → `(n, filters, out_h, out_w)`.
    ///
    /// # Panics
    /// If the filters don't fit the images.
    pub fn predict(&self, x: &Array4<f64>) -> Array4<f64> {
        self.product(x, &self.columns(x))
    }

    /// Training: the windows are stored.
    ///
    /// # Panics
    /// As [`Convolution::predict`].
    pub fn forward(&mut self, x: &Array4<f64>) -> Array4<f64> {
        self.x_shape = x.dim();
        self.col = self.columns(x);
        self.product(x, &self.col)
    }

    /// From dL/dout to dL/dx; fills `dw` and `db`.
    ///
    /// # Panics
    /// If `dout` doesn't have the shape of the last output.
    pub fn backward(&mut self, dout: &Array4<f64>) -> Array4<f64> {
        let (_, _, fh, fw) = self.w.dim();
        // Filters last: one row per window, one column per filter.
        let dout = rows(&dout.view().permuted_axes([0, 2, 3, 1]).as_standard_layout().into_owned());
        self.db = dout.sum_axis(Axis(0));
        let dw = dout.t().dot(&self.col);
        let dcol = dout.dot(&self.col_w().t());
        self.dw = in_shape(dw, self.w.dim());
        col2im(&dcol, self.x_shape, (fh, fw), self.stride, self.pad)
    }

    fn columns(&self, x: &Array4<f64>) -> Array2<f64> {
        let (_, c, fh, fw) = self.w.dim();
        assert!(x.dim().1 == c, "the images have {} channels, the filters {c}", x.dim().1);
        im2col(x, fh, fw, self.stride, self.pad)
    }

    /// One column per filter.
    fn col_w(&self) -> Array2<f64> {
        let (filters, c, fh, fw) = self.w.dim();
        let w = self.w.as_standard_layout().into_owned();
        let by_filter = w.into_shape_with_order((filters, c * fh * fw));
        by_filter
            .unwrap_or_else(|_| {
                unreachable!("row-major values fit any shape with the same number of elements")
            })
            .reversed_axes()
    }

    fn product(&self, x: &Array4<f64>, col: &Array2<f64>) -> Array4<f64> {
        let (n, _, h, w) = x.dim();
        let (filters, _, fh, fw) = self.w.dim();
        let out_h = output_size(h, fh, self.stride, self.pad);
        let out_w = output_size(w, fw, self.stride, self.pad);
        let out = col.dot(&self.col_w()) + &self.b;
        // (n, out_h, out_w, filters) → (n, filters, out_h, out_w)
        let out = in_shape(out, (n, out_h, out_w, filters)).permuted_axes([0, 3, 1, 2]);
        out.as_standard_layout().into_owned()
    }
}

/// The last axis becomes the columns.
fn rows(x: &Array4<f64>) -> Array2<f64> {
    let (n, h, w, columns) = x.dim();
    x.to_shape((n * h * w, columns))
        .unwrap_or_else(|_| {
            unreachable!(
                "the number of elements stays the \
         same"
            )
        })
        .to_owned()
}

/// The same values, row by row, with four axes.
fn in_shape(matrix: Array2<f64>, shape: (usize, usize, usize, usize)) -> Array4<f64> {
    let matrix = matrix.as_standard_layout().into_owned();
    matrix.into_shape_with_order(shape).unwrap_or_else(|_| panic!("the values don't fill {shape:?}"))
}
