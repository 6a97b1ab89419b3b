//! What does a convolution layer compute? One small affine map, at every place of the image.
//!
//! Derived in: ch07 (book §7.2, §7.4).
//!
//! ```text
//! x (n, c, h, w)   W (filters, c, height, width)   b (filters)   →   y (n, filters, out_h, out_w)
//!
//! for each image, with C = im2col(x) and W as a matrix (filters, c · height · width):
//! forward    y  = W · C + b
//! backward   dW = Σ over images of dout · Cᵀ     db = Σ over images and places of dout
//!            dx = col2im(Wᵀ · dout)
//! ```
//!
//! This file is the plain way: image by image, the columns stay in the cache, and are cheaper to make again on the way
//! back than to keep. Where a window moves by one pixel, the same numbers come from
//! [`direct_convolution`](crate::kernels::conv::direct), several times as fast; and where 3 × 3 cells look at many channels,
//! from [`winograd`](crate::kernels::conv::winograd), with a quarter of the products. There images lie
//! [channels last](crate::kernels::layout).
//!
//! Images are spread over the threads in blocks of a fixed size, and the blocks' slopes are added in a fixed order: so
//! the bits of the result do not depend on the number of threads.

use super::{Layer, check_dout, kept};
use crate::Window;
use crate::kernels::buffer_pool::{leave, leave_memory_of, memory};
use crate::kernels::conv::{Filters, Way};
use crate::kernels::im2col::{add_columns, fill_columns};
use crate::kernels::layout::{channels_last, images, into_channels_last};
use crate::kernels::matmul::{least_items_of_a_job, matmul_add, matmul_into, single_threaded};
use crate::tensor::param::{Param, Role};
use crate::tensor::{in_row_major, into_row_major, numbers_mut, row_major, shape_in_words};
use crate::{Real, Tensor, Vector};
use ndarray::{Array4, ArrayView1, ArrayView2, ArrayViewMut2, CowArray, Ix2};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Images that one thread works on before it takes the next ones.
const BLOCK: usize = 10;
/// The same for slopes: each block has slopes of its own, to be added to the others'.
const BLOCK_OF_SLOPES: usize = 25;

/// A convolution layer.
///
/// ```
/// use core_tensor::layers::{Convolution, Layer};
/// use core_tensor::Window;
/// use ndarray::{Array4, array};
/// // One filter of 2 × 2 that adds up what it sees, over an image of ones.
/// let layer = Convolution::new(1, Array4::<f64>::ones((1, 1, 2, 2)), array![0.5], Window::square(2));
/// let y = layer.predict(&Array4::ones((1, 1, 3, 3)).into_dyn());
/// assert_eq!(y, Array4::from_elem((1, 1, 2, 2), 4.5).into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct Convolution<F> {
    name: String,
    w: Param<F>,
    b: Param<F>,
    window: Window,
    cache: Option<Tensor<F>>,
    by_columns: bool,
    /// W and b made ready for a fast way, until somebody may change them.
    ready: OnceLock<(Way, Filters<F>)>,
}

/// The sizes of one call.
#[derive(Clone, Copy)]
struct Sizes {
    image: (usize, usize, usize),
    filters: usize,
    /// Numbers under a window: `c · height · width`.
    seen: usize,
    /// Places of the window: `out_h · out_w`.
    places: usize,
    out: (usize, usize),
    /// Where a fast way can be gone.
    fast: Option<Way>,
}

impl Sizes {
    fn pixels(&self) -> usize {
        self.image.0 * self.image.1 * self.image.2
    }
}

