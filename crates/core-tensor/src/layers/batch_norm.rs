//! What if every layer saw inputs of mean 0 and standard deviation 1, whatever the layers before it do?
//!
//! Derived in: ch06 (book §6.3); S. Ioffe and C. Szegedy, "Batch Normalization", 2015.
//!
//! ```text
//! training   μ = mean over n of x      v = mean over n of (x − μ)²         one of each per column
//!            x̂ = (x − μ) / √(v + ε)    y = γ x̂ + β
//! backward   dγ = Σ dout · x̂           dβ = Σ dout
//!            dx = γ / √(v + ε) · (dout − dβ/n − x̂ · dγ/n)
//! inference  as in training, with the running mean and variance in place of μ and v
//! ```
//!
//! `dx` has three parts since `x` acts on the loss in three ways: directly, through the mean, and through the variance.
//! Unlike the book's layer, the running variance starts at 1 and follows the unbiased variance (`n − 1`), as in the
//! paper; ε is 1e-5.

use super::{ColumnGradients, Hooks, Layer, Moments, SyncBatch, check_dout, kept};
use crate::kernels::buffer_pool::{give_back, take};
use crate::kernels::layout::{images, into_channels_last};
use crate::kernels::simd::with_wide_vectors;
use crate::tensor::param::{Param, Role};
use crate::tensor::settings::{check_not_negative, check_share};
use crate::tensor::{in_rows, into_row_major, into_rows};
use crate::{Matrix, Real, Tensor, Vector};
use ndarray::{ArrayView1, ArrayView2, Axis, Zip};

/// Batch normalisation of `(n, columns)`, or of images `(n, channels, h, w)` with one mean and one variance a channel.
///
/// ```
/// use core_tensor::layers::{BatchNorm, Layer};
/// use ndarray::array;
/// let mut layer = BatchNorm::<f64>::new(1, 2);
/// let y = layer.forward(array![[1.0, 10.0], [3.0, 30.0]].into_dyn());
/// // Each column of the batch now has mean 0 and variance 1, but for ε.
/// assert!((&y - &array![[-1.0, -1.0], [1.0, 1.0]]).iter().all(|difference| difference.abs() < 1e-5));
/// // For inference, the running mean has moved a tenth of the way from 0 to the batch's means, 2 and 20.
/// let mean = layer.running_mean();
/// assert!((mean[0] - 0.2).abs() < 1e-12 && (mean[1] - 2.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct BatchNorm<F> {
    name: String,
    gamma: Param<F>,
    beta: Param<F>,
    running_mean: Param<F>,
    running_var: Param<F>,
    /// The share of the old running statistics that each batch keeps; 0.9.
    pub momentum: F,
    /// Added to the variance, so that a constant column does not divide by 0; 1e-5.
    pub epsilon: F,
    /// Samples that wait for the moments of the whole batch.
    centred: Option<Centred<F>>,
    cache: Option<Cache<F>>,
    /// dL/dy that waits for the gradients of the whole batch.
    dout: Option<Matrix<F>>,
    frozen: bool,
}

#[derive(Clone, Debug)]
struct Centred<F> {
    /// The samples less their own mean.
    rows: Matrix<F>,
    mean: Vector<F>,
    shape: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Cache<F> {
    normalised: Matrix<F>,
    inverse_std: Vector<F>,
    /// The shape of the output.
    shape: Vec<usize>,
}

impl<F: Real> BatchNorm<F> {
    /// Normalisation number `number` (from 1) over `columns` columns, with γ = 1 and β = 0; its parameters are called
    /// `gamma1` and `beta1`.
    pub fn new(number: usize, columns: usize) -> Self {
        Self::with(number, Vector::ones(columns), Vector::zeros(columns))
    }

