//! 8.2.4 How does a gradient get through a hundred layers? With **skip connections** around them.
//!
//! ```text
//!          ┌── · W + b ── relu ──┐
//! x (n,h) ─┤                     + ── y (n,h)          y  = x + relu(x · W + b)
//!          └─────────────────────┘                     dx = dout + da · Wᵀ      da = dout where x · W + b > 0, else 0
//! ```
//!
//! Whatever W is, `dout` itself reaches x: the addition copies it to both paths (chapter 5). Without the skip
//! connection, the gradient is multiplied by a matrix at every layer, and a product of many matrices **vanishes or
//! explodes**.

use ndarray::{Array1, Array2, Axis};

/// A fully connected layer with ReLU and, if `skip`, a skip connection around it.
#[derive(Clone, Debug)]
pub struct Block {
    /// W, `(h, h)`.
    pub w: Array2<f64>,
    /// b, `(h)`.
    pub b: Array1<f64>,
    /// Whether x is added to the result.
    pub skip: bool,
    /// dL/dW, after `backward`.
    pub dw: Array2<f64>,
    /// dL/db, after `backward`.
    pub db: Array1<f64>,
    x: Array2<f64>,
    a: Array2<f64>,
}

impl Block {
    /// With these weights; the biases start at 0.
    pub fn new(w: Array2<f64>, skip: bool) -> Self {
        let (h, b) = (w.nrows(), Array1::zeros(w.ncols()));
        let nothing = || Array2::zeros((0, h));
        Self { dw: Array2::zeros(w.dim()), db: b.clone(), w, b, skip, x: nothing(), a: nothing() }
    }

    /// `(n, h)` → `(n, h)`.
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.x = x.clone();
        self.a = x.dot(&self.w) + &self.b;
        let z = self.a.mapv(|a| a.max(0.0));
        if self.skip { x + &z } else { z }
    }

    /// The input of the last `forward`.
    pub fn input(&self) -> &Array2<f64> {
        &self.x
    }

    /// dL/dy → dL/dx; also computes dW and db.
    pub fn backward(&mut self, dout: &Array2<f64>) -> Array2<f64> {
        let da = dout * &self.a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
        self.dw = self.x.t().dot(&da);
        self.db = da.sum_axis(Axis(0));
        let dx = da.dot(&self.w.t());
        if self.skip { dout + &dx } else { dx }
    }
}
