//! 5.5.2 What does the sigmoid send back? It is four nodes in a row; together they need nothing but their own output.
//!
//! ```text
//! forward    x ──×(−1)──▶ −x ──exp──▶ e⁻ˣ ──+1──▶ 1 + e⁻ˣ ──1/·──▶ y
//! backward   dx = dout · y² · 1 · e⁻ˣ · (−1) · (−1) = dout · y² e⁻ˣ = dout · y (1 − y)
//! ```
//!
//! The last step: `y e⁻ˣ = e⁻ˣ / (1 + e⁻ˣ) = 1 − y`.

use ndarray::Array2;
use portable_math::exp;

/// The backward pass through the four nodes, one after the other: the derivatives at the
/// output, after `1/·`, after `+1`, after `exp`, and after `×(−1)`, which is dx.
pub fn backward_node_by_node(x: f64, dout: f64) -> [f64; 5] {
    let e = exp(-x);
    let y = 1.0 / (1.0 + e);
    let after_reciprocal = dout * -(y * y);
    let after_plus = after_reciprocal;
    let after_exp = after_plus * e;
    let after_minus = -after_exp;
    [dout, after_reciprocal, after_plus, after_exp, after_minus]
}

/// The four nodes as one layer.
#[derive(Clone, Debug)]
pub struct Sigmoid {
    out: Array2<f64>,
}

impl Sigmoid {
    /// A fresh layer.
    pub fn new() -> Self {
        Self { out: Array2::zeros((0, 0)) }
    }

    /// `(n, columns)` → `(n, columns)`. The output is stored; the input is no longer needed.
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.out = x.mapv(|x| 1.0 / (1.0 + exp(-x)));
        self.out.clone()
    }

    /// From dL/dy to dL/dx.
    ///
    /// # Panics
    /// If `dout` doesn't have the shape of the last output.
    pub fn backward(&self, dout: &Array2<f64>) -> Array2<f64> {
        dout * &self.out * (1.0 - &self.out)
    }
}

impl Default for Sigmoid {
    fn default() -> Self {
        Self::new()
    }
}
