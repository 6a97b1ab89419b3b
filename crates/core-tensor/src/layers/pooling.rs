//! How does a picture become smaller without losing what was found in it? By keeping the largest number, or the mean,
//! of each window.
//!
//! Derived in: ch07 (book §7.3, §7.4.4).
//!
//! ```text
//! max      y = largest x of the window             dx = dout at the largest one, 0 at the others
//! average  y = Σ x of the window / its cells       dx = dout / cells, at all of them
//! ```
//!
//! Windows may overlap; then slopes add up. Of several equal largest numbers the first, row by row, gets the slope.
//! Cells beyond the edge are never the largest, and count as zeros in a mean.

use super::{Layer, kept};
use crate::largest::Search;
use crate::tensor::{in_row_major, row_major, shape_in_words};
use crate::window::Window;
use crate::{Real, Tensor};
use rayon::prelude::*;

/// The largest of each window: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
///
/// ```
/// use core_tensor::layers::{Layer, MaxPooling};
/// use core_tensor::window::Window;
/// use ndarray::array;
/// let pool = MaxPooling::new(1, Window::square(2).stride(2));
/// let x = array![[[[1.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0]]]].into_dyn();
/// assert_eq!(pool.predict(&x), array![[[[2.0, 3.0]]]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct MaxPooling {
    name: String,
    window: Window,
    cache: Option<Largest>,
}

/// Where the largest numbers of the last training input were.
#[derive(Clone, Debug)]
struct Largest {
    /// For each output, the place in its channel's image.
    places: Vec<u32>,
    shape: Vec<usize>,
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
        Self { name: format!("max_pooling{number}"), window, cache: None }
    }

    /// The shape of the answers to `x`, and the search for them.
    fn search<F: Real>(&self, x: &Tensor<F>) -> ([usize; 4], Search) {
        let (h, w) = image_size(x, &self.name);
        let (out_h, out_w) = self.window.output_size(h, w);
        ([x.shape()[0], x.shape()[1], out_h, out_w], Search::new(self.window, (h, w), (out_h, out_w)))
    }
}

/// Numbers of one of `n` samples; never 0, as nothing can be cut into pieces of that size.
fn of_a_sample(numbers: usize, n: usize) -> usize {
    (numbers / n.max(1)).max(1)
}

/// The cells of the image, along one axis, under the window at its place number `place`.
fn span(place: usize, cells: usize, window: Window, size: usize) -> std::ops::Range<usize> {
    let start = place * window.stride;
    start.saturating_sub(window.pad)..(start + cells - window.pad.min(start + cells)).min(size)
}

impl<F: Real> Layer<F> for MaxPooling {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        let (shape, search) = self.search(x);
        let (x, mut y) = (row_major(x), vec![F::zero(); shape.iter().product()]);
        let (answers, of_image) = (of_a_sample(y.len(), shape[0]), of_a_sample(x.len(), shape[0]));
        y.par_chunks_mut(answers)
            .zip(x.par_chunks(of_image))
            .for_each(|(y, channels)| search.numbers_of_a_sample(channels, y));
        in_row_major(y, &shape)
    }

    fn looks_at_images(&self) -> bool {
        true
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let (shape, search) = self.search(&x);
        let (pixels, mut y) = (row_major(&x), vec![F::zero(); shape.iter().product()]);
        let mut places = vec![0; y.len()];
        let (answers, of_image) = (of_a_sample(y.len(), shape[0]), of_a_sample(x.len(), shape[0]));
        let outputs = y.par_chunks_mut(answers).zip(places.par_chunks_mut(answers));
        outputs.zip(pixels.par_chunks(of_image)).for_each(|((y, places), channels)| {
            search.of_a_sample(channels, y, places);
        });
        let y = in_row_major(y, &shape);
        self.cache = Some(Largest { places, shape: x.shape().to_vec() });
        y
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let Largest { places, shape } = kept(self.cache.as_ref(), &self.name);
        let outputs = dout.shape()[2] * dout.shape()[3];
        let dout = row_major(&dout);
        let mut dx = vec![F::zero(); shape.iter().product()];
        let slopes = dout.par_chunks(outputs).zip(places.par_chunks(outputs));
        dx.par_chunks_mut(shape[2] * shape[3]).zip(slopes).for_each(|(dx, (dout, places))| {
            for (&dout, &place) in dout.iter().zip(places) {
                dx[place as usize] += dout;
            }
        });
        in_row_major(dx, shape)
    }

    fn switches(&self) -> Vec<u32> {
        self.cache.as_ref().map(|largest| largest.places.clone()).unwrap_or_default()
    }
}

/// The mean of each window: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
#[derive(Clone, Debug)]
pub struct AveragePooling {
    name: String,
    window: Window,
    shape: Option<Vec<usize>>,
}

