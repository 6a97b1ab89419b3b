//! How well does a network do? Its loss over many samples, and a metric that people can read.
//!
//! Derived in: ch03 (book §3.6.2, accuracy); the metrics of a regression are those of scikit-learn.
//!
//! | the network's loss | metric |
//! |---|---|
//! | of class scores, as [`SoftmaxCrossEntropy`](crate::layers::SoftmaxCrossEntropy) | [`Metric::Accuracy`] |
//! | of yes or no, as [`SigmoidCrossEntropy`](crate::layers::SigmoidCrossEntropy) | [`Metric::Accuracy`] |
//! | of values, as [`SquaredError`](crate::layers::SquaredError) | [`Metric::SquaredError`] |
//!
//! ```
//! use core_tensor::layers::{Affine, SquaredError};
//! use core_tensor::{Network, Samples, Targets};
//! use ndarray::array;
//! // The line y = 2x, and three points of which the last is 3 off.
//! let line = Affine::new(1, array![[2.0]], array![0.0]);
//! let network = Network::new(vec![Box::new(line)], SquaredError);
//! let points = Samples::from_values(
//!     array![[0.0], [1.0], [2.0]].into_dyn(),
//!     Targets::Values(array![[0.0], [2.0], [7.0]].into_dyn()),
//! );
//! let evaluation = network.evaluate(&points);
//! assert_eq!(evaluation.loss, 1.5, "½ 3², a third of it for each sample");
//! assert_eq!(evaluation.metric_in_words(), "RMSE 1.7321, R² 0.6538");
//! ```

use crate::functions::loss::{Reduction, Task};
use crate::networks::network::Network;
use crate::tensor::as_rows;
use crate::tensor::samples::Samples;
use crate::tensor::targets::predicted_class;
use crate::{Real, Targets, Tensor};
use ndarray::ArrayView1;
use portable_math::powi;
use rayon::prelude::*;

/// Samples are evaluated in portions of this size. Fixed, so that sums of losses do not depend on the threads.
const PORTION: usize = 500;

/// What [`Network::evaluate`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss of a sample, without weight decay: comparable between sets of different sizes, whether the
    /// network's loss is a mean over its batch or a sum. 0 of no samples.
    pub loss: f64,
    /// How good the outputs are.
    pub metric: Metric,
    /// How many samples were evaluated.
    pub samples: usize,
}

/// How good outputs are, by the measure that suits the network's [`Task`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metric {
    /// Of a classification.
    Accuracy {
        /// How many samples have their largest score at the right class; of yes-or-no scores, how many have all of them on the
        /// right side of 0.
        correct: usize,
    },
    /// Of a regression.
    SquaredError {
        /// The mean of `(y − t)²` over all samples and outputs (MSE). Its square root, the RMSE, has the unit of the
        /// targets.
        mean: f64,
        /// The coefficient of determination R²: `1 − Σ (y − t)² / Σ (t − mean of t)²`, the mean over the outputs. 1 is
        /// perfect, 0 what the mean of the targets would reach, below 0 worse than that. As in scikit-learn, an output
        /// whose targets are all equal counts 1 where it is met exactly, else 0.
        r_squared: f64,
    },
}

impl Evaluation {
    /// The share of right outputs, 0 to 1; 0 of no samples.
    ///
    /// # Panics
    /// If it evaluates a regression, where no output is right or wrong.
    pub fn accuracy(&self) -> f64 {
        self.correct() as f64 / self.samples.max(1) as f64
    }

    /// How many outputs were right.
    ///
    /// # Panics
    /// If it evaluates a regression, where no output is right or wrong.
    pub fn correct(&self) -> usize {
        match self.metric {
            Metric::Accuracy { correct } => correct,
            Metric::SquaredError { .. } => {
                panic!("a regression has no accuracy: see `metric`, which has its mean squared error and R²")
            }
        }
    }

    /// Whether it is better than `other` by its metric: more outputs right, or a smaller mean squared error. What is no
    /// number is never better, and always worse than a number.
    pub fn is_better_than(&self, other: &Self) -> bool {
        match (self.metric, other.metric) {
            (Metric::Accuracy { .. }, Metric::Accuracy { .. }) => self.correct() > other.correct(),
            (Metric::SquaredError { mean, .. }, Metric::SquaredError { mean: other, .. }) => {
                mean < other || (other.is_nan() && !mean.is_nan())
            }
            _ => false,
        }
    }

    /// The metric in words: `accuracy 0.9731`, or `RMSE 0.1200, R² 0.9400`.
    pub fn metric_in_words(&self) -> String {
        match self.metric {
            Metric::Accuracy { .. } => format!("accuracy {:.4}", self.accuracy()),
            Metric::SquaredError { mean, r_squared } => format!("RMSE {:.4}, R² {r_squared:.4}", mean.sqrt()),
        }
    }
}

/// What one portion of the samples adds.
struct Portion {
    loss: f64,
    correct: usize,
    /// The sum of the squared errors of each output of a regression.
    squares: Vec<f64>,
}

