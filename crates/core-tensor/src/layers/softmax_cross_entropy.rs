//! Why does softmax go with cross-entropy? Because together their gradient is simply `y − t`.
//!
//! Derived in: ch05 (book §5.6.3 and appendix A), where the layer is called `SoftmaxWithLoss`.
//!
//! ```text
//! loss       y = softmax(scores),  L = −(1/n) Σᵢ ln y[i, tᵢ]     (n, classes) → one number
//! gradient   dscores = (y − t) / n                                (n, classes)
//! ```

use super::LossLayer;
use crate::functions::loss::{Reduction, Task, softmax_cross_entropy};
use crate::functions::softmax::softmax;
use crate::tensor::{as_rows, into_rows};
use crate::{Real, Targets, Tensor};

/// Softmax and mean cross-entropy, for labels or one-hot targets.
///
/// ```
/// use core_tensor::Targets;
/// use core_tensor::layers::{LossLayer, SoftmaxCrossEntropy};
/// use ndarray::array;
/// let (scores, t) = (array![[0.0, 0.0]].into_dyn(), Targets::Labels(vec![0]));
/// let (loss, dscores) = SoftmaxCrossEntropy.loss_and_gradient(scores, &t);
/// assert!((loss - 2f64.ln()).abs() < 1e-15, "two classes, equally likely");
/// assert_eq!(dscores, array![[-0.5, 0.5]].into_dyn(), "y − t");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoftmaxCrossEntropy;

const NAME: &str = "softmax_cross_entropy";

impl<F: Real> LossLayer<F> for SoftmaxCrossEntropy {
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

    fn loss_and_gradient(&self, scores: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let scores = into_rows(scores, NAME);
        let loss = softmax_cross_entropy(scores.view(), t);
        let mut y = softmax(scores.view());
        match t {
            Targets::Labels(labels) => {
                for (mut row, &label) in y.rows_mut().into_iter().zip(labels) {
                    row[label] -= F::one();
                }
            }
            Targets::Values(t) => y -= &as_rows(t, NAME),
        }
        let n = F::of(y.nrows() as f64);
        y.mapv_inplace(|difference| difference / n);
        (loss, y.into_dyn())
    }
}
