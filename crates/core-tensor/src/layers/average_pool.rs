//! What if a pooling keeps the mean of each window? Then every pixel has its share in the output, and in the gradient.
//!
//! Derived in: ch07 (book §7.3).
//!
//! ```text
//! forward    y = Σ x of the window / its cells       (n, c, h, w) → (n, c, out_h, out_w)
//! backward   dx = dout / cells, at all of them; windows may overlap, and then gradients add up
//! ```
//!
//! Cells beyond the edge count as zeros.

use super::{Hints, Layer, kept};
use crate::kernels::pooling::{PreparedPool, image_shape};
use crate::{Real, Tensor, Window};

/// The mean of each window: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
///
/// ```
/// use core_tensor::layers::{AveragePooling, Layer};
/// use core_tensor::Window;
/// use ndarray::array;
/// let pool = AveragePooling::new(1, Window::square(2).stride(2));
/// let x = array![[[[1.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0]]]].into_dyn();
/// assert_eq!(pool.predict(x), array![[[[1.0, 1.5]]]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct AveragePooling {
    name: String,
    pool: PreparedPool,
    shape: Option<[usize; 4]>,
}

impl AveragePooling {
    /// Pooling number `number` (from 1) of its network.
    pub fn new(number: usize, window: Window) -> Self {
        Self { name: format!("average_pooling{number}"), pool: PreparedPool::new(window), shape: None }
    }

    fn share<F: Real>(&self) -> F {
        F::one() / F::of(self.pool.window().cells() as f64)
    }
}

impl<F: Real> Layer<F> for AveragePooling {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<F>) -> Tensor<F> {
        let share = self.share::<F>();
        let shape = image_shape(&x, self.pool.window(), &self.name);
        self.pool.forward(x, shape, |geometry, x, y| geometry.fold(x, y, F::zero(), |sum, x| sum + share * x))
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        self.shape = Some(image_shape(&x, self.pool.window(), &self.name));
        self.predict(x)
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let shape = *kept(self.shape.as_ref(), &self.name);
        let share = self.share::<F>();
        self.pool.backward(dout, shape, &self.name, |geometry, dx, _, dout| {
            geometry.scatter_evenly(dx, dout, share);
        })
    }

    fn hints(&self) -> Hints<'_> {
        Hints { is_spatial: true, ..Hints::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn cells_beyond_the_edge_are_zeros_in_a_mean() {
        let x = array![[[[-4.0, -8.0], [-8.0, -8.0]]]].into_dyn();
        let window = Window::square(2).stride(2).pad(1);
        let y = AveragePooling::new(1, window).predict(x);
        assert_eq!(y, array![[[[-1.0, -2.0], [-2.0, -2.0]]]].into_dyn());
    }
}
