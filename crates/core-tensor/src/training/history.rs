//! What happened in a training? The loss of every step, and every evaluation.

use crate::training::divergence::Divergence;
use crate::training::evaluation::Evaluation;

/// What happened in a training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The training loss of each iteration's batch, before its step.
    pub losses: Vec<f64>,
    /// Each evaluation.
    pub evaluations: Vec<Evaluated>,
    /// Why it ended early, if its loss became infinite or `NaN`.
    pub divergence: Option<Divergence>,
}

/// One evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluated {
    /// The number of iterations before it.
    pub iteration: usize,
    /// On the training samples.
    pub train: Evaluation,
    /// On the test samples.
    pub test: Evaluation,
}

impl History {
    /// The training accuracy of each evaluation.
    pub fn train_accuracies(&self) -> Vec<f64> {
        self.evaluations.iter().map(|e| e.train.accuracy()).collect()
    }

    /// The test accuracy of each evaluation.
    pub fn test_accuracies(&self) -> Vec<f64> {
        self.evaluations.iter().map(|e| e.test.accuracy()).collect()
    }
}

/// What a training reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// An iteration is done.
    Step {
        /// Iterations done.
        done: usize,
        /// Iterations in all.
        of: usize,
        /// The loss of this iteration's batch, before its step.
        loss: f64,
    },
    /// An evaluation is done.
    Evaluated(Evaluated),
}
