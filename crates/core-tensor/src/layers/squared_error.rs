//! Which loss gives a regression the same neat slope? The squared error: identity and `½ Σ (y − t)²` give `y − t`.
//!
//! Derived in: ch05 (book §5.6.3 and appendix A). The loss is a sum over the samples, as the book's.

use super::{LossLayer, kept};
use crate::functions::loss::{Reduction, Task, sum_squared_error};
use crate::tensor::{as_rows, into_rows};
use crate::{Matrix, Real, Targets, Tensor};

/// The identity function and the sum of squared errors; the targets must be [`Targets::Values`].
///
/// ```
/// use core_tensor::Targets;
/// use core_tensor::layers::{IdentityWithSquaredError, LossLayer};
/// use ndarray::array;
/// let mut loss = IdentityWithSquaredError::new();
/// assert_eq!(loss.forward(array![[3.0]].into_dyn(), &Targets::Values(array![[1.0]].into_dyn())), 2.0, "½ (3 − 1)²");
/// assert_eq!(loss.backward(), array![[2.0]].into_dyn(), "y − t");
/// ```
#[derive(Clone, Debug, Default)]
pub struct IdentityWithSquaredError<F> {
    difference: Option<Matrix<F>>,
}

const NAME: &str = "identity_with_squared_error";

impl<F: Real> IdentityWithSquaredError<F> {
    /// A fresh layer.
    pub fn new() -> Self {
        Self { difference: None }
    }
}

/// # Panics
/// All methods panic on [`Targets::Labels`]: a class has no distance.
impl<F: Real> LossLayer<F> for IdentityWithSquaredError<F> {
    fn name(&self) -> &str {
        NAME
    }

    fn reduction(&self) -> Reduction {
        Reduction::Sum
    }

    fn task(&self) -> Task {
        Task::Regression
    }

    fn loss(&self, y: &Tensor<F>, t: &Targets<F>) -> F {
        sum_squared_error(as_rows(y, NAME).view(), as_rows(values(t), NAME).view())
    }

    fn forward(&mut self, y: Tensor<F>, t: &Targets<F>) -> F {
        let loss = self.loss(&y, t);
        let mut difference = into_rows(y, NAME);
        difference -= &as_rows(values(t), NAME);
        self.difference = Some(difference);
        loss
    }

    fn backward(&mut self) -> Tensor<F> {
        kept(self.difference.take(), NAME).into_dyn()
    }
}

fn values<F>(t: &Targets<F>) -> &Tensor<F> {
    match t {
        Targets::Values(values) => values,
        Targets::Labels(_) => {
            panic!("{NAME}: needs values to aim at, got class labels (use one_hot to turn them)")
        }
    }
}
