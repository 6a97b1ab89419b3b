//! 5.6.1, 5.6.2 What does a matrix product send back? Products with one factor transposed. Index by index first, because
//! that shows why.
//!
//! ```text
//! forward    y[n][j] = Σᵢ x[n][i] · w[i][j] + b[j]
//!
//! backward   x[n][i] meets every w[i][j]:   dx[n][i] = Σⱼ dout[n][j] · w[i][j]     dx = dout · wᵀ
//!            w[i][j] meets every x[n][i]:   dw[i][j] = Σₙ x[n][i] · dout[n][j]     dw = xᵀ · dout
//!            b[j] is added in every row:    db[j]    = Σₙ dout[n][j]               db = column sums of dout
//! ```
//!
//! So the transpose isn't a trick to make shapes fit: it brings the index that is summed over side by side. And `db` is
//! a sum because one value went n ways.

use ndarray::{Array1, Array2, Axis};

/// `dx`, `dw` and `db`.
pub type Gradients = (Array2<f64>, Array2<f64>, Array1<f64>);

/// The backward pass, one index after the other: every multiplication of the forward pass
/// sends back two derivatives.
pub fn backward_index_by_index(x: &Array2<f64>, w: &Array2<f64>, dout: &Array2<f64>) -> Gradients {
    let mut dx = Array2::zeros(x.dim());
    let mut dw = Array2::zeros(w.dim());
    let mut db = Array1::zeros(w.ncols());
    for n in 0..x.nrows() {
        for j in 0..w.ncols() {
            for i in 0..w.nrows() {
                // The node x[n][i] · w[i][j]: each input gets the other.
                dx[[n, i]] += dout[[n, j]] * w[[i, j]];
                dw[[i, j]] += dout[[n, j]] * x[[n, i]];
            }
            db[j] += dout[[n, j]];
        }
    }
    (dx, dw, db)
}

/// A fully connected layer, as matrices.
#[derive(Clone, Debug)]
pub struct Affine {
    /// Weights, (inputs, outputs).
    pub w: Array2<f64>,
    /// Bias, (outputs).
    pub b: Array1<f64>,
    /// dL/dw, after `backward`.
    pub dw: Array2<f64>,
    /// dL/db, after `backward`.
    pub db: Array1<f64>,
    x: Array2<f64>,
}

impl Affine {
    /// A layer with these parameters.
    pub fn new(w: Array2<f64>, b: Array1<f64>) -> Self {
        Self {
            dw: Array2::zeros(w.dim()),
            db: Array1::zeros(b.len()),
            x: Array2::zeros((0, w.nrows())),
            w,
            b,
        }
    }

    /// Inference: `(n, inputs)` → `(n, outputs)`.
    ///
    /// # Panics
    /// If `x` doesn't have as many columns as `w` has rows.
    pub fn predict(&self, x: &Array2<f64>) -> Array2<f64> {
        x.dot(&self.w) + &self.b
    }

    /// Training: the input is kept.
    ///
    /// # Panics
    /// If `x` doesn't have as many columns as `w` has rows.
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.x = x.clone();
        self.predict(x)
    }

    /// From dL/dy `(n, outputs)` to dL/dx `(n, inputs)`; fills `dw` and `db`.
    ///
    /// # Panics
    /// If `dout` doesn't have the shape of the last output.
    pub fn backward(&mut self, dout: &Array2<f64>) -> Array2<f64> {
        self.dw = self.x.t().dot(dout);
        self.db = dout.sum_axis(Axis(0));
        dout.dot(&self.w.t())
    }
}