impl<F: Real> Convolution<F> {
    /// The layer number `number` (from 1) of its network: its parameters are called `W1` and `b1`.
    ///
    /// # Panics
    /// If `b` has not one entry for each filter, the filters are not as large as the window, or there are no filters or no
    /// channels.
    pub fn new(number: usize, w: Array4<F>, b: Vector<F>, window: Window) -> Self {
        let (filters, channels, height, width) = w.dim();
        assert!(
            filters > 0 && channels > 0,
            "convolution{number}: {filters} filters of {channels} channels: neither may be 0"
        );
        assert!(
            filters == b.len(),
            "convolution{number}: there are {filters} filters and {} biases",
            b.len()
        );
        assert!(
            (height, width) == (window.height, window.width),
            "convolution{number}: filters of {height} × {width} in a window of {} × {}",
            window.height,
            window.width
        );
        Self {
            name: format!("convolution{number}"),
            w: Param::new(format!("W{number}"), w, Role::Weight),
            b: Param::new(format!("b{number}"), b, Role::Bias),
            window,
            cache: None,
            by_columns: false,
            ready: OnceLock::new(),
        }
    }

    /// Goes by im2col and a matrix product whatever the window: the plain way, to compare with.
    pub fn by_columns(self) -> Self {
        Self { by_columns: true, ..self }
    }

    /// The window that its filters look through.
    pub fn window(&self) -> Window {
        self.window
    }

    fn sizes(&self, x: &Tensor<F>) -> Sizes {
        let w = self.w.value.shape();
        assert!(
            x.ndim() == 4 && x.shape()[1] == w[1],
            "{}: input is {}, the filters ({}) need n × {} × h × w",
            self.name,
            shape_in_words(x.shape()),
            shape_in_words(w),
            w[1]
        );
        let image = (x.shape()[1], x.shape()[2], x.shape()[3]);
        let out = self.window.output_size_in(&self.name, image.1, image.2);
        let fast = Way::new::<F>(image, self.window, w[0]).filter(|_| !self.by_columns);
        Sizes { image, filters: w[0], seen: w[1] * self.window.cells(), places: out.0 * out.1, out, fast }
    }