impl<F: Real> Network<F> {
    /// Loss (without weight decay) and metric over all samples, as at inference.
    pub fn evaluate(&self, samples: &Samples<F>) -> Evaluation {
        let n = samples.len();
        let portions: Vec<Portion> = (0..n.div_ceil(PORTION))
            .into_par_iter()
            .map(|portion| self.evaluate_portion(samples, portion * PORTION, n.min((portion + 1) * PORTION)))
            .collect();
        // From 0, as the empty sum of floating-point numbers is −0.
        let loss = portions.iter().fold(0.0, |sum, portion| sum + portion.loss) / n.max(1) as f64;
        let metric = match self.loss_layer().task() {
            Task::Classification | Task::BinaryClassification => {
                Metric::Accuracy { correct: portions.iter().map(|portion| portion.correct).sum() }
            }
            Task::Regression => squared_error(&portions, samples.targets()),
        };
        Evaluation { loss, metric, samples: n }
    }

    fn evaluate_portion(&self, samples: &Samples<F>, start: usize, end: usize) -> Portion {
        let (x, t) = samples.range(start..end);
        let scores = self.scores(x);
        let loss = self.loss_layer().loss(&scores, &t).as_f64();
        let loss = match self.loss_layer().reduction() {
            Reduction::Mean => loss * (end - start) as f64,
            Reduction::Sum => loss,
        };
        match self.loss_layer().task() {
            Task::Classification => {
                Portion { loss, correct: correct_predictions(&scores, &t), squares: Vec::new() }
            }
            Task::BinaryClassification => {
                Portion { loss, correct: correct_decisions(&scores, &t), squares: Vec::new() }
            }
            Task::Regression => Portion { loss, correct: 0, squares: squared_errors(&scores, &t) },
        }
    }
}

/// How many rows have their largest score at the right class. A row with a `NaN` is right about nothing.
///
/// # Panics
/// If there is not one target a row.
pub fn correct_predictions<F: Real>(scores: &Tensor<F>, t: &Targets<F>) -> usize {
    let rows = as_rows(scores, "accuracy");
    assert!(
        rows.nrows() == t.len(),
        "accuracy: there are {} rows of scores and {} targets",
        rows.nrows(),
        t.len()
    );
    let right = |(i, row): &(usize, ArrayView1<F>)| predicted_class(row.iter().copied()) == Some(t.class(*i));
    rows.rows().into_iter().enumerate().filter(right).count()
}

/// How many rows have every score on the right side of 0: above it where the target is above ½. A `NaN` is on neither side.
fn correct_decisions<F: Real>(scores: &Tensor<F>, t: &Targets<F>) -> usize {
    let rows = as_rows(scores, "accuracy");
    let yes = |i: usize, column: usize| match t {
        Targets::Labels(labels) => labels[i] == 1,
        Targets::Values(values) => values[[i, column]].as_f64() > 0.5,
    };
    let decided = |score: F, yes: bool| if yes { score > F::zero() } else { score <= F::zero() };
    let right = |(i, row): &(usize, ArrayView1<F>)| {
        row.iter().enumerate().all(|(column, &score)| decided(score, yes(*i, column)))
    };
    rows.rows().into_iter().enumerate().filter(right).count()
}

/// `Σ (y − t)²` of each output.
fn squared_errors<F: Real>(y: &Tensor<F>, t: &Targets<F>) -> Vec<f64> {
    let Targets::Values(t) = t else { panic!("a regression needs values to aim at, got class labels") };
    let (y, t) = (as_rows(y, "squared error"), as_rows(t, "squared error"));
    let columns = y.columns().into_iter().zip(t.columns());
    columns.map(|(y, t)| y.iter().zip(t).map(|(y, t)| powi(y.as_f64() - t.as_f64(), 2)).sum()).collect()
}

fn squared_error<F: Real>(portions: &[Portion], t: &Targets<F>) -> Metric {
    let outputs = portions.first().map_or(0, |portion| portion.squares.len());
    let residual = |output: usize| portions.iter().map(|portion| portion.squares[output]).sum::<f64>();
    let residuals: Vec<f64> = (0..outputs).map(residual).collect();
    let mean = residuals.iter().sum::<f64>() / (t.len() * outputs) as f64;
    let explained =
        residuals.iter().zip(total_squares(t)).map(|(&residual, total)| match (residual, total) {
            (0.0, 0.0) => 1.0,
            (_, 0.0) => 0.0,
            (residual, total) => 1.0 - residual / total,
        });
    Metric::SquaredError { mean, r_squared: explained.sum::<f64>() / outputs as f64 }
}

