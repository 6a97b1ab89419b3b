//! How does a layer that looks at the whole batch work where each worker has a part of it? In two halves: each worker
//! sums up its own samples, and goes on with the sums of all.
//!
//! ```text
//! worker 0   x₀ ── sum up ──▶ n₀ μ₀ s₀ ─┐               ┌─▶ forward with n μ s ──▶ y₀
//!                                       ├─▶  n μ s  ────┤
//! worker 1   x₁ ── sum up ──▶ n₁ μ₁ s₁ ─┘               └─▶ forward with n μ s ──▶ y₁
//! ```
//!
//! Derived in: T. Chan, G. Golub and R. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
//! Variances", 1979. PyTorch has the same as `SyncBatchNorm`.

use crate::{Real, Tensor, Vector};

/// A layer that looks at the whole batch, in its two halves.
///
/// [`forward`](super::Layer::forward) of one worker alone is `sum_up`, `follow` and `forward_with` its own sums.
pub trait WholeBatch<F: Real> {
    /// Takes in the samples of one worker, and gives their sums.
    fn sum_up(&mut self, x: Tensor<F>) -> Moments<F>;

    /// `y` of the samples that were taken in, given the sums of all workers.
    ///
    /// # Panics
    /// If none were taken in.
    fn forward_with(&mut self, all: &Moments<F>) -> Tensor<F>;

    /// What inference will use follows the whole batch.
    fn follow(&mut self, all: &Moments<F>);

    /// Takes in dL/dy of one worker's samples, fills the gradients of its parameters, and gives them.
    ///
    /// # Panics
    /// If it did not go forward before.
    fn sum_up_slopes(&mut self, dout: Tensor<F>) -> Slopes<F>;

    /// dL/dx of the samples whose slopes were taken in, given the slopes of all workers.
    ///
    /// # Panics
    /// If none were taken in.
    fn backward_with(&mut self, all: &Slopes<F>) -> Tensor<F>;
}

/// Mean and spread of the columns of some rows.
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

    /// Those of both together:
    ///
    /// ```text
    /// n = n₀ + n₁     μ = μ₀ + δ n₁/n     s = s₀ + s₁ + δ² n₀ n₁/n     with δ = μ₁ − μ₀
    /// ```
    pub fn and(mut self, other: &Self) -> Self {
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

/// The slopes of a layer's shift β and scale γ.
#[derive(Clone, Debug, PartialEq)]
pub struct Slopes<F> {
    /// How many rows they come from.
    pub rows: usize,
    /// `Σ dout`
    pub shift: Vector<F>,
    /// `Σ dout · x̂`
    pub scale: Vector<F>,
}

impl<F: Real> Slopes<F> {
    /// Those of both together: their sums. Each `dout` is dL/dy of the loss of the *whole* batch: who has a part of it and
    /// a loss that is a mean has weighted its slope with the share of its samples.
    pub fn and(mut self, other: &Self) -> Self {
        self.shift += &other.shift;
        self.scale += &other.scale;
        Self { rows: self.rows + other.rows, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Axis, s};

    #[test]
    fn moments_of_two_parts_are_those_of_the_whole() {
        let x = Array2::from_shape_fn((17, 3), |(i, j)| ((i * 7 + j * 3) as f64).sin() + 100.0 * j as f64);
        let moments = |x: ndarray::ArrayView2<f64>| Moments {
            rows: x.nrows(),
            mean: x.mean_axis(Axis(0)).unwrap(),
            squares: x.var_axis(Axis(0), 0.0) * x.nrows() as f64,
        };
        let (both, whole) =
            (moments(x.slice(s![..5, ..])).and(&moments(x.slice(s![5.., ..]))), moments(x.view()));
        assert_eq!(both.rows, 17);
        assert!((both.mean - whole.mean).iter().all(|d| d.abs() < 1e-12));
        assert!((both.squares - whole.squares).iter().all(|d| d.abs() < 1e-11));
    }
}
