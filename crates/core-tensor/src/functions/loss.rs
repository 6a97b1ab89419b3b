//! How wrong is a prediction? Three losses that say so in one number.
//!
//! Derived in: ch04 (book §4.2). The sum of squared errors is a *sum* over everything, as in the book; the cross
//! entropy is a *mean* over the samples.
//!
//! The book adds 1e-7 inside the logarithm to survive a probability of 0. Here the logarithm is exact; the layer that
//! trains ([`SoftmaxCrossEntropy`](crate::layers::SoftmaxCrossEntropy)) works on scores and never meets a 0.

use crate::functions::softmax::log_softmax;
use crate::tensor::shape_in_words;
use crate::{Real, Targets};
use ndarray::ArrayView2;
use portable_math::{exp, ln, ln_1p};

/// How a loss brings its samples together into one number.
///
/// ```text
/// Mean   L = (1/n) Σᵢ Lᵢ      the same for a batch and for a larger one of its kind
/// Sum    L = Σᵢ Lᵢ            grows with the batch, and its gradient does
/// ```
///
/// To combine the losses of several batches you have to know: n₁ and n₂ samples with the losses L₁ and L₂ have
/// the loss `(n₁ L₁ + n₂ L₂) / (n₁ + n₂)` together if it is a mean, and `L₁ + L₂` if it is a sum. PyTorch has the same
/// under the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// The mean over the samples, as the cross-entropy of ch04.
    Mean,
    /// The sum over the samples, as the squared error of ch04.
    Sum,
}

impl Reduction {
    /// The weight of a part of the batch in the loss (and in the gradient) of the whole batch: `part / whole` of a
    /// mean, 1 of a sum.
    ///
    /// ```
    /// use core_tensor::functions::loss::Reduction;
    /// assert_eq!((Reduction::Mean.weight(1, 4), Reduction::Sum.weight(1, 4)), (0.25, 1.0));
    /// ```
    pub fn weight(self, part: usize, whole: usize) -> f64 {
        match self {
            Self::Mean => part as f64 / whole as f64,
            Self::Sum => 1.0,
        }
    }
}

/// What the outputs in front of a loss are, and so what makes one good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// One score for each class: the largest should be that of the right class.
    Classification,
    /// One score for each question: above 0 for yes, below for no.
    BinaryClassification,
    /// Values, which should be near the wanted ones.
    Regression,
}

/// `½ Σ (y − t)²` over all samples and outputs (book §4.2.1).
///
/// # Panics
/// If the shapes differ.
pub fn sum_squared_error<F: Real>(y: ArrayView2<F>, t: ArrayView2<F>) -> F {
    assert!(
        y.dim() == t.dim(),
        "sum_squared_error: the outputs are {}, the targets {}",
        shape_in_words(y.shape()),
        shape_in_words(t.shape())
    );
    F::of(0.5) * y.iter().zip(t).map(|(&y, &t)| (y - t) * (y - t)).sum::<F>()
}

/// `−(1/n) Σᵢ ln y[i, tᵢ]` of probabilities `y` (book §4.2.2, §4.2.4); for one-hot targets `−(1/n) Σ t ln y`.
/// Infinite when a right class has probability 0.
///
/// # Panics
/// If there is not one target a row, a label is not below the classes, or one-hot targets have another shape.
pub fn cross_entropy_error<F: Real>(y: ArrayView2<F>, t: &Targets<F>) -> F {
    mean_negative_log(y, t, ln)
}

/// The cross-entropy of softmax, straight from the scores: finite for any finite scores, and with all digits that
/// the differences of the scores have.
///
/// # Panics
/// If there is not one target a row, a label is not below the classes, or one-hot targets have another shape.
pub fn softmax_cross_entropy<F: Real>(scores: ArrayView2<F>, t: &Targets<F>) -> F {
    mean_negative_log(log_softmax(scores).view(), t, |log| log)
}

