//! 7.3, 7.4.4 How does an image become smaller? By **pooling**: each window is reduced to its maximum, or to its mean.
//!
//! ```text
//! 1 2 1 0                                       the maximum, and its index in the window
//! 0 1 2 3    windows of 2 × 2, stride 2    →    2 3        1 3
//! 3 0 1 2                                       4 2        3 1
//! 2 4 0 1
//! ```
//!
//! As in the book: `im2col`, then one row per window *and channel* (channels are pooled one by one), then the maximum
//! of each row. The gradient goes back to the position of the maximum, and `col2im` puts it into the image. There are
//! no parameters: no w, no b.

use super::im2col::{col2im, im2col};
use super::output_size::output_size;
use core_tensor::tensor::targets::arg_max;
use ndarray::{Array1, Array2, Array4};

/// What a window is reduced to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its maximum; in a tie the first, row by row.
    Max,
    /// Its mean.
    Average,
}

/// A pooling layer, for windows inside the image (the book's code has a `pad`, but its output size ignores it).
#[derive(Clone, Debug)]
pub struct Pooling {
    /// Maximum or mean.
    pub kind: Kind,
    /// Rows of the window.
    pub pool_h: usize,
    /// Columns of the window.
    pub pool_w: usize,
    /// The stride.
    pub stride: usize,
    /// For each window and channel of the last input, the index of the maximum.
    pub arg_max: Vec<usize>,
    x_shape: (usize, usize, usize, usize),
}

impl Pooling {
    /// A layer with windows of `pool_h` × `pool_w`.
    pub fn new(kind: Kind, pool_h: usize, pool_w: usize, stride: usize) -> Self {
        Self { kind, pool_h, pool_w, stride, arg_max: Vec::new(), x_shape: (0, 0, 0, 0) }
    }

    /// Inference: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
    ///
    /// # Panics
    /// If the window doesn't fit.
    pub fn predict(&self, x: &Array4<f64>) -> Array4<f64> {
        let col = self.rows(x);
        let reduced: Array1<f64> = match self.kind {
            Kind::Max => {
                col.rows().into_iter().map(|row| row.fold(f64::NEG_INFINITY, |m, &v| m.max(v))).collect()
            }
            Kind::Average => col.rows().into_iter().map(|row| row.sum() / row.len() as f64).collect(),
        };
        let (n, c, h, w) = x.dim();
        let out_h = output_size(h, self.pool_h, self.stride, 0);
        let out_w = output_size(w, self.pool_w, self.stride, 0);
        // (n, out_h, out_w, c) → (n, c, out_h, out_w)
        let out = reduced.into_shape_with_order((n, out_h, out_w, c));
        let out = out.unwrap_or_else(|_| unreachable!("there is one value per window and channel"));
        out.permuted_axes([0, 3, 1, 2]).as_standard_layout().into_owned()
    }

    /// Training: stores the index of each maximum.
    ///
    /// # Panics
    /// As [`Pooling::predict`].
    pub fn forward(&mut self, x: &Array4<f64>) -> Array4<f64> {
        self.x_shape = x.dim();
        self.arg_max = self.rows(x).rows().into_iter().map(|row| arg_max(row.iter().copied())).collect();
        self.predict(x)
    }

    /// From dL/dout to dL/dx: to the maximum alone, or to all in equal parts.
    ///
    /// # Panics
    /// If `dout` doesn't have the shape of the last output.
    pub fn backward(&self, dout: &Array4<f64>) -> Array4<f64> {
        let cells = self.pool_h * self.pool_w;
        let mut dcol = Array2::zeros((self.arg_max.len(), cells));
        let dout = dout.view().permuted_axes([0, 2, 3, 1]);
        assert!(
            dout.len() == self.arg_max.len(),
            "pooling: dout has {} values, the output had {}",
            dout.len(),
            self.arg_max.len()
        );
        for ((mut row, &d), &largest) in dcol.rows_mut().into_iter().zip(&dout).zip(&self.arg_max) {
            match self.kind {
                Kind::Max => row[largest] = d,
                Kind::Average => row.fill(d / cells as f64),
            }
        }
        let channels = self.x_shape.1;
        let windows = self.arg_max.len() / channels.max(1);
        let dcol = dcol.into_shape_with_order((windows, channels * cells));
        let dcol = dcol.unwrap_or_else(|_| unreachable!("the channels of a window are consecutive rows"));
        col2im(&dcol, self.x_shape, (self.pool_h, self.pool_w), self.stride, 0)
    }

    /// One row per window and channel.
    fn rows(&self, x: &Array4<f64>) -> Array2<f64> {
        let col = im2col(x, self.pool_h, self.pool_w, self.stride, 0);
        let cells = self.pool_h * self.pool_w;
        let count = col.len() / cells;
        col.into_shape_with_order((count, cells))
            .unwrap_or_else(|_| unreachable!("a row of col has c · cells values"))
    }
}
