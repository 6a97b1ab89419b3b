//! What should the network have predicted? Class labels, or a row of target values for each sample.

use crate::{Matrix, Real, Tensor};
use ndarray::Axis;

/// The targets `t` of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets<F> {
    /// The right class of each sample, counted from 0: the compact form of one-hot.
    Labels(Vec<usize>),
    /// The wanted output of each sample, `(n, outputs)`: one-hot rows, or the values of a regression.
    Values(Tensor<F>),
}

impl<F: Real> Targets<F> {
    /// How many samples have a target here.
    pub fn len(&self) -> usize {
        match self {
            Self::Labels(labels) => labels.len(),
            Self::Values(values) => values.shape().first().copied().unwrap_or(0),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The targets of these indices, in this order.
    ///
    /// # Panics
    /// If an index is out of range.
    pub fn select(&self, indices: &[usize]) -> Self {
        indices.iter().for_each(|&i| self.check_index(i));
        match self {
            Self::Labels(labels) => Self::Labels(indices.iter().map(|&i| labels[i]).collect()),
            Self::Values(values) => Self::Values(values.select(Axis(0), indices)),
        }
    }

    /// The right class of sample `i`: its label, or the index of the largest wanted value.
    ///
    /// # Panics
    /// If there is no sample `i`.
    pub fn class(&self, i: usize) -> usize {
        self.check_index(i);
        match self {
            Self::Labels(labels) => labels[i],
            Self::Values(values) => arg_max(values.index_axis(Axis(0), i).iter().copied()),
        }
    }
}

impl<F: Real> Targets<F> {
    fn check_index(&self, i: usize) {
        assert!(i < self.len(), "target {i} is asked for, but there are {} targets", self.len());
    }
}

/// Labels as rows with a single 1: `[2, 0]` of 3 classes → `[[0, 0, 1], [1, 0, 0]]` (book §4.2.2).
///
/// # Panics
/// If a label is not below `classes`.
pub fn one_hot<F: Real>(labels: &[usize], classes: usize) -> Matrix<F> {
    let mut rows = Matrix::zeros((labels.len(), classes));
    for (i, &label) in labels.iter().enumerate() {
        assert!(label < classes, "one_hot: label {label} of sample {i} is not below the {classes} classes");
        rows[[i, label]] = F::one();
    }
    rows
}

/// The index of the largest value; the first of several; 0 for an empty list. `NaN` is never the largest.
pub fn arg_max<F: Real>(values: impl IntoIterator<Item = F>) -> usize {
    let mut best = (0, F::neg_infinity());
    for (i, value) in values.into_iter().enumerate() {
        if value > best.1 {
            best = (i, value);
        }
    }
    best.0
}

/// The class that these scores predict: the index of the largest, the first of several. `None` if one is `NaN` or there
/// is none above −∞: such scores predict nothing, and are right about nothing.
///
/// ```
/// use core_tensor::tensor::targets::predicted_class;
/// assert_eq!(predicted_class([0.1, 0.7, 0.2]), Some(1));
/// assert_eq!(predicted_class([f32::NAN; 3]), None);
/// ```
pub fn predicted_class<F: Real>(scores: impl IntoIterator<Item = F>) -> Option<usize> {
    let mut best = (None, F::neg_infinity());
    for (i, score) in scores.into_iter().enumerate() {
        if score.is_nan() {
            return None;
        }
        if score > best.1 {
            best = (Some(i), score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_with_a_nan_predict_no_class() {
        let nan = f64::NAN;
        for scores in [[nan, nan, nan], [nan, 1.0, 2.0], [2.0, nan, 1.0], [f64::NEG_INFINITY; 3]] {
            assert_eq!(predicted_class(scores), None, "{scores:?}");
        }
        assert_eq!(predicted_class(Vec::<f32>::new()), None);
        for scores in [[0.0, 0.0, -1.0], [-3.0, -2.0, -2.0], [f64::NEG_INFINITY, -1.0, f64::INFINITY]] {
            assert_eq!(predicted_class(scores), Some(arg_max(scores)), "{scores:?}");
        }
    }

    #[test]
    fn labels_and_one_hot_name_the_same_classes() {
        let labels = vec![2, 0, 1];
        let values = Targets::<f32>::Values(one_hot(&labels, 3).into_dyn());
        let labels = Targets::<f32>::Labels(labels);
        assert!((0..3).all(|i| labels.class(i) == values.class(i)));
        assert_eq!(labels.select(&[1, 1]), Targets::Labels(vec![0, 0]));
    }

    #[test]
    #[should_panic(expected = "label 10 of sample 1 is not below the 10 classes")]
    fn a_label_out_of_range_is_named() {
        one_hot::<f32>(&[3, 10], 10);
    }
}
