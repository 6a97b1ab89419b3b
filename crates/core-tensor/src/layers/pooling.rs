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

use super::{Layer, check_dout, kept};
use crate::Window;
use crate::kernels::buffer_pool::{leave, leave_memory_of, memory};
use crate::kernels::layout::{channels_last, images, into_channels_last};
use crate::kernels::matmul::least_items_of_a_job;
use crate::kernels::max_pool::Pools;
use crate::tensor::shape_in_words;
use crate::{Real, Tensor};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The largest of each window: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
///
/// ```
/// use core_tensor::layers::{Layer, MaxPooling};
/// use core_tensor::Window;
/// use ndarray::array;
/// let pool = MaxPooling::new(1, Window::square(2).stride(2));
/// let x = array![[[[1.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0]]]].into_dyn();
/// assert_eq!(pool.predict(&x), array![[[[2.0, 3.0]]]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct MaxPooling {
    name: String,
    window: Window,
    ready: Ready,
    cache: Option<Largest>,
}

/// Where the largest numbers of the last training input were.
#[derive(Clone, Debug)]
struct Largest {
    /// For each output, the cell of its window, channels last.
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
        Self { name: format!("max_pooling{number}"), window, ready: Ready::default(), cache: None }
    }
}

/// The windows on images of one size, made once for all calls; for images of another size they are made anew.
#[derive(Clone, Debug, Default)]
struct Ready(OnceLock<Pools>);

impl Ready {
    fn pools(&self, window: Window, [_, c, h, w]: [usize; 4]) -> Cow<'_, Pools> {
        let pools = self.0.get_or_init(|| Pools::new(window, (c, h, w)));
        if pools.fit((c, h, w)) { Cow::Borrowed(pools) } else { Cow::Owned(Pools::new(window, (c, h, w))) }
    }
}

/// The shape of images that the window fits into.
fn shape_of_images<F>(x: &Tensor<F>, window: Window, layer: &str) -> [usize; 4] {
    match x.shape() {
        &[n, c, h, w] => {
            window.output_size_in(layer, h, w);
            [n, c, h, w]
        }
        shape => panic!("{layer}: input is {}, not n × c × h × w", shape_in_words(shape)),
    }
}

/// Calls `work` with each image and room for its answers, and gives all answers.
fn answer_each<F: Real>(
    x: &Tensor<F>,
    [n, c, ..]: [usize; 4],
    pools: &Pools,
    work: impl Fn(&[F], &mut [F]) + Sync,
) -> Tensor<F> {
    let (x, mut y) = (channels_last(x), memory::<F>(n * pools.answers()));
    let answers = y.par_chunks_mut(pools.answers().max(1));
    let images_and_answers = answers.zip(x.par_chunks(pools.pixels().max(1)));
    images_and_answers.with_min_len(least_items_of_a_job()).for_each(|(y, x)| work(x, y));
    images(y, [n, c, pools.out().0, pools.out().1])
}

/// The way back: calls `work` with room for the slopes of each image, its number, and the slopes of its answers.
fn spread_each<F: Real>(
    [n, c, h, w]: [usize; 4],
    dout: Tensor<F>,
    (pools, layer): (&Pools, &str),
    work: impl Fn(&mut [F], usize, &[F]) + Sync,
) -> Tensor<F> {
    check_dout(dout.shape(), &[n, c, pools.out().0, pools.out().1], layer);
    let (dout, mut dx) = (into_channels_last(dout), memory::<F>(n * pools.pixels()));
    let slopes = dout.par_chunks(pools.answers().max(1)).enumerate();
    let pixels = dx.par_chunks_mut(pools.pixels().max(1));
    let each = pixels.zip(slopes).with_min_len(least_items_of_a_job());
    each.for_each(|(dx, (image, dout))| work(dx, image, dout));
    leave(dout);
    images(dx, [n, c, h, w])
}

impl<F: Real> Layer<F> for MaxPooling {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        let shape = shape_of_images(x, self.window, &self.name);
        let pools = self.ready.pools(self.window, shape);
        answer_each(x, shape, &pools, |x, y| pools.largest_numbers(x, y))
    }

    fn predict_in_place(&self, x: Tensor<F>) -> Tensor<F> {
        let y = self.predict(&x);
        leave_memory_of(x);
        y
    }

    fn looks_at_images(&self) -> bool {
        true
    }

    fn chooses_largest(&self) -> bool {
        true
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let shape = shape_of_images(&x, self.window, &self.name);
        let pools = self.ready.pools(self.window, shape);
        let pixels = into_channels_last(x);
        let mut y = memory::<F>(shape[0] * pools.answers());
        let mut cells = self.cache.take().map(|largest| largest.cells).unwrap_or_default();
        cells.resize(y.len(), 0);
        let of_image = pools.answers().max(1);
        let outputs = y.par_chunks_mut(of_image).zip(cells.par_chunks_mut(of_image));
        outputs
            .zip(pixels.par_chunks(pools.pixels().max(1)))
            .with_min_len(least_items_of_a_job())
            .for_each(|((y, cells), x)| pools.largest(x, y, cells));
        leave(pixels);
        self.cache = Some(Largest { cells, shape });
        images(y, [shape[0], shape[1], pools.out().0, pools.out().1])
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let Largest { cells, shape } = kept(self.cache.as_ref(), &self.name);
        let pools = self.ready.pools(self.window, *shape);
        spread_each(*shape, dout, (&pools, &self.name), |dx, image, dout| {
            let cells = &cells[image * pools.answers()..][..pools.answers()];
            pools.spread_to_largest(dx, dout, cells);
        })
    }

    fn switches(&self) -> Vec<u32> {
        self.cache.as_ref().map(|largest| largest.cells.clone()).unwrap_or_default()
    }
}

/// The mean of each window: `(n, c, h, w)` → `(n, c, out_h, out_w)`.
#[derive(Clone, Debug)]
pub struct AveragePooling {
    name: String,
    window: Window,
    ready: Ready,
    shape: Option<[usize; 4]>,
}

impl AveragePooling {
    /// Pooling number `number` (from 1) of its network.
    pub fn new(number: usize, window: Window) -> Self {
        Self { name: format!("average_pooling{number}"), window, ready: Ready::default(), shape: None }
    }

    fn share<F: Real>(&self) -> F {
        F::one() / F::of(self.window.cells() as f64)
    }
}

impl<F: Real> Layer<F> for AveragePooling {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        let shape = shape_of_images(x, self.window, &self.name);
        let pools = self.ready.pools(self.window, shape);
        let share = self.share::<F>();
        answer_each(x, shape, &pools, |x, y| pools.fold(x, y, F::zero(), |sum, x| sum + share * x))
    }

    fn looks_at_images(&self) -> bool {
        true
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        self.shape = Some(shape_of_images(&x, self.window, &self.name));
        self.predict(&x)
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let shape = *kept(self.shape.as_ref(), &self.name);
        let pools = self.ready.pools(self.window, shape);
        let share = self.share::<F>();
        spread_each(shape, dout, (&pools, &self.name), |dx, _, dout| pools.spread_evenly(dx, dout, share))
    }
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
        let mut rng = crate::Streams::new(1).rng("x");
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
