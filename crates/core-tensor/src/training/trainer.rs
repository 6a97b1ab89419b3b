//! How does a network learn? Batch after batch: gradient, step; and now and then an evaluation.
//!
//! Derived in: ch04 (book §4.5); the book's `Trainer` (ch06). An epoch here is a real one: every sample once.
//!
//! A [`Trainer`] holds the settings; [`Trainer::fit`] trains to the end, and [`Trainer::start`] returns a [`Training`] that can
//! be run step by step.

use crate::Real;
use crate::networks::network::Network;
use crate::optimizers::Optimizer;
use crate::tensor::random::{StreamRng, Streams};
use crate::tensor::samples::Samples;
use crate::training::augmentation::Augmentation;
use crate::training::divergence::Divergence;
use crate::training::history::{Event, History};
use crate::training::schedule::Schedule;
use crate::training::settings::{Evaluate, Length, Settings, Setup};
use crate::training::training_run::{Sets, Training};

/// The settings of a training: the optimiser, and everything around it.
///
/// ```
/// use core_tensor::networks::MultiLayerNet;
/// use core_tensor::optimizers::Adam;
/// use core_tensor::training::{Schedule, Trainer};
/// use core_tensor::{Samples, Streams, Targets};
/// use ndarray::array;
/// let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].into_dyn();
/// let xor = Samples::<f64>::from_values(x, Targets::Labels(vec![0, 1, 1, 0]));
/// let mut net = MultiLayerNet::new(2, &[8], 2).build(&Streams::new(1));
/// let history = Trainer::new(Adam::new(0.03))
///     .epochs(200)
///     .batch_size(4)
///     .schedule(Schedule::cosine())
///     .fit(&mut net, &xor, &xor)?;
/// assert_eq!(history.test_accuracies().last(), Some(&1.0));
/// # Ok::<(), core_tensor::training::Divergence>(())
/// ```
pub struct Trainer<F>(Setup<F>);

impl<F: Real> Trainer<F> {
    /// Trains with this optimiser: one epoch of mini-batches of 100 samples, an evaluation before it and after it, no schedule,
    /// no augmentation, no workers, and the random streams of seed 0.
    pub fn new(optimizer: impl Optimizer<F> + 'static) -> Self {
        let settings = Settings {
            length: Length::Epochs(1),
            batch_size: 100,
            schedule: Schedule::Constant,
            evaluate: Evaluate::EachEpoch,
            workers: None,
            patience: None,
            keeps_best: false,
        };
        Self(Setup {
            optimizer: Box::new(optimizer),
            settings,
            augmentation: None,
            batches: None,
            streams: Streams::new(0),
        })
    }

    fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(&mut self.0.settings);
        self
    }

    /// How long to train.
    pub fn length(self, length: Length) -> Self {
        self.set(|settings| settings.length = length)
    }

    /// Trains until every sample was seen this many times.
    pub fn epochs(self, epochs: usize) -> Self {
        self.set(|settings| settings.length = Length::Epochs(epochs))
    }

    /// Trains for this many mini-batches.
    pub fn iterations(self, iterations: usize) -> Self {
        self.set(|settings| settings.length = Length::Iterations(iterations))
    }

    /// The number of samples in a mini-batch. The last batch of an epoch is smaller if the samples are not a multiple of it.
    pub fn batch_size(self, batch_size: usize) -> Self {
        self.set(|settings| settings.batch_size = batch_size)
    }

    /// How the learning rate changes from the optimiser's own.
    pub fn schedule(self, schedule: Schedule) -> Self {
        self.set(|settings| settings.schedule = schedule)
    }

    /// When to evaluate.
    pub fn evaluate(self, evaluate: Evaluate) -> Self {
        self.set(|settings| settings.evaluate = evaluate)
    }

    /// Splits each batch between this many copies of the network: see [`DataParallel`](super::data_parallel::DataParallel).
    /// The number of workers decides the bits of the result, the number of threads does not.
    pub fn workers(self, workers: usize) -> Self {
        self.set(|settings| settings.workers = Some(workers))
    }

    /// Early stopping: ends when the test metric has not improved for this many evaluations in a row.
    pub fn stop_early(self, patience: usize) -> Self {
        self.set(|settings| settings.patience = Some(patience))
    }

    /// Keeps the weights that did best on the test samples: see [`Training::best`].
    pub fn keep_best(self) -> Self {
        self.set(|settings| settings.keeps_best = true)
    }

    /// Transforms the images of each batch at random, drawn from `rng`, before they are learned from.
    pub fn augment(self, augmentation: Augmentation, rng: StreamRng) -> Self {
        Self(Setup { augmentation: Some((augmentation, rng)), ..self.0 })
    }

    /// The random streams: batches are drawn from the one called `batches`, worker `i` draws from those of the fork
    /// `worker i`.
    pub fn streams(self, streams: &Streams) -> Self {
        Self(Setup { streams: streams.clone(), ..self.0 })
    }

    /// Draws the order of the samples from this stream instead.
    pub fn batches(self, rng: StreamRng) -> Self {
        Self(Setup { batches: Some(rng), ..self.0 })
    }

    /// Trains `network` to the end, and evaluates on `train` and `test`.
    ///
    /// # Errors
    /// If the loss became infinite or `NaN`. The network is then as it was before that step.
    ///
    /// # Panics
    /// As [`Trainer::start`].
    pub fn fit(
        self,
        network: &mut Network<F>,
        train: &Samples<F>,
        test: &Samples<F>,
    ) -> Result<History, Divergence> {
        self.fit_with(network, &Sets::new(train, test), |_, _| {})
    }

    /// As [`Trainer::fit`], calling `listen` after each step and each evaluation.
    ///
    /// # Errors
    /// As [`Trainer::fit`].
    ///
    /// # Panics
    /// As [`Trainer::start`].
    pub fn fit_with(
        self,
        network: &mut Network<F>,
        sets: &Sets<F>,
        listen: impl FnMut(&Training<F>, Event),
    ) -> Result<History, Divergence> {
        let mut training = self.start(network.clone(), sets.train.len());
        let result = training.run(sets, listen);
        let (trained, _, history) = training.into_parts();
        *network = trained;
        result.map(|()| history)
    }

    /// A training of `network` on `samples` samples, before its first step.
    ///
    /// # Panics
    /// If there is no sample, no worker, the batch size is 0, or there is to be an evaluation every 0 iterations.
    pub fn start(self, network: Network<F>, samples: usize) -> Training<F> {
        assert!(
            self.0.settings.evaluate != Evaluate::Every(0),
            "an evaluation every 0 iterations: say after how many, or use `Evaluate::Never`"
        );
        Training::new(self.0, network, samples)
    }
}