    /// W with one row a filter: `(filters, c · height · width)`.
    fn filters(&self, sizes: Sizes) -> CowArray<'_, F, Ix2> {
        match self.w.value.as_standard_layout().into_shape_with_order((sizes.filters, sizes.seen)) {
            Ok(rows) => rows,
            Err(_) => unreachable!("the sizes are those of W"),
        }
    }

    /// The answers to `x`.
    fn apply(&self, x: &Tensor<F>) -> Tensor<F> {
        let sizes = self.sizes(x);
        let (n, of_image) = (x.shape()[0], sizes.filters * sizes.places);
        let mut y = memory::<F>(n * of_image);
        let shape = [n, sizes.filters, sizes.out.0, sizes.out.1];
        let blocks = y.par_chunks_mut(BLOCK * of_image);
        if let Some(way) = sizes.fast {
            let (x, filters) = (channels_last(x), self.made_ready(way));
            let blocks = blocks.zip(x.par_chunks(BLOCK * sizes.pixels()));
            blocks.with_min_len(least_items_of_a_job()).for_each(|(y, x)| filters.apply(x, y));
            return images(y, shape);
        }
        let x = row_major(x);
        blocks
            .zip(x.par_chunks(BLOCK * sizes.pixels()))
            .with_min_len(least_items_of_a_job())
            .for_each(|(y, x)| single_threaded(|| self.apply_to_block(sizes, x, y)));
        in_row_major(y, &shape)
    }

    /// Once for all calls with images of one size; anew for another size.
    fn made_ready(&self, way: Way) -> Cow<'_, Filters<F>> {
        let make = || way.filters(&row_major(&self.w.value), &row_major(&self.b.value));
        let (ready_for, filters) = self.ready.get_or_init(|| (way, make()));
        if *ready_for == way { Cow::Borrowed(filters) } else { Cow::Owned(make()) }
    }

    fn apply_to_block(&self, sizes: Sizes, x: &[F], y: &mut [F]) {
        let (w, b) = (self.filters(sizes), self.b.vector());
        let mut columns = vec![F::zero(); sizes.seen * sizes.places];
        let each = y.chunks_exact_mut(sizes.filters * sizes.places).zip(x.chunks_exact(sizes.pixels()));
        for (y, x) in each {
            fill_columns(x, sizes.image, self.window, &mut columns);
            for (row, &b) in y.chunks_exact_mut(sizes.places).zip(b) {
                row.fill(b);
            }
            matmul_add(w.view(), matrix(&columns, sizes.seen), matrix_mut(y, sizes.filters));
        }
    }

    /// Fills the slopes of W and b from the kept input. If asked for, gives dx.
    fn slopes(&mut self, dout: Tensor<F>, with_dx: bool) -> Option<Tensor<F>> {
        let x = kept(self.cache.take(), &self.name);
        let sizes = self.sizes(&x);
        check_dout(dout.shape(), &[x.shape()[0], sizes.filters, sizes.out.0, sizes.out.1], &self.name);
        match sizes.fast {
            Some(way) => self.fast_slopes(way, x, dout, with_dx),
            None => self.slopes_by_columns(sizes, x, dout, with_dx),
        }
    }

    /// One of the fast ways. dx takes the memory of `x`.
    fn fast_slopes(&mut self, way: Way, x: Tensor<F>, dout: Tensor<F>, with_dx: bool) -> Option<Tensor<F>> {
        let (n, (c, h, w)) = (x.shape()[0], (x.shape()[1], x.shape()[2], x.shape()[3]));
        let (mut x, dout) = (into_channels_last(x), into_channels_last(dout));
        let turned = with_dx.then(|| way.turned_filters(&row_major(&self.w.value)));
        let blocks = x.par_chunks_mut(BLOCK_OF_SLOPES * (c * h * w).max(1));
        let slopes: Vec<_> = blocks
            .zip(dout.par_chunks(BLOCK_OF_SLOPES * (dout.len() / n.max(1)).max(1)))
            .with_min_len(least_items_of_a_job())
            .map(|(x, dout)| {
                let slopes = way.slopes(x, dout);
                if let Some(turned) = &turned {
                    turned.apply(dout, x);
                }
                slopes
            })
            .collect();
        let (dw, db) = (numbers_mut(&mut self.w.grad), numbers_mut(&mut self.b.grad));
        match slopes.into_iter().reduce(|sum, slopes| sum.plus(&slopes)) {
            Some(sum) => way.finish_slopes(&sum, dw, db),
            None => [dw, db].into_iter().for_each(|slopes| slopes.fill(F::zero())),
        }
        leave(dout);
        if with_dx {
            return Some(images(x, [n, c, h, w]));
        }
        leave(x);
        None
    }

    /// The plain way. dx takes the memory of `x`.
    fn slopes_by_columns(
        &mut self,
        sizes: Sizes,
        mut x: Tensor<F>,
        dout: Tensor<F>,
        with_dx: bool,
    ) -> Option<Tensor<F>> {
        let dout = into_row_major(dout);
        let blocks = numbers_mut(&mut x).par_chunks_mut(BLOCK * sizes.pixels());
        let slopes: Vec<Vec<F>> = blocks
            .zip(dout.par_chunks(BLOCK * sizes.filters * sizes.places))
            .with_min_len(least_items_of_a_job())
            .map(|(x, dout)| single_threaded(|| self.slopes_of_block(sizes, x, dout, with_dx)))
            .collect();
        let dw = numbers_mut(&mut self.w.grad);
        dw.fill(F::zero());
        for slopes in slopes {
            dw.iter_mut().zip(slopes).for_each(|(sum, slope)| *sum += slope);
        }
        for (filter, db) in self.b.grad_vector().iter_mut().enumerate() {
            let rows = dout.chunks_exact(sizes.places).skip(filter).step_by(sizes.filters);
            // The sum of ndarray keeps several partial sums, always the same way: exacter than one, and faster.
            *db = rows.map(|row| ArrayView1::from(row).sum()).sum();
        }
        leave(dout);
        with_dx.then_some(x)
    }

    /// `Σ dout · Cᵀ` over a block of images. If asked for, puts each image's dx in its place.
    fn slopes_of_block(&self, sizes: Sizes, x: &mut [F], dout: &[F], with_dx: bool) -> Vec<F> {
        let w = self.filters(sizes);
        let mut dw = vec![F::zero(); sizes.filters * sizes.seen];
        let mut columns = vec![F::zero(); sizes.seen * sizes.places];
        let each = x.chunks_exact_mut(sizes.pixels()).zip(dout.chunks_exact(sizes.filters * sizes.places));
        for (x, dout) in each {
            let dout = matrix(dout, sizes.filters);
            fill_columns(x, sizes.image, self.window, &mut columns);
            matmul_add(
                dout,
                matrix(&columns, sizes.seen).reversed_axes(),
                matrix_mut(&mut dw, sizes.filters),
            );
            if with_dx {
                matmul_into(w.t(), dout, matrix_mut(&mut columns, sizes.seen));
                x.fill(F::zero());
                add_columns(&columns, sizes.image, self.window, x);
            }
        }
        dw
    }
}

