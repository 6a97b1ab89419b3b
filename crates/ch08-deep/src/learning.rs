//! How do the networks of this chapter learn? With Adam, in real epochs, each batch shared by two workers.
//!
//! The length is given in epochs, never in seconds, so that the same seed gives the same network on every machine. Of
//! the learning rate a schedule says how large it is at each iteration, and images may be changed before they are
//! shown.

use crate::derive::learning_rate_schedule::{cosine, step, warm_up};
use anyhow::bail;
use chapter_kit::Progress;
use core_tensor::optimizers::Adam;
use core_tensor::training::augmentation::Augmentation;
use core_tensor::training::batches::Batches;
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::{ConvNet, Network, Samples};
use core_tensor::{StreamRng, Streams};

/// Parts that a batch is split into. Fixed, so that the numbers do not depend on the threads.
const WORKERS: usize = 2;

/// How the learning rate goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// Always the same.
    Constant,
    /// A tenth after two thirds of the training, a hundredth after five sixths.
    Step,
    /// Half a wave, down to 0.
    Cosine,
    /// A rise over the first tenth, and half a wave over the rest.
    WarmUpAndCosine,
}

impl Schedule {
    /// The rate at iteration `i` of `n`.
    pub fn rate(self, lr: f64, i: usize, n: usize) -> f64 {
        match self {
            Self::Constant => lr,
            Self::Step if i < 2 * n / 3 => lr,
            Self::Step => step(0.1 * lr, i - 2 * n / 3, (n / 6).max(1), 0.1),
            Self::Cosine => cosine(lr, i, n),
            Self::WarmUpAndCosine => {
                let first = (n / 10).max(1);
                if i < first { warm_up(lr, i, first) } else { cosine(lr, i - first, n - first) }
            }
        }
    }
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

/// What is learnt, and how.
#[derive(Clone, Copy)]
pub struct Lesson<'a> {
    /// The images.
    pub images: &'a Samples<f32>,
    /// How often all of them are seen.
    pub epochs: usize,
    /// Images in a batch.
    pub batch: usize,
    /// The learning rate.
    pub lr: f64,
    /// How it goes.
    pub schedule: Schedule,
    /// How far images are changed before they are shown, if at all.
    pub changed: Option<Augmentation>,
}

impl<'a> Lesson<'a> {
    /// So many epochs of batches of 100 with the book's rate, 0.001, all along; images as they are.
    pub fn new(images: &'a Samples<f32>, epochs: usize) -> Self {
        Self { images, epochs, batch: 100, lr: 0.001, schedule: Schedule::Constant, changed: None }
    }

    /// How many steps it has.
    pub fn iterations(&self) -> usize {
        self.epochs * self.images.len().div_ceil(self.batch.max(1))
    }

    /// A network from first weights.
    ///
    /// # Errors
    /// If the loss left the finite numbers.
    pub fn learn(&self, net: &ConvNet, streams: &Streams, progress: &Progress) -> anyhow::Result<Learnt> {
        self.go_on(net.build(streams), net, streams, progress, |_, _| {})
    }

    /// `network`, which is a `net`, trained further. `look` sees it before the first and after each epoch.
    ///
    /// # Errors
    /// If the loss left the finite numbers.
    pub fn go_on(
        &self,
        network: Network<f32>,
        net: &ConvNet,
        streams: &Streams,
        progress: &Progress,
        mut look: impl FnMut(usize, &Network<f32>),
    ) -> anyhow::Result<Learnt> {
        let worker = |worker: usize| net.build(&streams.fork(&format!("worker {worker}")));
        let mut workers = DataParallel::new(network, WORKERS, worker);
        let mut adam = Adam::new(self.lr);
        let mut batches = Batches::epochs(self.images.len(), self.batch, streams.rng("batches"));
        let mut rng = streams.rng("distortions");
        let (total, per_epoch) = (self.iterations(), batches.per_epoch());
        let mut losses = Vec::with_capacity(total);
        look(0, workers.network());
        for i in 0..total {
            adam.lr = self.schedule.rate(self.lr, i, total) as f32;
            let loss = self.step(&mut workers, batches.draw(), &mut rng, &mut adam);
            if !loss.is_finite() {
                bail!(
                    "the loss became {loss} at iteration {i}: a smaller learning rate than {:e} usually helps",
                    self.lr
                );
            }
            losses.push(f64::from(loss));
            progress.inc(1);
            if (i + 1) % per_epoch == 0 {
                look((i + 1) / per_epoch, workers.network());
            }
        }
        Ok(Learnt { network: workers.into_network(), losses })
    }

    /// So many trainings, each from its own first weights, judged on `test`.
    ///
    /// # Errors
    /// If a loss left the finite numbers.
    ///
    /// # Panics
    /// If there is no training.
    pub fn trials(
        &self,
        net: &ConvNet,
        streams: &Streams,
        trials: usize,
        test: &Samples<f32>,
        progress: &Progress,
    ) -> anyhow::Result<Trials> {
        let mut accuracies = Vec::new();
        let mut last = None;
        for trial in 1..=trials {
            let learnt = self.learn(net, &streams.fork(&format!("trial {trial}")), progress)?;
            accuracies.push(learnt.network.evaluate(test).accuracy());
            last = Some(learnt);
        }
        let last = last.unwrap_or_else(|| panic!("there is at least one training"));
        Ok(Trials { accuracies, last })
    }

    fn step(
        &self,
        workers: &mut DataParallel<f32>,
        places: &[usize],
        rng: &mut StreamRng,
        adam: &mut Adam<f32>,
    ) -> f32 {
        let Some(augmentation) = self.changed else { return workers.train_step(self.images, places, adam) };
        let (x, t) = self.images.batch(places);
        let changed = Samples::from_numbers(augmentation.apply(&x, rng), t);
        let all: Vec<usize> = (0..changed.len()).collect();
        workers.train_step(&changed, &all, adam)
    }
}

/// Several trainings of the same layers.
pub struct Trials {
    /// The test accuracy of each.
    pub accuracies: Vec<f64>,
    /// The last of them.
    pub last: Learnt,
}

impl Trials {
    /// The mean test accuracy.
    pub fn accuracy(&self) -> f64 {
        self.accuracies.iter().sum::<f64>() / self.accuracies.len().max(1) as f64
    }
}

/// A network that has learnt.
pub struct Learnt {
    /// The network.
    pub network: Network<f32>,
    /// The training loss of each batch, before its step.
    pub losses: Vec<f64>,
}

impl Learnt {
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
