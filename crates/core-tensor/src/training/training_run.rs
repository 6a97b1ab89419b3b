//! How is a training run one step at a time? Everything it consists of is in one value, which does the next thing when asked.
//!
//! A [`Training`] holds the network and its workers, the optimiser, the order of the samples, the random streams, the history,
//! and the best weights. [`Training::advance`] does one step or one evaluation; between two of them
//! [`Training::state`] is all that a checkpoint needs.

use crate::networks::network::Network;
use crate::optimizers::Optimizer;
use crate::tensor::random::StreamRng;
use crate::tensor::samples::Samples;
use crate::tensor::shape_in_words;
use crate::training::augmentation::Augmentation;
use crate::training::batches::Batches;
use crate::training::data_parallel::DataParallel;
use crate::training::divergence::{Divergence, refuse_overflow};
use crate::training::evaluation::Evaluation;
use crate::training::history::{Evaluated, Event, History};
use crate::training::settings::{Evaluate, Length, Settings, Setup};
use crate::{Real, Tensor};

/// The samples of a training.
#[derive(Clone, Copy, Debug)]
pub struct Sets<'a, F> {
    /// The samples to learn from.
    pub train: &'a Samples<F>,
    /// Samples of the training set on which the training accuracy is measured: all of them, or some to save time.
    pub train_eval: &'a Samples<F>,
    /// Samples that are not learned from.
    pub test: &'a Samples<F>,
}

impl<'a, F> Sets<'a, F> {
    /// Learns from `train`, and evaluates on all of it and on `test`.
    pub fn new(train: &'a Samples<F>, test: &'a Samples<F>) -> Self {
        Self { train, train_eval: train, test }
    }
}

/// The weights that did best on the test samples so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Best<F> {
    /// The number of iterations before them.
    pub iteration: usize,
    /// How they did.
    pub test: Evaluation,
    /// The network's [state dict](Network::state_dict): parameters and buffers, by name.
    pub weights: Vec<(String, Tensor<F>)>,
}

/// A training under way.
pub struct Training<F> {
    pub(super) settings: Settings,
    pub(super) learner: Learner<F>,
    pub(super) optimizer: Box<dyn Optimizer<F>>,
    /// The optimiser's learning rate before any schedule.
    base_lr: f64,
    pub(super) batches: Batches,
    pub(super) augmentation: Option<(Augmentation, StreamRng)>,
    pub(super) history: History,
    pub(super) best: Option<Best<F>>,
    /// The last batch.
    batch: Vec<usize>,
    /// What is trained and how, for a checkpoint's label.
    description: String,
}

/// What computes the gradients: the network alone, or workers with copies of it.
pub(super) enum Learner<F> {
    Alone(Box<Network<F>>),
    Workers(Box<DataParallel<F>>),
}

impl<F: Real> Learner<F> {
    pub(super) fn network(&self) -> &Network<F> {
        match self {
            Self::Alone(network) => network,
            Self::Workers(workers) => workers.network(),
        }
    }

    fn network_mut(&mut self) -> &mut Network<F> {
        match self {
            Self::Alone(network) => network,
            Self::Workers(workers) => workers.network_mut(),
        }
    }

    fn gradient(&mut self, samples: &Samples<F>, indices: &[usize]) -> f64 {
        match self {
            Self::Alone(network) => {
                let (x, t) = samples.batch(indices);
                network.gradient(x, &t).as_f64()
            }
            Self::Workers(workers) => workers.gradient(samples, indices).as_f64(),
        }
    }
}

impl<F: Real> Training<F> {
    pub(super) fn new(setup: Setup<F>, network: Network<F>, samples: usize) -> Self {
        let Setup { optimizer, settings, augmentation, batches, streams } = setup;
        let augmented = augmentation.as_ref().map(|(augmentation, _)| augmentation);
        let description = format!("{}; {optimizer:?}; {settings:?}; {augmented:?}", describe(&network));
        let learner = match settings.workers {
            None => Learner::Alone(Box::new(network)),
            Some(workers) => Learner::Workers(Box::new(DataParallel::new(network, workers, &streams))),
        };
        let rng = batches.unwrap_or_else(|| streams.rng("batches"));
        Self {
            settings,
            learner,
            base_lr: optimizer.lr(),
            optimizer,
            batches: Batches::epochs(samples, settings.batch_size, rng),
            augmentation,
            history: History::default(),
            best: None,
            batch: Vec::new(),
            description,
        }
    }

