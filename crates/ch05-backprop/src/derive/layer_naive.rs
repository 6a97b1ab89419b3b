//! 5.4 What does a node look like as a layer? It stores what its backward pass will need, and knows both directions.
//!
//! ```text
//! ×   forward  x · y     backward  dx = dout · y,  dy = dout · x     (the inputs, swapped)
//! +   forward  x + y     backward  dx = dout,      dy = dout
//! ```

/// A multiplication.
#[derive(Clone, Debug, Default)]
pub struct MulLayer {
    x: f64,
    y: f64,
}

impl MulLayer {
    /// `x · y`. Both are stored: each is the other's derivative.
    pub fn forward(&mut self, x: f64, y: f64) -> f64 {
        (self.x, self.y) = (x, y);
        x * y
    }

    /// `(dx, dy)` from the upstream gradient.
    pub fn backward(&self, dout: f64) -> (f64, f64) {
        (dout * self.y, dout * self.x)
    }
}

/// An addition. It has nothing to store.
#[derive(Clone, Debug, Default)]
pub struct AddLayer;

impl AddLayer {
    /// `x + y`.
    pub fn forward(&self, x: f64, y: f64) -> f64 {
        x + y
    }

    /// `(dx, dy)`: the upstream gradient, to both.
    pub fn backward(&self, dout: f64) -> (f64, f64) {
        (dout, dout)
    }
}
