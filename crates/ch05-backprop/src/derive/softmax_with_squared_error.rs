//! 5.6.3 What does softmax send back if a squared error follows it? Less and less, the surer it is, right or wrong.
//!
//! ```text
//! forward   y = softmax(x),  L = ½ Σ (y − t)²              x, t: (n, classes)
//! backward  dout = y − t,  dx = y (dout − Σ dout · y)
//! ```
//!
//! Where `y` is close to 0 or 1, all of `dx` is close to 0: the factor `y` is, or the bracket.

use core_tensor::functions::softmax::softmax;
use ndarray::{Array2, Axis};

/// The loss of scores `x` for one-hot targets `t`, and dL/dx.
///
/// # Panics
/// If the shapes differ.
pub fn softmax_with_squared_error(x: &Array2<f64>, t: &Array2<f64>) -> (f64, Array2<f64>) {
    assert_eq!(x.dim(), t.dim(), "softmax_with_squared_error: scores and targets have different shapes");
    let y = softmax(x.view());
    let dout = &y - t;
    let loss = 0.5 * dout.mapv(|d| d * d).sum();
    let mean = (&dout * &y).sum_axis(Axis(1)).insert_axis(Axis(1));
    (loss, &y * &(dout - mean))
}
