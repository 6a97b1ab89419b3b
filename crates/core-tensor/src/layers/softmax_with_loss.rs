//! Why does softmax go with cross entropy? Because together their slope is simply `y − t`.
//!
//! Derived in: ch05 (book §5.6.3 and appendix A).
//!
//! ```text
//! forward   y = softmax(scores),  L = −(1/n) Σᵢ ln y[i, tᵢ]     (n, classes) → one number
//! backward  dscores = (y − t) / n
//! ```

use super::{LossLayer, kept};
use crate::functions::loss::{Reduction, Task, softmax_cross_entropy};
use crate::functions::softmax::softmax;
use crate::tensor::{as_rows, into_rows};
use crate::{Matrix, Real, Targets, Tensor};

/// Softmax and mean cross entropy, for labels or one-hot targets.
///
/// ```
/// use core_tensor::Targets;
/// use core_tensor::layers::{LossLayer, SoftmaxWithLoss};
/// use ndarray::array;
/// let mut loss = SoftmaxWithLoss::new();
/// let value: f64 = loss.forward(array![[0.0, 0.0]].into_dyn(), &Targets::Labels(vec![0]));
/// assert!((value - 2f64.ln()).abs() < 1e-15, "two classes, equally likely");
/// assert_eq!(loss.backward(), array![[-0.5, 0.5]].into_dyn(), "y − t");
/// ```
#[derive(Clone, Debug, Default)]
pub struct SoftmaxWithLoss<F> {
    cache: Option<(Matrix<F>, Targets<F>)>,
}

const NAME: &str = "softmax_with_loss";

impl<F: Real> SoftmaxWithLoss<F> {
    /// A fresh layer.
    pub fn new() -> Self {
        Self { cache: None }
    }
}

impl<F: Real> LossLayer<F> for SoftmaxWithLoss<F> {
    fn name(&self) -> &str {
        NAME
    }

    fn reduction(&self) -> Reduction {
        Reduction::Mean
    }

    fn task(&self) -> Task {
        Task::Classification
    }

    fn loss(&self, scores: &Tensor<F>, t: &Targets<F>) -> F {
        softmax_cross_entropy(as_rows(scores, NAME).view(), t)
    }

    fn forward(&mut self, scores: Tensor<F>, t: &Targets<F>) -> F {
        let scores = into_rows(scores, NAME);
        let loss = softmax_cross_entropy(scores.view(), t);
        self.cache = Some((softmax(scores.view()), t.clone()));
        loss
    }

    fn backward(&mut self) -> Tensor<F> {
        let (mut y, t) = kept(self.cache.take(), NAME);
        let n = F::of(y.nrows() as f64);
        match t {
            Targets::Labels(labels) => {
                for (mut row, label) in y.rows_mut().into_iter().zip(labels) {
                    row[label] -= F::one();
                }
            }
            Targets::Values(t) => y -= &as_rows(&t, NAME),
        }
        y.mapv_inplace(|difference| difference / n);
        y.into_dyn()
    }
}
