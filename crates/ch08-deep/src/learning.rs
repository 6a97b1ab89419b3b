//! How do the networks of this chapter learn? With Adam, in real epochs, each batch shared by two workers.
//!
//! The length is given in epochs, never in seconds, so that the same seed gives the same network on every machine. Of
//! the learning rate a schedule says how large it is at each iteration, and images may be changed before they are
//! shown.

use chapter_kit::{Progress, Run};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::optimizers::Adam;
use core_tensor::training::augmentation::Augmentation;
use core_tensor::training::{Evaluate, Schedule, Sets, Trainer};
use core_tensor::{Network, Samples, Sequential, Streams};

/// Copies of the network that share each batch. Fixed, so that the results do not depend on the threads.
const WORKERS: usize = 2;

/// The schedule for a training of `n` iterations.
pub type ScheduleOf = fn(usize) -> Schedule;

/// The same learning rate throughout.
pub const CONSTANT: ScheduleOf = |_| Schedule::Constant;
/// A tenth after two thirds of the training, a hundredth after five sixths.
pub const STEP_DECAY: ScheduleOf =
    |n| Schedule::StepDecay { first: 2 * n / 3, every: (n / 6).max(1), factor: 0.1 };
/// Cosine annealing down to 0.
pub const COSINE: ScheduleOf = |_| Schedule::Cosine;
/// A rise over the first tenth, and cosine annealing over the rest.
pub const WARM_UP_COSINE: ScheduleOf = |n| Schedule::WarmUpCosine { first: (n / 10).max(1) };

/// Trainings of each kind beyond those whose results are shown, so that a comparison doesn't rest on one of each. A quick
/// run, which compares nothing, has none.
pub fn further_trials(run: &Run) -> usize {
    run.scale().pick(0, 2, 2)
}

/// Random numbers of one of the [`further_trials`].
pub fn further_streams(run: &Run, trial: usize) -> Streams {
    run.streams().fork(&format!("further trial {trial}"))
}

/// How large an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Training images.
    pub images: usize,
    /// How often all of them are seen.
    pub epochs: usize,
    /// Test images.
    pub tested: usize,
    /// Trainings of each kind, each from its own initial weights.
    pub trials: usize,
}

/// A training: the images, and everything around them.
#[derive(Clone, Copy)]
pub struct TrainingRun<'a> {
    /// The images.
    pub images: &'a Samples<f32>,
    /// The number of times that each is seen.
    pub epochs: usize,
    /// Images in a batch.
    pub batch: usize,
    /// The learning rate.
    pub lr: f64,
    /// Its schedule.
    pub schedule: ScheduleOf,
    /// The data augmentation, if there is one.
    pub augmentation: Option<Augmentation>,
}

impl<'a> TrainingRun<'a> {
    /// `epochs` epochs of batches of 100 with the book's learning rate, 0.001, throughout; no augmentation.
    pub fn new(images: &'a Samples<f32>, epochs: usize) -> Self {
        Self { images, epochs, batch: 100, lr: 0.001, schedule: CONSTANT, augmentation: None }
    }

    /// The number of its iterations.
    pub fn iterations(&self) -> usize {
        self.epochs * self.images.len().div_ceil(self.batch.max(1))
    }

    /// A network from initial weights.
    ///
    /// # Errors
    /// If the loss became infinite or `NaN`.
    pub fn train(
        &self,
        net: &Sequential,
        streams: &Streams,
        progress: &Progress,
    ) -> anyhow::Result<TrainedModel> {
        self.train_further(net.build(SoftmaxCrossEntropy, streams), streams, progress, |_, _| {})
    }

    /// `network`, trained further. `inspect` sees it before the first and after each epoch.
    ///
    /// # Errors
    /// If the loss became infinite or `NaN`.
    pub fn train_further(
        &self,
        mut network: Network<f32>,
        streams: &Streams,
        progress: &Progress,
        mut inspect: impl FnMut(usize, &Network<f32>),
    ) -> anyhow::Result<TrainedModel> {
        inspect(0, &network);
        let sets = Sets::new(self.images, self.images);
        let history = self.trainer(streams).fit_with(&mut network, &sets, |training, _| {
            progress.inc(1);
            if training.done() % training.per_epoch() == 0 {
                inspect(training.done() / training.per_epoch(), training.network());
            }
        })?;
        Ok(TrainedModel { network, losses: history.losses })
    }