    /// Does the next thing: an evaluation if one is due, else a step. `None` when all is done.
    ///
    /// # Errors
    /// If the loss became infinite or `NaN`; the parameters and running statistics are then as they were before that step.
    ///
    /// # Panics
    /// If there are fewer samples than were promised.
    pub fn advance(&mut self, sets: &Sets<F>) -> Result<Option<Event>, Divergence> {
        if self.evaluation_is_due() {
            return Ok(Some(Event::Evaluated(self.evaluate(sets))));
        }
        if self.is_finished() {
            return Ok(None);
        }
        match self.step(sets.train) {
            Ok(loss) => {
                self.history.losses.push(loss);
                Ok(Some(Event::Step { done: self.done(), of: self.total(), loss }))
            }
            Err(divergence) => {
                self.history.divergence = Some(divergence.clone());
                Err(divergence)
            }
        }
    }

    /// Runs to the end, calling `listen` after each step and each evaluation.
    ///
    /// # Errors
    /// As [`Training::advance`].
    ///
    /// # Panics
    /// As [`Training::advance`].
    pub fn run(&mut self, sets: &Sets<F>, mut listen: impl FnMut(&Self, Event)) -> Result<(), Divergence> {
        while let Some(event) = self.advance(sets)? {
            listen(self, event);
        }
        Ok(())
    }

    fn evaluation_is_due(&self) -> bool {
        let done = self.done();
        let every = match self.settings.evaluate {
            Evaluate::Never => return false,
            Evaluate::EachEpoch => self.per_epoch(),
            Evaluate::Every(every) => every,
        };
        let is_due = done.is_multiple_of(every) || done == self.total();
        is_due && self.history.evaluations.last().is_none_or(|last| last.iteration != done)
    }

    fn is_finished(&self) -> bool {
        self.done() == self.total() || self.history.divergence.is_some() || self.has_stopped_early()
    }

    /// Whether none of the last evaluations was better than the best before them.
    fn has_stopped_early(&self) -> bool {
        let Some(patience) = self.settings.patience else { return false };
        let tests: Vec<Evaluation> = self.history.evaluations.iter().map(|e| e.test).collect();
        let better = |best: usize, i: usize| if tests[i].is_better_than(&tests[best]) { i } else { best };
        let best = (0..tests.len()).fold(0, better);
        tests.len() > best + patience
    }

    fn step(&mut self, train: &Samples<F>) -> Result<f64, Divergence> {
        let iteration = self.done();
        let lr = self.settings.schedule.rate(self.base_lr, iteration, self.total());
        self.optimizer.set_lr(lr);
        self.batch.clear();
        self.batch.extend(self.batches.draw());
        let Some((augmentation, rng)) = &mut self.augmentation else {
            return checked_step(&mut self.learner, self.optimizer.as_mut(), train, &self.batch, iteration);
        };
        let (x, t) = train.batch(&self.batch);
        let augmented = Samples::from_values(augmentation.apply(&x, rng), t);
        let all: Vec<usize> = (0..augmented.len()).collect();
        let step = checked_step(&mut self.learner, self.optimizer.as_mut(), &augmented, &all, iteration);
        // The augmented images are numbered by themselves; an error names a sample by its index in the training set.
        step.map_err(|divergence| Divergence { place: divergence.place.among_all(&self.batch), ..divergence })
    }