fn matrix<F>(numbers: &[F], rows: usize) -> ArrayView2<'_, F> {
    let columns = numbers.len() / rows;
    ArrayView2::from_shape((rows, columns), numbers).unwrap_or_else(|_| unreachable!("whole rows were cut"))
}

fn matrix_mut<F>(numbers: &mut [F], rows: usize) -> ArrayViewMut2<'_, F> {
    let columns = numbers.len() / rows;
    ArrayViewMut2::from_shape((rows, columns), numbers)
        .unwrap_or_else(|_| unreachable!("whole rows were cut"))
}

impl<F: Real> Layer<F> for Convolution<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        self.apply(x)
    }

    fn predict_in_place(&self, x: Tensor<F>) -> Tensor<F> {
        // The numbers of `x` are seen by many windows, so `y` cannot take their place; but the next layer's can.
        let y = self.apply(&x);
        leave_memory_of(x);
        y
    }

    fn looks_at_images(&self) -> bool {
        true
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let y = self.apply(&x);
        self.cache = Some(x);
        y
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        match self.slopes(dout, true) {
            Some(dx) => dx,
            None => unreachable!("dx was asked for"),
        }
    }

    fn backward_of_first(&mut self, dout: Tensor<F>) {
        self.slopes(dout, false);
    }

    fn params(&self) -> Vec<&Param<F>> {
        vec![&self.w, &self.b]
    }

    fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        self.ready.take();
        vec![&mut self.w, &mut self.b]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use ndarray::Axis;
    use rand::RngExt;

    fn random<F: Real>(shape: &[usize], name: &str) -> Tensor<F> {
        let mut rng = Streams::new(1).rng(name);
        Tensor::from_shape_simple_fn(shape, || F::of(rng.random::<f64>() - 0.5))
    }

    fn layer<F: Real>(filters: usize, channels: usize, window: Window) -> Convolution<F> {
        let w = random(&[filters, channels, window.height, window.width], "w");
        let w = w.into_dimensionality().unwrap();
        Convolution::new(1, w, random(&[filters], "b").into_dimensionality().unwrap(), window)
    }

    /// The six loops of the definition.
    fn plain(layer: &Convolution<f64>, x: &Tensor<f64>) -> Tensor<f64> {
        let (window, w, b) = (layer.window, &layer.w.value, &layer.b.value);
        let (h, width) = (x.shape()[2], x.shape()[3]);
        let (out_h, out_w) = window.output_size(h, width);
        Tensor::from_shape_fn(vec![x.shape()[0], w.shape()[0], out_h, out_w], |at| {
            let mut y = b[[at[1]]];
            for c in 0..x.shape()[1] {
                for i in 0..window.height {
                    for j in 0..window.width {
                        let row = (at[2] * window.stride + i).checked_sub(window.pad).filter(|r| *r < h);
                        let column =
                            (at[3] * window.stride + j).checked_sub(window.pad).filter(|c| *c < width);
                        if let (Some(row), Some(column)) = (row, column) {
                            y += w[[at[1], c, i, j]] * x[[at[0], c, row, column]];
                        }
                    }
                }
            }
            y
        })
    }

    /// Random sizes: stride 1 to 3, pad 0 to 3, channels 1 to 5, batch 1 to 7, nothing square.
    struct Case {
        window: Window,
        filters: usize,
        x: [usize; 4],
    }

    fn cases(count: usize) -> Vec<Case> {
        let mut rng = Streams::new(7).rng("cases");
        let mut cases = Vec::new();
        while cases.len() < count {
            let (height, width) = (rng.random_range(1..=5), rng.random_range(1..=5));
            let window =
                Window::new(height, width).stride(rng.random_range(1..=3)).pad(rng.random_range(0..=3));
            let (h, w) = (rng.random_range(1..=19), rng.random_range(1..=37));
            if h + 2 * window.pad >= height && w + 2 * window.pad >= width {
                let x = [rng.random_range(1..=7), rng.random_range(1..=5), h, w];
                cases.push(Case { window, filters: rng.random_range(1..=14), x });
            }
        }
        cases
    }

    /// Sizes for which there are a quarter of the products: windows of 3 × 3, many channels and filters.
    fn cases_of_winograd(count: usize) -> Vec<Case> {
        let mut rng = Streams::new(8).rng("cases");
        let mut cases = Vec::new();
        while cases.len() < count {
            let window = Window::square(3).pad(rng.random_range(0..=2));
            let (h, w) = (rng.random_range(4..=19), rng.random_range(4..=37));
            let x = [rng.random_range(1..=30), rng.random_range(8..=35), h, w];
            let filters = rng.random_range(8..=70);
            if Way::new::<f64>((x[1], h, w), window, filters)
                .is_some_and(|way| matches!(way, Way::Winograd(_)))
            {
                cases.push(Case { window, filters, x });
            }
        }
        cases
    }

    fn assert_near<F: Real>(a: &Tensor<F>, b: &Tensor<F>, tolerance: f64, what: &str) {
        assert_eq!(a.shape(), b.shape(), "{what}");
        let scale = b.iter().fold(1.0_f64, |largest, b| largest.max(b.as_f64().abs()));
        let worst = a.iter().zip(b).fold(0.0_f64, |worst, (a, b)| worst.max((a.as_f64() - b.as_f64()).abs()));
        assert!(worst <= tolerance * scale, "{what}: {worst} at a scale of {scale}");
    }

    #[test]
    fn it_agrees_with_six_plain_loops_whatever_the_sizes() {
        let (mut direct, mut winograd) = (0, 0);
        for Case { window, filters, x } in cases(300).into_iter().chain(cases_of_winograd(30)) {
            let (layer, x) = (layer::<f64>(filters, x[1], window), random(&x, "x"));
            let (plain, what) = (plain(&layer, &x), format!("{window:?} on {:?}", x.shape()));
            match layer.sizes(&x).fast {
                Some(Way::Direct(_)) => direct += 1,
                Some(Way::Winograd(_)) => winograd += 1,
                None => {}
            }
            assert_near(&layer.predict(&x), &plain, 1e-13, &what);
            assert_near(&layer.by_columns().predict(&x), &plain, 1e-13, &what);
        }
        assert!(direct > 30 && winograd > 20, "only {direct} cases go the direct way, {winograd} Winograd's");
    }

    fn slopes<F: Real>(mut layer: Convolution<F>, x: &Tensor<F>, dout: &Tensor<F>) -> [Tensor<F>; 3] {
        layer.forward(x.clone());
        let dx = layer.backward(dout.clone());
        [dx, layer.w.grad.into_dyn(), layer.b.grad.into_dyn()]
    }

    fn both_ways_have_the_same_slopes<F: Real>(tolerance: f64) {
        for Case { window, filters, x } in cases(200).into_iter().chain(cases_of_winograd(20)) {
            let (layer, x) = (layer::<F>(filters, x[1], window), random(&x, "x"));
            let dout = random(layer.predict(&x).shape(), "dout");
            let (fast, plain) = (slopes(layer.clone(), &x, &dout), slopes(layer.by_columns(), &x, &dout));
            for ((fast, plain), name) in fast.iter().zip(&plain).zip(["dx", "dW", "db"]) {
                assert_near(fast, plain, tolerance, &format!("{name} of {window:?} on {:?}", x.shape()));
            }
        }
    }

    #[test]
    fn both_ways_have_the_same_slopes_whatever_the_sizes() {
        both_ways_have_the_same_slopes::<f64>(1e-12);
        both_ways_have_the_same_slopes::<f32>(1e-5);
    }

    #[test]
    fn a_quarter_of_the_products_costs_little_of_the_precision() {
        let exact = layer::<f64>(64, 64, Window::square(3).pad(1));
        let x = random::<f64>(&[2, 64, 8, 8], "x");
        let w = exact.w.value.mapv(|w| w as f32).into_dimensionality().unwrap();
        let b = exact.b.value.mapv(|b| b as f32).into_dimensionality().unwrap();
        let rounded = Convolution::new(1, w, b, exact.window);
        let y = exact.by_columns().predict(&x);
        let worst = |layer: &Convolution<f32>| {
            let answers = layer.predict(&x.mapv(|x| x as f32));
            let scale = y.iter().fold(0.0_f64, |largest, y| largest.max(y.abs()));
            answers.iter().zip(&y).fold(0.0_f64, |worst, (a, y)| worst.max((f64::from(*a) - y).abs())) / scale
        };
        let (winograd, columns) = (worst(&rounded), worst(&rounded.clone().by_columns()));
        assert!(
            winograd < 1e-5 && winograd < 20.0 * columns,
            "{winograd:e} and {columns:e} of the largest answer"
        );
    }

    #[test]
    fn changed_weights_are_not_answered_with_the_old_ones() {
        let mut layer = layer::<f32>(8, 8, Window::square(3).pad(1));
        let x = random(&[2, 8, 9, 9], "x");
        let before = layer.predict(&x);
        for param in Layer::params_mut(&mut layer) {
            param.value *= 2.0;
        }
        assert_eq!(layer.predict(&x), before * 2.0);
        let larger = random(&[2, 8, 12, 17], "larger");
        assert_near(
            &layer.predict(&larger),
            &layer.clone().by_columns().predict(&larger),
            1e-5,
            "another size",
        );
    }

    fn equal_filters_give_equal_bits(channels: usize) {
        let window = Window::square(3).pad(1);
        let mut equal = layer::<f32>(13, channels, window);
        let first = equal.w.value.clone();
        for (i, w) in equal.w.value.iter_mut().enumerate() {
            *w = first.as_slice().unwrap()[i % (9 * channels)];
        }
        equal.b.value.fill(0.5);
        let y = equal.forward(random(&[11, channels, 9, 21], "x"));
        let dout = random::<f32>(&[11, 1, 9, 21], "dout");
        equal.backward(dout.broadcast(y.shape()).unwrap().to_owned());
        for filter in 1..13 {
            assert_eq!(y.index_axis(Axis(1), 0), y.index_axis(Axis(1), filter));
            assert_eq!(equal.w.grad.index_axis(Axis(0), 0), equal.w.grad.index_axis(Axis(0), filter));
        }
    }

    #[test]
    fn equal_filters_give_answers_and_slopes_equal_to_the_last_bit() {
        equal_filters_give_equal_bits(2);
        equal_filters_give_equal_bits(9);
    }

    fn bits_are_those_of_one_thread(channels: usize) {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut layer = layer::<f32>(8, channels, Window::square(3).pad(1));
                let y = layer.forward(random(&[37, channels, 9, 9], "x"));
                let dx = layer.backward(y.clone());
                (y, dx, layer.w.grad, layer.b.grad)
            })
        };
        let one = run(1);
        assert!(one == run(2) && one == run(4));
    }

    #[test]
    fn bits_do_not_depend_on_threads() {
        bits_are_those_of_one_thread(3);
        bits_are_those_of_one_thread(8);
    }

    #[test]
    #[should_panic(
        expected = "convolution1: input is 2 × 4 × 5 × 5, the filters (2 × 3 × 3 × 3) need n × 3 × h × w"
    )]
    fn a_wrong_number_of_channels_is_named() {
        layer::<f64>(2, 3, Window::square(3)).predict(&Tensor::zeros(vec![2, 4, 5, 5]));
    }
}