    fn trainer(&self, streams: &Streams) -> Trainer<f32> {
        let trainer = Trainer::new(Adam::new(self.lr))
            .epochs(self.epochs)
            .batch_size(self.batch)
            .schedule((self.schedule)(self.iterations()))
            .evaluate(Evaluate::Never)
            .workers(WORKERS)
            .streams(streams);
        match self.augmentation {
            None => trainer,
            Some(augmentation) => trainer.augment(augmentation, streams.rng("distortions")),
        }
    }

    /// `trials` trainings, each from its own initial weights, evaluated on `test`, and `further` ones, of which only the
    /// accuracies count, to tell chance from difference.
    ///
    /// # Errors
    /// If a loss became infinite or `NaN`.
    ///
    /// # Panics
    /// If there is no training.
    pub fn trials(
        &self,
        net: &Sequential,
        streams: &Streams,
        (trials, further): (usize, usize),
        test: &Samples<f32>,
        progress: &Progress,
    ) -> anyhow::Result<Trials> {
        let (mut all, mut last) = (Vec::new(), None);
        for trial in 1..=trials + further {
            let trained = self.train(net, &streams.fork(&format!("trial {trial}")), progress)?;
            all.push(trained.network.evaluate(test).accuracy());
            if trial <= trials {
                last = Some(trained);
            }
        }
        let last = last.unwrap_or_else(|| panic!("there is at least one training"));
        Ok(Trials { accuracies: all[..trials].to_vec(), all, last })
    }
}

/// Several trainings of the same layers.
pub struct Trials {
    /// The test accuracy of each.
    pub accuracies: Vec<f64>,
    /// The same, with those of further trainings behind them.
    pub all: Vec<f64>,
    /// The last of those that aren't further ones.
    pub last: TrainedModel,
}

impl Trials {
    /// The mean test accuracy.
    pub fn accuracy(&self) -> f64 {
        self.accuracies.iter().sum::<f64>() / self.accuracies.len().max(1) as f64
    }

    /// By how much each training was ahead of the one of other layers with the same number.
    pub fn ahead_of(&self, other: &Trials) -> Vec<f64> {
        self.all.iter().zip(&other.all).map(|(ours, theirs)| ours - theirs).collect()
    }

    /// Points for a figure: the error rate of every training in percent, at `x`.
    pub fn error_points(&self, x: f64) -> Vec<(f64, f64)> {
        self.all.iter().map(|accuracy| (x, 100.0 * (1.0 - accuracy))).collect()
    }

    /// The mean error rate of every training, in percent.
    pub fn mean_error(&self) -> f64 {
        100.0 * (1.0 - self.all.iter().sum::<f64>() / self.all.len().max(1) as f64)
    }
}

/// A trained network.
pub struct TrainedModel {
    /// The network.
    pub network: Network<f32>,
    /// The training loss of each batch, before its step.
    pub losses: Vec<f64>,
}

impl TrainedModel {
    /// The mean loss of the last batches, a tenth of them all: where the jagged curve ends.
    pub fn final_loss(&self) -> f64 {
        let tail = &self.losses[self.losses.len() - self.losses.len().div_ceil(10)..];
        tail.iter().sum::<f64>() / tail.len().max(1) as f64
    }

    /// The losses as points of a curve, each the mean of about a sixtieth of the iterations.
    pub fn loss_curve(&self) -> Vec<(f64, f64)> {
        loss_curve(&self.losses)
    }
}

/// The losses as points of a curve over iterations, each the mean of about a sixtieth of them.
pub fn loss_curve(losses: &[f64]) -> Vec<(f64, f64)> {
    let piece = losses.len().div_ceil(60).max(1);
    let mean = |(i, losses): (usize, &[f64])| {
        let middle = (i * piece) as f64 + 0.5 * losses.len() as f64;
        (middle, losses.iter().sum::<f64>() / losses.len() as f64)
    };
    losses.chunks(piece).enumerate().map(mean).collect()
}
