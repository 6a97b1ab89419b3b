//! What an experiment gets: seed, scale, data, a clock, and a way to say how far it is.

use std::{fmt, sync::Arc};

use core_data::{Mnist, WeightsFile};
use core_tensor::{StreamRng, Streams};

use crate::{
    Needs, Progress, Scale,
    checkpointing::Checkpointing,
    data::Data,
    progress::{Task, TaskStart},
};

/// The seed of a run that names none. Any other is as good; the pages show what this one gives.
pub const DEFAULT_SEED: u64 = 42;

/// Gives the seconds since some moment.
type Clock = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Begins to show a task.
type Reporter = Arc<dyn Fn(TaskStart) -> Box<dyn Task> + Send + Sync>;

/// Gives the weights file of this name, of those that come with the workspace.
type BundledWeights = Arc<dyn Fn(&str) -> anyhow::Result<WeightsFile> + Send + Sync>;

/// Gives the user's own weights file.
type OwnWeights = Arc<dyn Fn() -> anyhow::Result<WeightsFile> + Send + Sync>;

/// The context of a run, handed to every experiment.
///
/// A shell fills it, each part by a `with_…`: the command line with files, a terminal and a clock, a web page with what it
/// has. An experiment sees no difference.
///
/// Experiments run one after the other, each on the threads of `--threads`: whatever `rayon` splits is spread over them.
///
/// ```
/// use chapter_kit::{Run, Scale};
///
/// let run = Run::new(42, Scale::Quick);
/// let progress = run.progress("counting sheep", 3);
/// for _sheep in 0..3 {
///     progress.inc(1);
/// }
/// ```
#[derive(Clone)]
pub struct Run {
    streams: Streams,
    scale: Scale,
    data: Arc<Data>,
    bundled_weights: BundledWeights,
    own_weights: Option<OwnWeights>,
    clock: Clock,
    reporter: Option<Reporter>,
    checkpointing: Option<Arc<dyn Checkpointing>>,
    experiment: &'static str,
}

impl fmt::Debug for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Run({}, seed {}, {})", self.experiment, self.seed(), self.scale)
    }
}

/// What a shell fills in.
impl Run {
    /// A run without data and weights, which shows no progress, keeps no checkpoints, and whose clock stands still.
    pub fn new(seed: u64, scale: Scale) -> Self {
        Self {
            streams: Streams::new(seed),
            scale,
            data: Arc::new(Data::new(|| anyhow::bail!("this run has no digits"))),
            bundled_weights: Arc::new(|name| anyhow::bail!("this run has no weights file `{name}`")),
            own_weights: None,
            clock: Arc::new(|| 0.0),
            reporter: None,
            checkpointing: None,
            experiment: "",
        }
    }

    /// The same run on the digits that `load` gives. It is called when the first experiment asks for them, and only once.
    pub fn with_mnist(&self, load: impl Fn() -> anyhow::Result<Mnist> + Send + Sync + 'static) -> Self {
        Self { data: Arc::new(Data::new(load)), ..self.clone() }
    }

    /// The same run with these weights for experiments that use trained ones, by the name of their file.
    pub fn with_bundled_weights(
        &self,
        read: impl Fn(&str) -> anyhow::Result<WeightsFile> + Send + Sync + 'static,
    ) -> Self {
        Self { bundled_weights: Arc::new(read), ..self.clone() }
    }

    /// The same run with the user's own weights, which take the place of the bundled ones.
    pub fn with_own_weights(
        &self,
        read: impl Fn() -> anyhow::Result<WeightsFile> + Send + Sync + 'static,
    ) -> Self {
        Self { own_weights: Some(Arc::new(read)), ..self.clone() }
    }

    /// The same run with this clock: it gives the seconds since some moment.
    pub fn with_clock(&self, seconds: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(seconds), ..self.clone() }
    }

    /// The same run, whose progress is shown: `begin` is called for each task.
    pub fn with_progress(&self, begin: impl Fn(TaskStart) -> Box<dyn Task> + Send + Sync + 'static) -> Self {
        Self { reporter: Some(Arc::new(begin)), ..self.clone() }
    }

    /// The same run, whose long trainings are kept in checkpoints.
    pub fn with_checkpointing(&self, checkpointing: impl Checkpointing + 'static) -> Self {
        Self { checkpointing: Some(Arc::new(checkpointing)), ..self.clone() }
    }

    /// The same run, for the experiment of this name.
    pub fn of(&self, experiment: &'static str) -> Self {
        Self { experiment, ..self.clone() }
    }

    /// The name of the experiment that this run is for.
    pub fn experiment(&self) -> &'static str {
        self.experiment
    }

    /// What keeps long trainings; `None` in tests, which leave nothing behind.
    pub(crate) fn checkpointing(&self) -> Option<&dyn Checkpointing> {
        self.checkpointing.as_deref()
    }

    /// Whether anything has asked for the digits.
    pub fn has_asked_for_data(&self) -> bool {
        self.data.was_asked_for()
    }
}

/// What an experiment asks for.
impl Run {
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

    /// Whether the user named a weights file, with `--weights`. An experiment that reads none takes no notice of it.
    pub fn has_own_weights(&self) -> bool {
        self.own_weights.is_some()
    }

    /// The weights file of `--weights`, or the one of this name that comes with the workspace.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub fn weights_file(&self, bundled: &str) -> anyhow::Result<WeightsFile> {
        match &self.own_weights {
            Some(read) => read(),
            None => (self.bundled_weights)(bundled),
        }
    }

    /// Shows how far a task of `total` steps is, until the returned value is dropped.
    pub fn progress(&self, label: &str, total: usize) -> Progress {
        let start = TaskStart { experiment: self.experiment, label, total };
        Progress::new(self.reporter.as_ref().map(|begin| begin(start)))
    }

    /// Seconds since some moment: the difference of two is a duration. It belongs into
    /// [`Outcome::measured`](crate::Outcome::measured), since it differs from run to run.
    pub fn seconds(&self) -> f64 {
        (self.clock)()
    }

    /// What `work` gives, and how many seconds it took.
    ///
    /// ```
    /// use chapter_kit::{Run, Scale};
    ///
    /// let (sum, seconds) = Run::for_test(1, Scale::Quick).timed(|| (1..=100).sum::<u32>());
    /// assert!(sum == 5_050 && seconds >= 0.0);
    /// ```
    pub fn timed<T>(&self, work: impl FnOnce() -> T) -> (T, f64) {
        let start = self.seconds();
        let result = work();
        (result, self.seconds() - start)
    }
}
