//! How do you see **overfitting**? Give a network few images and many weights, and evaluate it during training on both: the
//! images it learns from, and others.
//!
//! This is the setting of the book's 6.4, and of its search for hyperparameters in 6.5. An epoch is a real one: every
//! training image once, in a new order.

use chapter_kit::figure::{Axis, Legend, Marker, Panel, Series};
use chapter_kit::{Needs, Progress, Run, Words, say};
use core_data::Split;
use core_tensor::optimizers::Sgd;
use core_tensor::tensor::single_threaded;
use core_tensor::training::{Divergence, Evaluate, Sets, Trainer};
use core_tensor::{MultiLayerNet, Network, Samples, StreamRng, Streams};
use rayon::prelude::*;

/// So few images that a large network soon learns them by heart: those of section 6.4.
const FEW: usize = 300;

/// Images in a mini-batch.
pub const BATCH: usize = 100;

/// The network that has far too many weights for a few hundred images: 784-100×6-10, ReLU, He's initialisation.
pub fn large_network() -> MultiLayerNet {
    MultiLayerNet::new(784, &[100; 6], 10)
}

/// Images to learn from, and others.
#[derive(Clone, Debug)]
pub struct Images {
    /// The ones to learn from.
    pub seen: Samples<f32>,
    /// The others.
    pub unseen: Samples<f32>,
}

impl Images {
    /// The 300 images of section 6.4 to learn from, and the test images.
    ///
    /// # Errors
    /// When the digits cannot be read, or there are fewer to learn from.
    pub fn few(run: &Run) -> anyhow::Result<Self> {
        let mnist = run.mnist_with(Needs::images(FEW, 1))?;
        Ok(Self::new(&mnist.train.first(FEW), &mnist.test.first(run.scale().pick(1_000, 10_000, 10_000))))
    }

    /// Both as values of 0 to 1, converted once, since they are evaluated hundreds of times.
    pub fn new(seen: &Split, unseen: &Split) -> Self {
        Self { seen: as_numbers(&seen.samples()), unseen: as_numbers(&unseen.samples()) }
    }
}

/// The same samples, no longer as bytes.
pub fn as_numbers(samples: &Samples<f32>) -> Samples<f32> {
    let (x, t) = samples.all();
    Samples::from_values(x, t)
}

/// How long to train, and how often to evaluate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Epochs to train.
    pub epochs: usize,
    /// Epochs between two evaluations on the training images, …
    pub seen_every: usize,
    /// … and on the others. Both are evaluated before the first epoch and after the last.
    pub unseen_every: usize,
}

/// The accuracies, as points (epoch, accuracy).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// On the training images.
    pub seen: Vec<(f64, f64)>,
    /// On the others.
    pub unseen: Vec<(f64, f64)>,
}

impl Curves {
    /// The last accuracy on the seen images.
    pub fn final_seen(&self) -> f64 {
        self.seen.last().map_or(f64::NAN, |point| point.1)
    }

    /// The last accuracy on the unseen images.
    pub fn final_unseen(&self) -> f64 {
        self.unseen.last().map_or(f64::NAN, |point| point.1)
    }

    /// How much better the network does on the training images: the size of the overfitting.
    pub fn gap(&self) -> f64 {
        self.final_seen() - self.final_unseen()
    }
}

/// Trains `network` by plain gradient descent on the training images, with evaluations in between. `progress` counts epochs.
///
/// # Errors
/// If the loss becomes infinite or `NaN`.
pub fn watch(
    network: Network<f32>,
    lr: f64,
    images: &Images,
    watch: Watch,
    batches: StreamRng,
    progress: &Progress,
) -> Result<Curves, Divergence> {
    let trainer = Trainer::new(Sgd::new(lr)).epochs(watch.epochs).batch_size(BATCH).batches(batches);
    let mut training = trainer.evaluate(Evaluate::Never).start(network, images.seen.len());
    let sets = Sets::new(&images.seen, &images.unseen);
    let mut curves = Curves::default();
    for epoch in 0..=watch.epochs {
        let last = epoch == watch.epochs;
        if last || epoch % watch.seen_every == 0 {
            curves.seen.push((epoch as f64, training.network().evaluate(&images.seen).accuracy()));
        }
        if last || epoch % watch.unseen_every == 0 {
            curves.unseen.push((epoch as f64, training.network().evaluate(&images.unseen).accuracy()));
        }
        for _ in 0..if last { 0 } else { training.per_epoch() } {
            // Several networks are trained side by side, each on a thread of its own.
            single_threaded(|| training.advance(&sets))?;
        }
        progress.inc(usize::from(!last));
    }
    Ok(curves)
}

/// The further seeds with which a training is repeated, so that a difference can be told from chance.
const FURTHER_SEEDS: [&str; 2] = ["seed 1", "seed 2"];

/// How many trainings [`repeated`] adds to each.
pub const REPEATED: usize = FURTHER_SEEDS.len();

/// The trainings of several networks, each with its learning rate, repeated with further seeds: seed by seed, and only
/// looked at before and after. `networks` builds them from the streams of a seed.
///
/// # Errors
/// If a loss becomes infinite or `NaN`.
pub fn repeated(
    run: &Run,
    networks: impl Fn(&Streams) -> Vec<(Network<f32>, f64)>,
    images: &Images,
    epochs: usize,
    progress: &Progress,
) -> Result<Vec<Vec<Curves>>, Divergence> {
    let only_ends = Watch { epochs, seen_every: epochs, unseen_every: epochs };
    let of_seed = |seed: &str| {
        let streams = run.streams().fork(seed);
        let learn = |(network, lr)| watch(network, lr, images, only_ends, streams.rng("batches"), progress);
        networks(&streams).into_par_iter().map(learn).collect()
    };
    FURTHER_SEEDS.into_iter().map(of_seed).collect()
}

/// Values of several seeds: `0.231, 0.225, 0.240`.
pub fn listed(values: &[f64]) -> Words {
    Words::list(values.iter().map(|value| say!("{value:.3}")), ", ")
}

/// How much larger each of these values is than that of the other training with the same seed.
pub fn differences(larger: &[f64], smaller: &[f64]) -> Vec<f64> {
    larger.iter().zip(smaller).map(|(larger, smaller)| larger - smaller).collect()
}

/// Both curves in one panel, as the book draws them: a sign every ten epochs, accuracy from 0 to 1.
pub fn panel(title: impl Into<Words>, curves: &Curves) -> Panel {
    let curve = |name: &'static str, points: &[(f64, f64)], marker| {
        Series::new(name, points.to_vec()).marker(marker, ten_epochs(points))
    };
    Panel::new(title)
        .x(Axis::new("epochs"))
        .y(Axis::new("accuracy").range(0.0, 1.0))
        .legend(Legend::Best)
        .line(curve("train", &curves.seen, Marker::Circle))
        .line(curve("test", &curves.unseen, Marker::Square))
}

/// How many points ten epochs are.
fn ten_epochs(points: &[(f64, f64)]) -> usize {
    match points {
        [first, second, ..] => (10.0 / (second.0 - first.0)).round().max(1.0) as usize,
        _ => 1,
    }
}