    /// As [`BatchNorm::new`], with these γ and β.
    ///
    /// # Panics
    /// If they differ in length.
    pub fn with(number: usize, gamma: Vector<F>, beta: Vector<F>) -> Self {
        assert_eq!(gamma.len(), beta.len(), "batch_norm{number}: gamma and beta differ in length");
        Self {
            name: format!("batch_norm{number}"),
            running_mean: Param::new(
                format!("running_mean{number}"),
                Vector::zeros(gamma.len()),
                Role::Buffer,
            ),
            running_var: Param::new(format!("running_var{number}"), Vector::ones(gamma.len()), Role::Buffer),
            gamma: Param::new(format!("gamma{number}"), gamma, Role::Scale),
            beta: Param::new(format!("beta{number}"), beta, Role::Shift),
            momentum: F::of(0.9),
            epsilon: F::of(1e-5),
            centred: None,
            cache: None,
            dout: None,
            frozen: false,
        }
    }

    /// `γ x̂ + β`, row by row.
    fn scale_and_shift(&self, normalised: ArrayView2<F>) -> Matrix<F> {
        let mut y = normalised.to_owned();
        for mut row in y.rows_mut() {
            Zip::from(&mut row)
                .and(&self.gamma.vector())
                .and(&self.beta.vector())
                .for_each(|y, &gamma, &beta| *y = gamma * *y + beta);
        }
        y
    }

    /// What inference uses for the mean of each column; the buffer `running_mean1`.
    pub fn running_mean(&self) -> ArrayView1<'_, F> {
        self.running_mean.vector()
    }

    /// What inference uses for the variance of each column; the buffer `running_var1`.
    pub fn running_var(&self) -> ArrayView1<'_, F> {
        self.running_var.vector()
    }

    fn check_columns(&self, columns: usize) {
        check_share(&self.name, "momentum", self.momentum);
        check_not_negative(&self.name, "epsilon", self.epsilon);
        assert!(
            columns == self.gamma.value.len(),
            "{}: input has {columns} columns, gamma has {} entries",
            self.name,
            self.gamma.value.len()
        );
    }
}

impl<F: Real> Layer<F> for BatchNorm<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<F>) -> Tensor<F> {
        let shape = x.shape().to_vec();
        let rows = channels_as_columns(x, &self.name);
        self.check_columns(rows.ncols());
        let inverse_std = self.running_var().mapv(|v| F::one() / (v + self.epsilon).sqrt());
        let normalised = (rows - self.running_mean()) * inverse_std;
        columns_as_channels(self.scale_and_shift(normalised.view()), &shape)
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let moments = self.batch_moments(x);
        self.update_running_stats(&moments);
        self.normalize_with(&moments)
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let gradients = self.reduce_gradients(dout);
        self.backward_with(&gradients)
    }

    fn params(&self) -> Vec<&Param<F>> {
        vec![&self.gamma, &self.beta, &self.running_mean, &self.running_var]
    }

    fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        vec![&mut self.gamma, &mut self.beta, &mut self.running_mean, &mut self.running_var]
    }

    fn freeze(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    fn hooks(&mut self) -> Hooks<'_, F> {
        Hooks { sync_batch: Some(self), ..Hooks::default() }
    }
}

impl<F: Real> SyncBatch<F> for BatchNorm<F> {
    fn batch_moments(&mut self, x: Tensor<F>) -> Moments<F> {
        let shape = x.shape().to_vec();
        let mut rows = channels_as_columns(x, &self.name);
        self.check_columns(rows.ncols());
        assert!(rows.nrows() > 0, "{}: a batch of no samples has no mean to normalise with", self.name);
        let mean = rows.sum_axis(Axis(0)) / F::of(rows.nrows() as f64);
        rows -= &mean;
        let squares = sum_of_products(rows.view(), rows.view());
        let moments = Moments { rows: rows.nrows(), mean: mean.clone(), squares };
        self.centred = Some(Centred { rows, mean, shape });
        moments
    }

