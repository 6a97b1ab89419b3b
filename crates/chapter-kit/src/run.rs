//! What an experiment gets: seed, scale, data, and a way to say how far it is.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use core_data::{Mnist, Weights};
use core_tensor::{StreamRng, Streams};

use crate::{Needs, Progress, Scale, data::Data, long_training::Keeping, progress::Reporter};

/// The context of a run, handed to every experiment.
///
/// Experiments run one after the other, each on the threads of `--threads`: whatever `rayon` splits is spread over them.
///
/// ```
/// use chapter_kit::{Run, Scale};
///
/// let run = Run::for_test(42, Scale::Quick);
/// let progress = run.progress("counting sheep", 3);
/// for _sheep in 0..3 {
///     progress.inc(1);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Run {
    streams: Streams,
    scale: Scale,
    data: Arc<Data>,
    weights: Option<PathBuf>,
    reporter: Arc<Reporter>,
    keeping: Option<Keeping>,
    experiment: &'static str,
}

impl Run {
    pub(crate) fn new(seed: u64, scale: Scale, data: Data, reporter: Reporter) -> Self {
        Self {
            streams: Streams::new(seed),
            scale,
            data: Arc::new(data),
            weights: None,
            reporter: Arc::new(reporter),
            keeping: None,
            experiment: "",
        }
    }

    /// A run for tests: the bundled data, and no progress is shown.
    pub fn for_test(seed: u64, scale: Scale) -> Self {
        Self::new(seed, scale, Data::default(), Reporter::Silent)
    }

    /// As [`for_test`](Self::for_test), on these digits.
    pub(crate) fn for_test_on(mnist: Mnist, seed: u64, scale: Scale) -> Self {
        Self::new(seed, scale, Data::of(mnist), Reporter::Silent)
    }

    /// The same run with `--weights` naming this file.
    pub fn with_weights(&self, path: impl Into<PathBuf>) -> Self {
        Self { weights: Some(path.into()), ..self.clone() }
    }

    /// The same run, which keeps long trainings and their weights in files.
    pub(crate) fn with_keeping(&self, keeping: Keeping) -> Self {
        Self { keeping: Some(keeping), ..self.clone() }
    }

    /// Where long trainings are kept; `None` in tests, which leave nothing behind.
    pub(crate) fn keeping(&self) -> Option<&Keeping> {
        self.keeping.as_ref()
    }

    /// The name of the experiment that this run is for.
    pub(crate) fn experiment(&self) -> &'static str {
        self.experiment
    }

    /// The same run, for the experiment of this name.
    pub(crate) fn of(&self, experiment: &'static str) -> Self {
        Self { experiment, ..self.clone() }
    }

    /// The seed that all random numbers come from.
    pub fn seed(&self) -> u64 {
        self.streams.seed()
    }

    /// How big the run is.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The random stream called `name`, from its beginning. The same name gives the same numbers again.
    pub fn rng(&self, name: &str) -> StreamRng {
        self.streams.rng(name)
    }

    /// All random streams, to hand on.
    pub fn streams(&self) -> &Streams {
        &self.streams
    }

    /// The handwritten digits: those of the book, or of `--data`. They are loaded when first asked for.
    ///
    /// # Errors
    /// When the set is missing or damaged; the message says what to do.
    pub fn mnist(&self) -> anyhow::Result<&Mnist> {
        self.data.mnist()
    }

    /// The same, if they have at least what `needs` asks for.
    ///
    /// # Errors
    /// As [`mnist`](Self::mnist), and [`NotEnoughData`](crate::NotEnoughData) when there are too few images or classes.
    pub fn mnist_with(&self, needs: Needs) -> anyhow::Result<&Mnist> {
        let mnist = self.mnist()?;
        needs.check(mnist)?;
        Ok(mnist)
    }

    /// Whether anything has asked for the digits.
    pub(crate) fn has_asked_for_data(&self) -> bool {
        self.data.was_asked_for()
    }

    /// The weights file of `--weights`, if there is one. An experiment that reads none takes no notice of it.
    pub fn weights(&self) -> Option<&Path> {
        self.weights.as_deref()
    }

    /// The weights file of `--weights`, or the one of this name that comes with the workspace.
    ///
    /// # Errors
    /// When neither is there.
    pub fn weights_file(&self, bundled: &str) -> anyhow::Result<PathBuf> {
        match self.weights() {
            Some(path) => Ok(path.to_owned()),
            None => Ok(Weights::bundled(bundled)?),
        }
    }

    /// Shows on standard error how far a task of `total` steps is, until the returned value is dropped.
    pub fn progress(&self, label: &str, total: usize) -> Progress {
        self.reporter.begin(self.experiment, label, total)
    }
}
