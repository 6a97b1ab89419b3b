//! What decides how a training goes? Its length, its batches, its schedule, when it is evaluated, and who computes.

use crate::optimizers::Optimizer;
use crate::tensor::random::{StreamRng, Streams};
use crate::training::augmentation::Augmentation;
use crate::training::schedule::Schedule;

/// How long to train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// The number of times that every sample is seen.
    Epochs(usize),
    /// The number of mini-batches.
    Iterations(usize),
}

/// When to evaluate on training and test samples. Unless it is never, there is also an evaluation before the first iteration
/// and one after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evaluate {
    /// Never.
    Never,
    /// After every epoch.
    EachEpoch,
    /// After each multiple of this number of iterations.
    Every(usize),
}

/// All that can be written into a checkpoint's label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) length: Length,
    pub(super) batch_size: usize,
    pub(super) schedule: Schedule,
    pub(super) evaluate: Evaluate,
    pub(super) workers: Option<usize>,
    pub(super) patience: Option<usize>,
    pub(super) keeps_best: bool,
}

/// The settings, and what cannot be written into a label.
pub(super) struct Setup<F> {
    pub(super) optimizer: Box<dyn Optimizer<F>>,
    pub(super) settings: Settings,
    pub(super) augmentation: Option<(Augmentation, StreamRng)>,
    /// The order of the samples, if it does not come from `streams`.
    pub(super) batches: Option<StreamRng>,
    pub(super) streams: Streams,
}