    fn evaluate(&mut self, sets: &Sets<F>) -> Evaluated {
        let network = self.learner.network();
        let evaluated = Evaluated {
            iteration: self.history.losses.len(),
            train: network.evaluate(sets.train_eval),
            test: network.evaluate(sets.test),
        };
        if self.settings.keeps_best
            && self.best.as_ref().is_none_or(|best| evaluated.test.is_better_than(&best.test))
        {
            let weights = network.state_dict().into_iter().map(|(name, value)| (name, value.to_owned()));
            self.best = Some(Best {
                iteration: evaluated.iteration,
                test: evaluated.test,
                weights: weights.collect(),
            });
        }
        self.history.evaluations.push(evaluated);
        evaluated
    }

    /// Iterations done.
    pub fn done(&self) -> usize {
        self.history.losses.len()
    }

    /// Iterations in all.
    pub fn total(&self) -> usize {
        match self.settings.length {
            Length::Epochs(epochs) => epochs * self.per_epoch(),
            Length::Iterations(iterations) => iterations,
        }
    }

    /// Iterations of an epoch.
    pub fn per_epoch(&self) -> usize {
        self.batches.per_epoch()
    }

    /// The indices of the samples of the last step.
    pub fn last_batch(&self) -> &[usize] {
        &self.batch
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network<F> {
        self.learner.network()
    }

    /// What happened so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The network.
    pub fn into_network(self) -> Network<F> {
        self.into_parts().0
    }

    /// The network, the optimiser with what it remembers, and what happened.
    pub fn into_parts(self) -> (Network<F>, Box<dyn Optimizer<F>>, History) {
        let network = match self.learner {
            Learner::Alone(network) => *network,
            Learner::Workers(workers) => workers.into_network(),
        };
        (network, self.optimizer, self.history)
    }

    /// The best weights so far; `None` before the first evaluation, or if [they aren't kept](super::Trainer::keep_best).
    pub fn best(&self) -> Option<&Best<F>> {
        self.best.as_ref()
    }

    /// What is trained and how, in words that differ whenever the results could: for a checkpoint's label.
    pub fn describe(&self) -> &str {
        &self.description
    }
}

/// One step on the samples of these indices, which is refused if its loss is not finite. Returns the training loss before the
/// step.
fn checked_step<F: Real>(
    learner: &mut Learner<F>,
    optimizer: &mut dyn Optimizer<F>,
    samples: &Samples<F>,
    indices: &[usize],
    iteration: usize,
) -> Result<f64, Divergence> {
    let statistics = learner.network().buffer_values();
    let loss = learner.gradient(samples, indices);
    let network = learner.network_mut();
    refuse_overflow(network, &statistics, (samples, indices), loss, iteration)?;
    optimizer.step(&mut network.params_mut());
    Ok(loss)
}

fn describe<F: Real>(network: &Network<F>) -> String {
    let layers = network.layers().iter().map(|layer| match layer.params().first() {
        None => layer.name().to_owned(),
        Some(param) => format!("{} {}", layer.name(), shape_in_words(param.value.shape())),
    });
    let layers = layers.collect::<Vec<_>>().join(", ");
    let blocks = match network.residual_blocks() {
        [] => String::new(),
        blocks => format!("; residual blocks {blocks:?}"),
    };
    format!("{layers}{blocks}; weight decay {}", network.weight_decay.as_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::networks::multi_layer_net::MultiLayerNet;
    use crate::optimizers::{Adam, Sgd};
    use crate::training::Trainer;
    use crate::{Targets, Tensor};
    use portable_math::sin;

    fn samples() -> Samples<f64> {
        let x = Tensor::from_shape_fn(vec![8, 3], |i| sin((i[0] * 3 + i[1]) as f64));
        Samples::from_values(x, Targets::Labels((0..8).map(|i| i % 2).collect()))
    }

    /// Trains one step on good samples, then one on broken ones, and returns the network's state before and after the latter.
    fn refused_step(trainer: Trainer<f64>) -> bool {
        let (mut x, t) = samples().all();
        x[[5, 1]] = f64::INFINITY;
        let (good, broken) = (samples(), Samples::from_values(x, t));
        let net = MultiLayerNet::new(3, &[4], 2).batch_norm().build::<f64>(&Streams::new(1));
        let mut training = trainer.batch_size(8).epochs(2).evaluate(Evaluate::Never).start(net, 8);
        training.advance(&Sets::new(&good, &good)).unwrap();
        let before = training.network().state();
        training.advance(&Sets::new(&broken, &good)).unwrap_err();
        assert!(training.network().evaluate(&good).loss.is_finite());
        assert!(training.advance(&Sets::new(&good, &good)).unwrap().is_none(), "it does not go on");
        training.network().state() == before
    }

    #[test]
    fn after_a_refused_step_the_network_is_as_it_was() {
        assert!(refused_step(Trainer::new(Sgd::new(0.1))), "alone");
        assert!(refused_step(Trainer::new(Sgd::new(0.1)).workers(2)), "by two workers");
    }

    #[test]
    fn a_step_that_only_the_weight_decay_refuses_leaves_the_running_statistics_too() {
        // The loss of the data stays finite with these weights; their squares do not.
        let mut network = MultiLayerNet::new(3, &[4], 2).batch_norm().build::<f64>(&Streams::new(1));
        network.weight_decay = 0.1;
        network.param_mut("W2").unwrap().value.fill(1e160);
        let (samples, before) = (samples(), network.state());
        for trainer in [Trainer::new(Sgd::new(0.1)), Trainer::new(Sgd::new(0.1)).workers(2)] {
            let mut same = network.clone();
            trainer.batch_size(8).evaluate(Evaluate::Never).fit(&mut same, &samples, &samples).unwrap_err();
            assert_eq!(same.state(), before);
        }
    }

    #[test]
    fn a_schedule_drives_every_optimiser_and_starts_from_its_rate() {
        let samples = samples();
        let net = MultiLayerNet::new(3, &[4], 2).build::<f64>(&Streams::new(1));
        let trainer = Trainer::new(Adam::new(0.4)).batch_size(4).epochs(4).evaluate(Evaluate::Never);
        let mut training = trainer.schedule(crate::training::Schedule::cosine()).start(net, 8);
        let mut rates = Vec::new();
        training
            .run(&Sets::new(&samples, &samples), |training, _| rates.push(training.optimizer.lr()))
            .unwrap();
        let expected = (0..8).map(|i| crate::training::Schedule::cosine().rate(0.4, i, 8));
        assert_eq!(rates, expected.collect::<Vec<_>>());
    }

    #[test]
    fn early_stopping_waits_for_its_patience_and_no_longer() {
        // A learning rate of 0 improves nothing: the first evaluation stays the best.
        let samples = samples();
        let mut net = MultiLayerNet::new(3, &[4], 2).build::<f64>(&Streams::new(1));
        let trainer = Trainer::new(Sgd::new(0.0)).batch_size(8).epochs(9).stop_early(3);
        let history = trainer.fit(&mut net, &samples, &samples).unwrap();
        assert_eq!((history.losses.len(), history.evaluations.len()), (3, 4));
    }

    #[test]
    fn a_sample_that_is_not_finite_is_named_by_its_index_in_the_training_set() {
        let x = Tensor::from_shape_fn(vec![50, 1, 6, 6], |i| if i[0] == 41 { f32::NAN } else { 1.0 });
        let broken = Samples::from_values(x, Targets::Labels(vec![0; 50]));
        let mut net = MultiLayerNet::new(36, &[4], 2).build::<f32>(&Streams::new(1));
        let augmentation = Augmentation { shift: 1.0, angle: 10.0, scale: 0.1 };
        for workers in [1, 2] {
            let trainer =
                Trainer::new(Sgd::new(0.1)).batch_size(7).workers(workers).evaluate(Evaluate::Never);
            let trainer = trainer.augment(augmentation, Streams::new(1).rng("augmentation"));
            let stopped = trainer.fit(&mut net, &broken, &broken).unwrap_err();
            assert_eq!(stopped.place, crate::training::divergence::Overflow::Input { sample: 41 });
        }
    }
}
