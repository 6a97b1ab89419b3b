//! 5.5.1 What does ReLU send back? The upstream gradient where the value passed; 0 where it was blocked.
//!
//! ```text
//! forward   y  = x     where x > 0, else 0          (n, columns) → (n, columns)
//! backward  dx = dout  where x > 0, else 0
//! ```
//!
//! At exactly 0 there is no derivative; the book's layer, and this one, block there.

use ndarray::{Array2, Zip};

/// ReLU as a layer.
#[derive(Clone, Debug)]
pub struct Relu {
    /// Where the input was 0 or below.
    pub mask: Array2<bool>,
}

impl Relu {
    /// A fresh layer.
    pub fn new() -> Self {
        Self { mask: Array2::default((0, 0)) }
    }

    /// Lets positive values through.
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.mask = x.mapv(|x| x <= 0.0);
        x.mapv(|x| if x <= 0.0 { 0.0 } else { x })
    }

    /// From dL/dy to dL/dx, a new array: `dout` stays as it is.
    ///
    /// # Panics
    /// If `dout` doesn't have the shape of the last input.
    pub fn backward(&self, dout: &Array2<f64>) -> Array2<f64> {
        Zip::from(dout).and(&self.mask).map_collect(|&dout, &blocked| if blocked { 0.0 } else { dout })
    }
}

impl Default for Relu {
    fn default() -> Self {
        Self::new()
    }
}