    fn normalize_with(&mut self, all: &Moments<F>) -> Tensor<F> {
        let Centred { rows: mut x, mean, shape } = kept(self.centred.take(), &self.name);
        let shift = &all.mean - &mean;
        let inverse_std = all.variance().mapv(|v| F::one() / (v + self.epsilon).sqrt());
        let mut y = take::<F>(x.len());
        let (gamma, beta) = (self.gamma.vector(), self.beta.vector());
        let columns = [shift.view(), inverse_std.view(), gamma, beta];
        each_row(&mut x, &mut y, columns, |x, y, [shift, inverse_std, gamma, beta]| {
            *x = (*x - shift) * inverse_std;
            *y = gamma * *x + beta;
        });
        let y = in_rows(y, x.dim());
        let y = columns_as_channels(y, &shape);
        self.cache = Some(Cache { normalised: x, inverse_std, shape });
        y
    }

    fn update_running_stats(&mut self, all: &Moments<F>) {
        if self.frozen {
            return;
        }
        let (keep, take) = (self.momentum, F::one() - self.momentum);
        let unbias = F::of(all.rows as f64 / (all.rows.max(2) - 1) as f64);
        self.running_mean
            .vector_mut()
            .zip_mut_with(&all.mean, |running, &mean| *running = keep * *running + take * mean);
        self.running_var
            .vector_mut()
            .zip_mut_with(&all.variance(), |running, &v| *running = keep * *running + take * v * unbias);
    }

    fn reduce_gradients(&mut self, dout: Tensor<F>) -> ColumnGradients<F> {
        let Cache { normalised, shape, .. } = kept(self.cache.as_ref(), &self.name);
        check_dout(dout.shape(), shape, &self.name);
        let rows = channels_as_columns(dout, &self.name);
        let (shift, scale) = (rows.sum_axis(Axis(0)), sum_of_products(rows.view(), normalised.view()));
        self.beta.grad_vector().assign(&shift);
        self.gamma.grad_vector().assign(&scale);
        let count = rows.nrows();
        self.dout = Some(rows);
        ColumnGradients { rows: count, shift, scale }
    }

    fn backward_with(&mut self, all: &ColumnGradients<F>) -> Tensor<F> {
        let mut dx = kept(self.dout.take(), &self.name);
        let Cache { normalised, inverse_std, shape } = kept(self.cache.take(), &self.name);
        let n = F::of(all.rows as f64);
        let (mean_dout, mean_product) = (&all.shift / n, &all.scale / n);
        let stretch = &inverse_std * &self.gamma.vector();
        let columns = [mean_dout.view(), mean_product.view(), stretch.view()];
        let mut normalised = into_row_major(normalised.into_dyn());
        each_row(&mut dx, &mut normalised, columns, |dx, &mut x, [mean, product, stretch]| {
            *dx = stretch * (*dx - mean - x * product);
        });
        give_back(normalised);
        columns_as_channels(dx, &shape)
    }
}

/// Calls `work` for each element of `a` and of `b`, which has as many, with the numbers that belong to its column.
fn each_row<F: Real, const N: usize>(
    a: &mut Matrix<F>,
    b: &mut [F],
    columns: [ArrayView1<F>; N],
    work: impl Fn(&mut F, &mut F, [F; N]),
) {
    let width = a.ncols().max(1);
    let columns = columns.map(|column| column.to_vec());
    let Some(a) = a.as_slice_mut() else { unreachable!("rows were made with their numbers side by side") };
    with_wide_vectors(
        #[inline(always)]
        || {
            for (a, b) in a.chunks_exact_mut(width).zip(b.chunks_exact_mut(width)) {
                each_column(a, b, &columns, &work);
            }
        },
    );
}

#[inline(always)]
fn each_column<F: Real, const N: usize>(
    a: &mut [F],
    b: &mut [F],
    columns: &[Vec<F>; N],
    work: &impl Fn(&mut F, &mut F, [F; N]),
) {
    // Equal lengths, said once, spare the loop its bounds checks.
    let width = a.len();
    let b = &mut b[..width];
    let columns = columns.each_ref().map(|column| &column[..width]);
    for j in 0..width {
        work(&mut a[j], &mut b[j], columns.map(|column| column[j]));
    }
}

