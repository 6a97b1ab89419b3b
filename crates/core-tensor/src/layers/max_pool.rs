//! How does a picture become smaller without losing what was found in it? By keeping the largest value of each window.
//!
//! Derived in: ch07 (book §7.3, §7.4.4).
//!
//! ```text
//! forward    y = the largest x of the window       (n, c, h, w) → (n, c, out_h, out_w)
//! backward   dx = dout at the largest x, 0 at the others; windows may overlap, and then gradients add up
//! ```
//!
//! Of several equal largest values the first, row by row, gets the gradient. Cells beyond the edge are never the largest.

use super::{ActivationPattern, Hints, Layer, kept};
use crate::kernels::pooling::{PoolGeometry, PreparedPool, image_shape};
use crate::{Real, Tensor, Window};

/// The largest of each window: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
///
/// ```
/// use core_tensor::layers::{Layer, MaxPooling};
/// use core_tensor::Window;
/// use ndarray::array;
/// let pool = MaxPooling::new(1, Window::square(2).stride(2));
/// let x = array![[[[1.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0]]]].into_dyn();
/// assert_eq!(pool.predict(x), array![[[[2.0, 3.0]]]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct MaxPooling {
    name: String,
    pool: PreparedPool,
    cache: Option<ArgMax>,
}

/// Where the largest values of the last training input were.
#[derive(Clone, Debug)]
struct ArgMax {
    /// For each output the index of the cell in its window, channels last.
    cells: Vec<u32>,
    shape: [usize; 4],
}

impl MaxPooling {
    /// Pooling number `number` (from 1) of its network.
    ///
    /// # Panics
    /// If the window could lie wholly beyond the edge.
    pub fn new(number: usize, window: Window) -> Self {
        assert!(
            window.pad < window.height.min(window.width),
            "max_pooling{number}: a window of {} × {} that reaches {} beyond the edge may see nothing",
            window.height,
            window.width,
            window.pad
        );
        Self { name: format!("max_pooling{number}"), pool: PreparedPool::new(window), cache: None }
    }
}

impl<F: Real> Layer<F> for MaxPooling {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<F>) -> Tensor<F> {
        let shape = image_shape(&x, self.pool.window(), &self.name);
        self.pool.forward(x, shape, PoolGeometry::max)
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let shape = image_shape(&x, self.pool.window(), &self.name);
        let mut cells = self.cache.take().map(|last| last.cells).unwrap_or_default();
        let y = self.pool.forward_with_argmax(x, shape, &mut cells);
        self.cache = Some(ArgMax { cells, shape });
        y
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let ArgMax { cells, shape } = kept(self.cache.as_ref(), &self.name);
        self.pool.backward(dout, *shape, &self.name, |geometry, dx, image, dout| {
            let cells = &cells[image * geometry.outputs()..][..geometry.outputs()];
            geometry.scatter_to_argmax(dx, dout, cells);
        })
    }

    fn hints(&self) -> Hints<'_> {
        Hints { is_spatial: true, is_max_pool: true, activation_pattern: Some(self), ..Hints::default() }
    }
}

impl ActivationPattern for MaxPooling {
    fn activation_pattern(&self) -> Vec<u32> {
        self.cache.as_ref().map(|last| last.cells.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use rand::RngExt;

    #[test]
    fn windows_that_overlap_add_their_gradients() {
        let x = array![[[[1.0, 2.0, 1.0], [0.0, 5.0, 0.0], [1.0, 1.0, 1.0]]]].into_dyn();
        let mut pool = MaxPooling::new(1, Window::square(2));
        assert_eq!(pool.forward(x), array![[[[5.0, 5.0], [5.0, 5.0]]]].into_dyn());
        let dx = pool.backward(array![[[[1.0, 2.0], [3.0, 4.0]]]].into_dyn());
        assert_eq!(dx, array![[[[0.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 0.0]]]].into_dyn());
    }

    #[test]
    fn cells_beyond_the_edge_are_never_the_largest() {
        let x = array![[[[-4.0, -8.0], [-8.0, -8.0]]]].into_dyn();
        let window = Window::square(2).stride(2).pad(1);
        assert_eq!(MaxPooling::new(1, window).predict(x), array![[[[-4.0, -8.0], [-8.0, -8.0]]]].into_dyn());
    }

    #[test]
    fn inference_and_training_find_the_same_values() {
        let mut rng = crate::Streams::new(1).rng("x");
        for (shape, window) in [
            ([3, 2, 8, 10], Window::square(2).stride(2)),
            ([2, 3, 9, 7], Window::square(2).stride(2)),
            ([2, 3, 9, 7], Window::square(3).stride(2).pad(1)),
        ] {
            let x = Tensor::from_shape_simple_fn(shape.to_vec(), || rng.random_range(-1.0f32..1.0));
            let mut pool = MaxPooling::new(1, window);
            assert_eq!(pool.predict(x.clone()), pool.forward(x), "{shape:?}, {window:?}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_hidden() {
        let x = array![[[[1.0, f64::NAN], [3.0, 2.0]]]].into_dyn();
        for window in [Window::square(2), Window::square(2).stride(2)] {
            assert!(MaxPooling::new(1, window).predict(x.clone())[[0, 0, 0, 0]].is_nan());
        }
    }

    #[test]
    #[should_panic(expected = "max_pooling1: input is 2 × 3, not n × c × h × w")]
    fn a_table_is_refused() {
        Layer::<f64>::predict(&MaxPooling::new(1, Window::square(2)), Tensor::zeros(vec![2, 3]));
    }
}
