//! How does a network learn? Batch after batch: gradient, step; and now and then a look at how well it does.
//!
//! Derived in: ch04 (book §4.5); the book's `Trainer` (ch06). An epoch here is a real one: every sample once.

pub mod augmentation;
pub mod batches;
pub mod data_parallel;
pub mod divergence;
pub mod evaluation;
pub mod gradient_check;
pub mod long_training;
pub mod schedule;

use crate::Real;
use crate::StreamRng;
use crate::networks::network::Network;
use crate::optimizers::Optimizer;
use crate::tensor::samples::Samples;
use crate::training::batches::Batches;
use crate::training::divergence::{Divergence, refuse_overflow};
use crate::training::evaluation::Evaluation;

/// How long to train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many times through all samples.
    Epochs(usize),
    /// So many mini-batches.
    Iterations(usize),
}

/// When to evaluate on all training and test samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evaluate {
    /// Never.
    Never,
    /// Before the first and after every epoch.
    EachEpoch,
    /// Before the first and after every so many iterations.
    Every(usize),
}

/// The settings of a training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How long.
    pub length: Length,
    /// Samples in a mini-batch.
    pub batch_size: usize,
    /// When to look at the accuracies.
    pub evaluate: Evaluate,
}

/// What happened in a training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The training loss of each iteration's batch, before its step.
    pub losses: Vec<f64>,
    /// Each evaluation.
    pub evaluations: Vec<Evaluated>,
    /// Why it ended early, if it did.
    pub divergence: Option<Divergence>,
}

/// One evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluated {
    /// After so many iterations.
    pub iteration: usize,
    /// On the training samples.
    pub train: Evaluation,
    /// On the test samples.
    pub test: Evaluation,
}

impl History {
    /// The history, or the divergence as an error.
    ///
    /// # Errors
    /// If the loss left the finite numbers.
    pub fn finished(self) -> Result<Self, Divergence> {
        match self.divergence {
            Some(divergence) => Err(divergence),
            None => Ok(self),
        }
    }

    /// The training accuracy of each evaluation.
    pub fn train_accuracies(&self) -> Vec<f64> {
        self.evaluations.iter().map(|e| e.train.accuracy()).collect()
    }

    /// The test accuracy of each evaluation.
    pub fn test_accuracies(&self) -> Vec<f64> {
        self.evaluations.iter().map(|e| e.test.accuracy()).collect()
    }
}

/// What a training tells its listener.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// An iteration is done, of so many.
    Step {
        /// Iterations done.
        done: usize,
        /// Iterations in all.
        of: usize,
        /// The loss of this iteration's batch.
        loss: f64,
    },
    /// An evaluation is done.
    Evaluated(Evaluated),
}

/// Trains `network` on `train`, and evaluates on `train` and `test` as planned. Batches come from `rng`; `listen` hears
/// of every step and evaluation, and cannot change anything.
///
/// A loss that is not finite ends the training; [`History::divergence`] says where numbers first overflowed.
///
/// # Panics
/// If `train` is empty, the batch size is 0, or there is to be an evaluation every 0 iterations.
pub fn train<F: Real>(
    network: &mut Network<F>,
    optimizer: &mut dyn Optimizer<F>,
    (train, test): (&Samples<F>, &Samples<F>),
    plan: Plan,
    rng: StreamRng,
    mut listen: impl FnMut(Event),
) -> History {
    let mut batches = Batches::epochs(train.len(), plan.batch_size, rng);
    let total = match plan.length {
        Length::Epochs(epochs) => epochs * batches.per_epoch(),
        Length::Iterations(iterations) => iterations,
    };
    let every = match plan.evaluate {
        Evaluate::Never => None,
        Evaluate::EachEpoch => Some(batches.per_epoch()),
        Evaluate::Every(0) => {
            panic!("`Evaluate::Every` 0 iterations: name how many, or use `Evaluate::Never`")
        }
        Evaluate::Every(iterations) => Some(iterations),
    };
    let mut history = History::default();
    for iteration in 0..=total {
        if every.is_some_and(|every| iteration % every == 0) {
            let evaluated =
                Evaluated { iteration, train: network.evaluate(train), test: network.evaluate(test) };
            history.evaluations.push(evaluated);
            listen(Event::Evaluated(evaluated));
        }
        if iteration == total {
            break;
        }
        let loss = match careful_step(network, optimizer, train, batches.draw(), iteration) {
            Ok(loss) => loss,
            Err(divergence) => {
                history.divergence = Some(divergence);
                break;
            }
        };
        history.losses.push(loss);
        listen(Event::Step { done: iteration + 1, of: total, loss });
    }
    history
}