/// The binary cross-entropy of sigmoid, `−(1/n) Σ (t ln y + (1 − t) ln(1 − y))` with `y = sigmoid(x)`, straight from the scores
/// `x` as `max(x, 0) − t x + ln(1 + exp(−|x|))`: finite for any finite scores. A sum over the outputs, a mean over the samples.
///
/// # Panics
/// If the shapes differ.
pub fn sigmoid_cross_entropy<F: Real>(x: ArrayView2<F>, t: ArrayView2<F>) -> F {
    assert!(
        x.dim() == t.dim(),
        "sigmoid_cross_entropy: the scores are {}, the targets {}",
        shape_in_words(x.shape()),
        shape_in_words(t.shape())
    );
    let loss = |(&x, &t): (&F, &F)| x.max(F::zero()) - t * x + ln_1p(exp(-x.abs()));
    x.iter().zip(t).map(loss).sum::<F>() / F::of(x.nrows().max(1) as f64)
}

/// Each row of scores needs a target, and each label a class.
fn check_targets<F: Real>(y: ArrayView2<F>, t: &Targets<F>) {
    let (samples, classes) = y.dim();
    match t {
        Targets::Labels(labels) => {
            let targets = labels.len();
            assert!(
                samples == targets,
                "cross-entropy: there are {samples} rows of scores and {targets} labels"
            );
            for (i, &label) in labels.iter().enumerate() {
                assert!(
                    label < classes,
                    "cross-entropy: label {label} of sample {i} is not below the {classes} classes"
                );
            }
        }
        Targets::Values(values) => assert!(
            values.shape() == y.shape(),
            "cross-entropy: the scores are {}, the targets {}: a row of one-hot targets has as many columns as there are \
             classes, and class labels belong in `Targets::Labels`",
            shape_in_words(y.shape()),
            shape_in_words(values.shape())
        ),
    }
}

fn mean_negative_log<F: Real>(y: ArrayView2<F>, t: &Targets<F>, log: impl Fn(F) -> F) -> F {
    check_targets(y, t);
    let sum = match t {
        Targets::Labels(labels) => labels.iter().enumerate().map(|(i, &label)| log(y[[i, label]])).sum::<F>(),
        // A target of 0 contributes nothing, even where the logarithm is −∞.
        Targets::Values(t) => {
            y.iter().zip(t).filter(|&(_, &t)| t != F::zero()).map(|(&y, &t)| t * log(y)).sum::<F>()
        }
    };
    // Not `-sum`, which would make a loss of nothing −0.
    (F::zero() - sum) / F::of(y.nrows().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::targets::one_hot;
    use ndarray::array;

    #[test]
    fn labels_and_one_hot_give_the_same_cross_entropy() {
        let y = array![[0.1, 0.6, 0.3], [0.2, 0.2, 0.6]];
        let labels = cross_entropy_error(y.view(), &Targets::Labels(vec![1, 2]));
        let rows = cross_entropy_error(y.view(), &Targets::Values(one_hot(&[1, 2], 3).into_dyn()));
        assert_eq!(labels, rows);
        assert!((labels + ln(0.6_f64)).abs() < 1e-15);
    }

    #[test]
    fn the_loss_is_right_for_large_scores_and_for_sure_predictions() {
        let loss = |scores: [f32; 2]| softmax_cross_entropy(array![scores].view(), &Targets::Labels(vec![0]));
        assert_eq!(loss([1e8, 1e8]), std::f32::consts::LN_2);
        assert_eq!(loss([1e6, 1e6]), std::f32::consts::LN_2);
        assert_eq!(loss([12.0, 0.0]), 6.144_193_5e-6);
        assert_eq!(loss([1e8, 0.0]).to_bits(), 0.0_f32.to_bits(), "0, not −0");
        let double = softmax_cross_entropy(array![[1e16, 1e16]].view(), &Targets::Labels(vec![0]));
        assert_eq!(double, std::f64::consts::LN_2);
    }

    #[test]
    fn scores_too_large_for_probabilities_still_have_a_finite_loss() {
        let scores = array![[1e4, 0.0]];
        assert_eq!(softmax_cross_entropy(scores.view(), &Targets::Labels(vec![1])), 1e4);
    }
}