/// One column a channel: images `(n, c, h, w)` → `(n · h · w, c)`, so that their pixels are just more samples. What is
/// no image is taken as it is.
fn channels_as_columns<F: Real>(x: Tensor<F>, layer: &str) -> Matrix<F> {
    if x.ndim() != 4 {
        let rows = into_rows(x, layer);
        return if rows.is_standard_layout() { rows } else { rows.as_standard_layout().into_owned() };
    }
    let columns = x.shape()[1];
    let numbers = into_channels_last(x);
    let rows = numbers.len() / columns.max(1);
    in_rows(numbers, (rows, columns))
}

/// The way back of [`channels_as_columns`].
fn columns_as_channels<F: Real>(y: Matrix<F>, shape: &[usize]) -> Tensor<F> {
    let &[n, c, h, w] = shape else { return y.into_dyn() };
    images(into_row_major(y.into_dyn()), [n, c, h, w])
}

/// `Σ over n of a · b`, one sum per column, added row by row so that memory is read in order.
fn sum_of_products<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>) -> Vector<F> {
    let mut sum = Vector::zeros(a.ncols());
    for (a, b) in a.rows().into_iter().zip(b.rows()) {
        Zip::from(&mut sum).and(a).and(b).for_each(|sum, &a, &b| *sum += a * b);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use rand::RngExt;

    #[test]
    #[should_panic(expected = "batch_norm1: a batch of no samples has no mean to normalise with")]
    fn an_empty_batch_is_refused_and_not_remembered() {
        BatchNorm::<f64>::new(1, 2).forward(Tensor::zeros(vec![0, 2]));
    }

    #[test]
    fn columns_leave_with_mean_beta_and_standard_deviation_gamma() {
        let mut rng = Streams::new(1).rng("x");
        let x = Matrix::from_shape_simple_fn((200, 3), || 5.0 + 7.0 * rng.random::<f64>());
        let mut layer =
            BatchNorm::with(1, Vector::from(vec![1.0, 2.0, 3.0]), Vector::from(vec![0.0, -1.0, 4.0]));
        let y = into_rows(layer.forward(x.into_dyn()), "test");
        for (column, (gamma, beta)) in y.columns().into_iter().zip([(1.0, 0.0), (2.0, -1.0), (3.0, 4.0)]) {
            assert!((column.mean().unwrap() - beta).abs() < 1e-12);
            assert!((column.std(0.0) - gamma).abs() < 1e-4 * gamma);
        }
    }

    #[test]
    fn inference_uses_the_running_statistics_which_start_at_mean_0_and_variance_1() {
        let mut layer = BatchNorm::<f64>::new(1, 2);
        let x = ndarray::array![[3.0, -1.0], [5.0, 1.0]].into_dyn();
        let untouched = layer.predict(x.clone());
        assert!(untouched.iter().zip(&x).all(|(y, x)| (y - x).abs() < 1e-4));
        for _ in 0..200 {
            layer.forward(x.clone());
        }
        assert!((layer.running_mean()[0] - 4.0).abs() < 1e-6, "the mean of 3 and 5");
        assert!((layer.running_var()[0] - 2.0).abs() < 1e-6, "the unbiased variance of 3 and 5");
    }

    #[test]
    fn of_images_each_channel_has_one_mean_and_one_variance() {
        let mut rng = Streams::new(1).rng("x");
        let x = Tensor::from_shape_simple_fn(vec![4, 2, 3, 5], || rng.random::<f64>());
        let mut layer = BatchNorm::new(1, 2);
        let y = layer.forward(x);
        for channel in y.axis_iter(Axis(1)) {
            assert!(channel.mean().unwrap().abs() < 1e-12 && (channel.std(0.0) - 1.0).abs() < 1e-3);
        }
        assert_eq!(y.shape(), [4, 2, 3, 5]);
        assert_eq!(layer.backward(y).shape(), [4, 2, 3, 5]);
    }

    #[test]
    #[should_panic(expected = "batch_norm1: input has 3 columns, gamma has 2 entries")]
    fn a_wrong_width_is_named() {
        BatchNorm::<f64>::new(1, 2).forward(Tensor::zeros(vec![4, 3]));
    }
}
