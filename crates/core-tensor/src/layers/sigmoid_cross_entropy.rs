//! Which loss suits a yes or a no? The sigmoid with binary cross-entropy, and once more the gradient is `y − t`.
//!
//! Derived in: ch05 (book §5.6.3), as `SigmoidWithBinaryCrossEntropy`, which sums over the samples; here it is their mean, as
//! in [`SoftmaxCrossEntropy`](super::SoftmaxCrossEntropy).
//!
//! ```text
//! loss       y = sigmoid(x),  L = −(1/n) Σ (t ln y + (1 − t) ln(1 − y))     (n, outputs) → one number
//! gradient   dx = (y − t) / n                                                (n, outputs)
//! ```

use super::LossLayer;
use crate::functions::activation::sigmoid;
use crate::functions::loss::{Reduction, Task, sigmoid_cross_entropy};
use crate::tensor::{as_rows, into_rows};
use crate::{Matrix, Real, Targets, Tensor};

/// Sigmoid and binary cross-entropy, for outputs that each say yes or no. The targets are values of 0 to 1, `(n, outputs)`, or,
/// for a single output, the labels 0 and 1.
///
/// ```
/// use core_tensor::Targets;
/// use core_tensor::layers::{LossLayer, SigmoidCrossEntropy};
/// use ndarray::array;
/// let (scores, t) = (array![[0.0], [0.0]].into_dyn(), Targets::Labels(vec![1, 0]));
/// let (loss, dx) = SigmoidCrossEntropy.loss_and_gradient(scores, &t);
/// assert!((loss - 2f64.ln()).abs() < 1e-15, "yes and no, equally likely");
/// assert_eq!(dx, array![[-0.25], [0.25]].into_dyn(), "(y − t) / n");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SigmoidCrossEntropy;

const NAME: &str = "sigmoid_cross_entropy";

/// # Panics
/// All methods panic if the targets have another shape than the scores, or a label is neither 0 nor 1.
impl<F: Real> LossLayer<F> for SigmoidCrossEntropy {
    fn name(&self) -> &str {
        NAME
    }

    fn reduction(&self) -> Reduction {
        Reduction::Mean
    }

    fn task(&self) -> Task {
        Task::BinaryClassification
    }

    fn loss(&self, scores: &Tensor<F>, t: &Targets<F>) -> F {
        sigmoid_cross_entropy(as_rows(scores, NAME).view(), values(t).view())
    }

    fn loss_and_gradient(&self, scores: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let (scores, t) = (into_rows(scores, NAME), values(t));
        let loss = sigmoid_cross_entropy(scores.view(), t.view());
        let n = F::of(scores.nrows() as f64);
        let dx = (scores.mapv(sigmoid) - t) / n;
        (loss, dx.into_dyn())
    }
}

/// The targets as rows; a label is a row of one value.
fn values<F: Real>(t: &Targets<F>) -> Matrix<F> {
    match t {
        Targets::Values(values) => as_rows(values, NAME).into_owned(),
        Targets::Labels(labels) => Matrix::from_shape_fn((labels.len(), 1), |(i, _)| match labels[i] {
            0 => F::zero(),
            1 => F::one(),
            label => panic!("{NAME}: label {label} of sample {i} is neither 0 nor 1"),
        }),
    }
}
