//! Which loss gives a regression the same neat gradient? The squared error: identity and `½ Σ (y − t)²` give `y − t`.
//!
//! Derived in: ch05 (book §5.6.3 and appendix A), as `IdentityWithSquaredError`. The loss is a sum over the samples, as the
//! book's.

use super::LossLayer;
use crate::functions::loss::{Reduction, Task, sum_squared_error};
use crate::tensor::{as_rows, into_rows};
use crate::{Real, Targets, Tensor};

/// The identity function and the sum of squared errors; the targets must be [`Targets::Values`].
///
/// ```
/// use core_tensor::Targets;
/// use core_tensor::layers::{LossLayer, SquaredError};
/// use ndarray::array;
/// let t = Targets::Values(array![[1.0]].into_dyn());
/// let (loss, dy) = SquaredError.loss_and_gradient(array![[3.0]].into_dyn(), &t);
/// assert_eq!(loss, 2.0, "½ (3 − 1)²");
/// assert_eq!(dy, array![[2.0]].into_dyn(), "y − t");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SquaredError;

const NAME: &str = "squared_error";

/// # Panics
/// All methods panic on [`Targets::Labels`]: a class has no distance.
impl<F: Real> LossLayer<F> for SquaredError {
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

    fn loss_and_gradient(&self, y: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let loss = self.loss(&y, t);
        let mut dy = into_rows(y, NAME);
        dy -= &as_rows(values(t), NAME);
        (loss, dy.into_dyn())
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