impl AveragePooling {
    /// Pooling number `number` (from 1) of its network.
    pub fn new(number: usize, window: Window) -> Self {
        Self { name: format!("average_pooling{number}"), window, shape: None }
    }

    /// Calls `visit` with each place of the window and the pixels under it.
    fn walk(&self, (h, w): (usize, usize), mut visit: impl FnMut(usize, usize)) {
        let (out_h, out_w) = self.window.output_size(h, w);
        for place in 0..out_h * out_w {
            for row in span(place / out_w, self.window.height, self.window, h) {
                for column in span(place % out_w, self.window.width, self.window, w) {
                    visit(place, row * w + column);
                }
            }
        }
    }
}

impl<F: Real> Layer<F> for AveragePooling {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        let (h, w) = image_size(x, &self.name);
        let (out_h, out_w) = self.window.output_size(h, w);
        let shape = [x.shape()[0], x.shape()[1], out_h, out_w];
        let share = F::one() / F::of(self.window.cells() as f64);
        let x = row_major(x);
        let mut y = vec![F::zero(); shape.iter().product()];
        y.par_chunks_mut(out_h * out_w).zip(x.par_chunks(h * w)).for_each(|(y, image)| {
            self.walk((h, w), |place, pixel| y[place] += share * image[pixel]);
        });
        in_row_major(y, &shape)
    }

    fn looks_at_images(&self) -> bool {
        true
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        self.shape = Some(x.shape().to_vec());
        self.predict(&x)
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let shape = kept(self.shape.as_ref(), &self.name);
        let (h, w) = (shape[2], shape[3]);
        let outputs = dout.shape()[2] * dout.shape()[3];
        let share = F::one() / F::of(self.window.cells() as f64);
        let dout = row_major(&dout);
        let mut dx = vec![F::zero(); shape.iter().product()];
        dx.par_chunks_mut(h * w).zip(dout.par_chunks(outputs)).for_each(|(dx, dout)| {
            self.walk((h, w), |place, pixel| dx[pixel] += share * dout[place]);
        });
        in_row_major(dx, shape)
    }
}

fn image_size<F>(x: &Tensor<F>, layer: &str) -> (usize, usize) {
    assert!(x.ndim() == 4, "{layer}: input is {}, not n × c × h × w", shape_in_words(x.shape()));
    (x.shape()[2], x.shape()[3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use rand::RngExt;

    #[test]
    fn windows_that_overlap_add_their_slopes() {
        let x = array![[[[1.0, 2.0, 1.0], [0.0, 5.0, 0.0], [1.0, 1.0, 1.0]]]].into_dyn();
        let mut pool = MaxPooling::new(1, Window::square(2));
        assert_eq!(pool.forward(x), array![[[[5.0, 5.0], [5.0, 5.0]]]].into_dyn());
        let dx = pool.backward(array![[[[1.0, 2.0], [3.0, 4.0]]]].into_dyn());
        assert_eq!(dx, array![[[[0.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 0.0]]]].into_dyn());
    }

    #[test]
    fn cells_beyond_the_edge_are_never_the_largest_and_are_zeros_in_a_mean() {
        let x = array![[[[-4.0, -8.0], [-8.0, -8.0]]]].into_dyn();
        let window = Window::square(2).stride(2).pad(1);
        assert_eq!(MaxPooling::new(1, window).predict(&x), array![[[[-4.0, -8.0], [-8.0, -8.0]]]].into_dyn());
        assert_eq!(
            AveragePooling::new(1, window).predict(&x),
            array![[[[-1.0, -2.0], [-2.0, -2.0]]]].into_dyn()
        );
    }

    #[test]
    fn inference_and_training_find_the_same_numbers() {
        let mut rng = crate::random::Streams::new(1).rng("x");
        for (shape, window) in [
            ([3, 2, 8, 10], Window::square(2).stride(2)),
            ([2, 3, 9, 7], Window::square(2).stride(2)),
            ([2, 3, 9, 7], Window::square(3).stride(2).pad(1)),
        ] {
            let x = Tensor::from_shape_simple_fn(shape.to_vec(), || rng.random_range(-1.0f32..1.0));
            let mut pool = MaxPooling::new(1, window);
            assert_eq!(pool.predict(&x), pool.forward(x.clone()), "{shape:?}, {window:?}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_hidden() {
        let x = array![[[[1.0, f64::NAN], [3.0, 2.0]]]].into_dyn();
        for window in [Window::square(2), Window::square(2).stride(2)] {
            assert!(MaxPooling::new(1, window).predict(&x)[[0, 0, 0, 0]].is_nan());
        }
    }

    #[test]
    #[should_panic(expected = "max_pooling1: input is 2 × 3, not n × c × h × w")]
    fn a_table_is_refused() {
        Layer::<f64>::predict(&MaxPooling::new(1, Window::square(2)), &Tensor::zeros(vec![2, 3]));
    }
}