/// `Σ (t − mean of t)²` of each output.
fn total_squares<F: Real>(t: &Targets<F>) -> Vec<f64> {
    let Targets::Values(t) = t else { return Vec::new() };
    let rows = as_rows(t, "squared error");
    let about_mean = |column: ArrayView1<F>| {
        let mean = column.iter().map(|t| t.as_f64()).sum::<f64>() / column.len() as f64;
        column.iter().map(|t| powi(t.as_f64() - mean, 2)).sum()
    };
    rows.columns().into_iter().map(about_mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{Affine, SigmoidCrossEntropy, SquaredError};
    use crate::{Matrix, Vector};
    use ndarray::{Array2, array};

    /// A network whose outputs are its inputs.
    fn regression(outputs: usize) -> Network<f64> {
        let affine = Affine::new(1, Matrix::eye(outputs), Vector::zeros(outputs));
        Network::new(vec![Box::new(affine)], SquaredError)
    }

    fn evaluated(y: Array2<f64>, t: Array2<f64>) -> (f64, f64) {
        let samples = Samples::from_values(y.clone().into_dyn(), Targets::Values(t.into_dyn()));
        match regression(y.ncols()).evaluate(&samples).metric {
            Metric::SquaredError { mean, r_squared } => (mean, r_squared),
            Metric::Accuracy { .. } => panic!("a regression has no accuracy"),
        }
    }

    #[test]
    fn a_regression_has_the_mean_squared_error_and_the_r_squared_of_scikit_learn() {
        // The examples in the documentation of sklearn.metrics.mean_squared_error and r2_score.
        let (mean, r_squared) =
            evaluated(array![[2.5], [0.0], [2.0], [8.0]], array![[3.0], [-0.5], [2.0], [7.0]]);
        assert_eq!(mean, 0.375);
        assert!((r_squared - 0.948_608_137_044_967_9).abs() < 1e-15, "{r_squared}");
        let (mean, r_squared) = evaluated(
            array![[0.0, 2.0], [-1.0, 2.0], [8.0, -5.0]],
            array![[0.5, 1.0], [-1.0, 1.0], [7.0, -6.0]],
        );
        assert!((mean - 0.708_333_333_333_333_4).abs() < 1e-15, "{mean}");
        assert!((r_squared - 0.936_800_526_662_278_3).abs() < 1e-15, "{r_squared}");
        assert_eq!(
            evaluated(array![[3.0], [3.0]], array![[3.0], [3.0]]),
            (0.0, 1.0),
            "constant targets, met"
        );
        assert_eq!(
            evaluated(array![[3.0], [5.0]], array![[3.0], [3.0]]),
            (2.0, 0.0),
            "constant targets, missed"
        );
        let middle = Array2::from_elem((1_300, 2), 649.5);
        let t = Array2::from_shape_fn((1_300, 2), |(i, _)| i as f64);
        let (_, r_squared) = evaluated(middle, t);
        assert!(r_squared.abs() < 1e-12, "the mean of the targets explains nothing: {r_squared}");
    }

    #[test]
    #[should_panic(expected = "a regression has no accuracy: see `metric`")]
    fn a_regression_with_one_output_is_not_always_right() {
        let samples =
            Samples::from_values(Tensor::ones(vec![3, 1]), Targets::Values(Tensor::zeros(vec![3, 1])));
        regression(1).evaluate(&samples).accuracy();
    }

    #[test]
    fn yes_or_no_is_right_on_the_right_side_of_zero() {
        let affine = Affine::new(1, Matrix::eye(2), Vector::zeros(2));
        let network = Network::new(vec![Box::new(affine)], SigmoidCrossEntropy);
        let x = array![[3.0, -1.0], [3.0, 1.0], [f64::NAN, -1.0], [0.0, 2.0]];
        let t = array![[1.0, 0.0], [1.0, 0.0], [0.0, 0.0], [0.0, 1.0]];
        let samples = Samples::from_values(x.into_dyn(), Targets::Values(t.into_dyn()));
        assert_eq!(network.evaluate(&samples).correct(), 2);
    }

    #[test]
    fn better_is_more_right_or_less_wrong_and_never_what_is_no_number() {
        let accuracy = |correct| Evaluation { loss: 0.0, metric: Metric::Accuracy { correct }, samples: 9 };
        let error = |mean| Evaluation {
            loss: 0.0,
            metric: Metric::SquaredError { mean, r_squared: 0.0 },
            samples: 9,
        };
        assert!(accuracy(5).is_better_than(&accuracy(4)) && !accuracy(4).is_better_than(&accuracy(4)));
        assert!(error(0.1).is_better_than(&error(0.2)) && !error(0.2).is_better_than(&error(0.2)));
        assert!(!error(f64::NAN).is_better_than(&error(0.2)) && error(0.2).is_better_than(&error(f64::NAN)));
    }

    #[test]
    fn metrics_are_said_in_words() {
        let accuracy = Evaluation { loss: 0.0, metric: Metric::Accuracy { correct: 973 }, samples: 1_000 };
        assert_eq!(accuracy.metric_in_words(), "accuracy 0.9730");
        let metric = Metric::SquaredError { mean: 0.0144, r_squared: 0.94 };
        assert_eq!(Evaluation { metric, ..accuracy }.metric_in_words(), "RMSE 0.1200, R² 0.9400");
    }
}