/// One step on the samples at these places, which refuses to follow a loss that is not finite. Gives the training loss
/// before the step.
///
/// # Errors
/// If the loss is infinite or not a number; the parameters and the running statistics are then as they were.
pub fn careful_step<F: Real>(
    network: &mut Network<F>,
    optimizer: &mut dyn Optimizer<F>,
    samples: &Samples<F>,
    places: &[usize],
    iteration: usize,
) -> Result<f64, Divergence> {
    let (x, t) = samples.batch(places);
    let statistics = network.buffer_values();
    let loss = network.gradient(x, &t).as_f64();
    refuse_overflow(network, &statistics, (samples, places), loss, iteration)?;
    optimizer.step(&mut network.params_mut());
    Ok(loss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::optimizers::Sgd;
    use crate::training::data_parallel::DataParallel;
    use crate::{MultiLayerNet, Targets, Tensor};

    #[test]
    fn after_a_refused_step_the_network_is_as_it_was() {
        let x = Tensor::from_shape_fn(vec![8, 3], |i| ((i[0] * 3 + i[1]) as f64).sin());
        let mut broken = x.clone();
        broken[[5, 1]] = f64::INFINITY;
        let samples = |x| Samples::from_numbers(x, Targets::Labels((0..8).map(|i| i % 2).collect()));
        let (good, broken) = (samples(x), samples(broken));
        let (all, mut sgd) = ((0..8).collect::<Vec<_>>(), Sgd::new(0.1));
        let net = MultiLayerNet::new(3, &[4], 2).batch_norm();

        let mut alone = net.build::<f64>(&Streams::new(1));
        careful_step(&mut alone, &mut sgd, &good, &all, 0).unwrap();
        let before = alone.state();
        careful_step(&mut alone, &mut sgd, &broken, &all, 1).unwrap_err();
        assert_eq!(alone.state(), before, "alone");

        let mut pair =
            DataParallel::new(net.build::<f64>(&Streams::new(1)), 2, |_| net.build(&Streams::new(1)));
        pair.careful_step(&good, &all, &mut Sgd::new(0.1), 0).unwrap();
        let before = pair.network().state();
        pair.careful_step(&broken, &all, &mut Sgd::new(0.1), 1).unwrap_err();
        assert_eq!(pair.network().state(), before, "by two workers");
        assert!(pair.network().evaluate(&good).loss.is_finite());
    }

    #[test]
    fn a_step_that_only_the_weight_decay_refuses_leaves_the_running_statistics_too() {
        let x = Tensor::from_shape_fn(vec![8, 3], |i| ((i[0] * 3 + i[1]) as f64).sin());
        let samples = Samples::from_numbers(x, Targets::Labels((0..8).map(|i| i % 2).collect()));
        let all: Vec<usize> = (0..8).collect();
        // The loss of the data stays finite with these weights; their squares do not.
        let build = || {
            let mut network = MultiLayerNet::new(3, &[4], 2).batch_norm().build::<f64>(&Streams::new(1));
            network.weight_decay = 0.1;
            network.param_mut("W2").unwrap().value.fill(1e160);
            network
        };
        let mut alone = build();
        let before = alone.state();
        careful_step(&mut alone, &mut Sgd::new(0.1), &samples, &all, 0).unwrap_err();
        assert_eq!(alone.state(), before, "alone");
        let mut pair = DataParallel::new(build(), 2, |_| build());
        pair.careful_step(&samples, &all, &mut Sgd::new(0.1), 0).unwrap_err();
        assert_eq!(pair.network().state(), before, "by two workers");
    }
}
