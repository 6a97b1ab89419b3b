//! How does batch normalisation work where each worker has only a part of the batch? In two halves: each worker computes
//! the moments of its own samples, and all normalise with the moments of the whole batch.
//!
//! ```text
//! worker 0   x₀ ─ batch_moments ─▶ n₀ μ₀ s₀ ─┐             ┌─▶ normalize_with n μ s ──▶ y₀
//!                                            ├─▶  n μ s  ──┤
//! worker 1   x₁ ─ batch_moments ─▶ n₁ μ₁ s₁ ─┘             └─▶ normalize_with n μ s ──▶ y₁
//! ```
//!
//! Derived in: T. Chan, G. Golub and R. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
//! Variances", 1979. PyTorch has the same as `SyncBatchNorm`.

use crate::{Real, Tensor, Vector};

/// A layer whose output for one sample depends on the rest of the batch, in two halves that a worker can run separately.
///
/// [`forward`](super::Layer::forward) of one worker alone is `batch_moments`, `update_running_stats` and `normalize_with` its
/// own moments.
pub trait SyncBatch<F: Real> {
    /// Keeps the samples of one worker, and returns their moments.
    fn batch_moments(&mut self, x: Tensor<F>) -> Moments<F>;

    /// `y` of the samples that were kept, given the moments of all workers' samples.
    ///
    /// # Panics
    /// If none were kept.
    fn normalize_with(&mut self, all: &Moments<F>) -> Tensor<F>;

    /// Moves the running statistics, which inference uses, towards those of the whole batch.
    fn update_running_stats(&mut self, all: &Moments<F>);

    /// Keeps dL/dy of one worker's samples, fills the gradients of its parameters, and returns them.
    ///
    /// # Panics
    /// If no forward pass came before.
    fn reduce_gradients(&mut self, dout: Tensor<F>) -> ColumnGradients<F>;

    /// dL/dx of the samples whose dL/dy was kept, given the gradients of all workers' samples.
    ///
    /// # Panics
    /// If none was kept.
    fn backward_with(&mut self, all: &ColumnGradients<F>) -> Tensor<F>;
}

/// The first two moments of each column of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments<F> {
    /// How many rows: n.
    pub rows: usize,
    /// The mean of each column: μ.
    pub mean: Vector<F>,
    /// The sum of each column's squared distances to its mean: s, n times the variance.
    pub squares: Vector<F>,
}

impl<F: Real> Moments<F> {
    /// The variance of each column.
    pub fn variance(&self) -> Vector<F> {
        &self.squares / F::of(self.rows as f64)
    }

    /// The moments of both sets of rows together:
    ///
    /// ```text
    /// n = n₀ + n₁     μ = μ₀ + δ n₁/n     s = s₀ + s₁ + δ² n₀ n₁/n     with δ = μ₁ − μ₀
    /// ```
    pub fn merge(mut self, other: &Self) -> Self {
        let rows = self.rows + other.rows;
        let share = F::of(other.rows as f64 / rows.max(1) as f64);
        let before = F::of(self.rows as f64);
        let delta = &other.mean - &self.mean;
        self.squares += &other.squares;
        self.squares.zip_mut_with(&delta, |squares, &delta| *squares += delta * delta * before * share);
        self.mean.zip_mut_with(&delta, |mean, &delta| *mean += delta * share);
        Self { rows, ..self }
    }
}

/// The gradients of a layer's shift β and scale γ.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnGradients<F> {
    /// How many rows they come from.
    pub rows: usize,
    /// `Σ dout`
    pub shift: Vector<F>,
    /// `Σ dout · x̂`
    pub scale: Vector<F>,
}

impl<F: Real> ColumnGradients<F> {
    /// The gradients of both sets of rows together: their sums. Each `dout` is dL/dy of the loss of the *whole* batch: a
    /// worker with a part of it, and a loss that is a mean, has weighted its gradient by its share of the samples.
    pub fn merge(mut self, other: &Self) -> Self {
        self.shift += &other.shift;
        self.scale += &other.scale;
        Self { rows: self.rows + other.rows, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Axis, s};
    use portable_math::sin;

    #[test]
    fn moments_of_two_parts_are_those_of_the_whole() {
        let x = Array2::from_shape_fn((17, 3), |(i, j)| sin((i * 7 + j * 3) as f64) + 100.0 * j as f64);
        let moments = |x: ndarray::ArrayView2<f64>| Moments {
            rows: x.nrows(),
            mean: x.mean_axis(Axis(0)).unwrap(),
            squares: x.var_axis(Axis(0), 0.0) * x.nrows() as f64,
        };
        let (both, whole) =
            (moments(x.slice(s![..5, ..])).merge(&moments(x.slice(s![5.., ..]))), moments(x.view()));
        assert_eq!(both.rows, 17);
        assert!((both.mean - whole.mean).iter().all(|d| d.abs() < 1e-12));
        assert!((both.squares - whole.squares).iter().all(|d| d.abs() < 1e-11));
    }
}
