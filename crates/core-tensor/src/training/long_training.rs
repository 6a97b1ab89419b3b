//! How does one train for hours? In steps that can be interrupted after each, and go on from there to the bit.
//!
//! A [`LongTraining`] has everything in it that a training is made of: the network and its workers, Adam, the order of
//! the samples, the random streams, the curves so far, the best weights so far. [`LongTraining::advance`] does one thing
//! (a step, or a look at the accuracies); between two of them [`LongTraining::state`] is all that there is to keep.

use crate::functions::loss::Task;
use crate::networks::network::Network;
use crate::optimizers::{Adam, Resumable};
use crate::tensor::random::{self, StreamRng, Streams};
use crate::tensor::samples::Samples;
use crate::tensor::shape_in_words;
use crate::tensor::state::{State, StateError};
use crate::training::augmentation::Augmentation;
use crate::training::batches::Batches;
use crate::training::data_parallel::DataParallel;
use crate::training::divergence::Divergence;
use crate::training::evaluation::{Evaluation, Metric};
use crate::training::schedule::LearningRate;
use crate::training::{Evaluated, Event, History};
use crate::{Real, Tensor};

/// Parts that each batch is split into. Fixed, so that the bits do not depend on the number of threads.
const WORKERS: usize = 2;

/// What is learnt from, and judged on.
#[derive(Clone, Copy, Debug)]
pub struct Sets<'a, F> {
    /// The samples to learn from.
    pub train: &'a Samples<F>,
    /// Some of them, on which the training accuracy is measured.
    pub seen: &'a Samples<F>,
    /// Samples that are not learnt from.
    pub test: &'a Samples<F>,
}

/// The settings of a long training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// How often every sample is seen.
    pub epochs: usize,
    /// Samples in a batch.
    pub batch_size: usize,
    /// Adam's learning rate.
    pub learning_rate: LearningRate,
    /// How images are changed before they are shown, if they are.
    pub augmentation: Option<Augmentation>,
    /// Iterations between two looks at the accuracies; there is one before the first step and one at the end, too.
    pub evaluate_every: usize,
}

impl Course {
    /// So many epochs of Adam with the book's settings, rate 0.001 and batches of 100 samples, with a look at the
    /// accuracies after each of the epochs, for `samples` samples.
    pub fn book(epochs: usize, samples: usize) -> Self {
        Self {
            epochs,
            batch_size: 100,
            learning_rate: LearningRate::Constant(0.001),
            augmentation: None,
            evaluate_every: samples.div_ceil(100).max(1),
        }
    }
}

/// The weights that did best on the test samples so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Best<F> {
    /// After so many iterations.
    pub iteration: usize,
    /// How they did.
    pub test: Evaluation,
    /// The network's [state dict](Network::state_dict): parameters and running statistics, by name.
    pub weights: Vec<(String, Tensor<F>)>,
}

/// A training under way.
pub struct LongTraining<F> {
    course: Course,
    group: DataParallel<F>,
    adam: Adam<F>,
    batches: Batches,
    changes: StreamRng,
    history: History,
    best: Option<Best<F>>,
}

impl<F: Real> LongTraining<F> {
    /// A training of `samples` samples, before its first step. `build` makes the network from random streams; workers get
    /// streams of their own.
    ///
    /// # Panics
    /// If there is no sample, the batch size is 0, or there is to be an evaluation every 0 iterations.
    pub fn new(
        course: Course,
        samples: usize,
        streams: &Streams,
        build: impl Fn(&Streams) -> Network<F>,
    ) -> Self {
        assert!(
            course.evaluate_every > 0,
            "a training evaluated every 0 iterations: name how many iterations lie between two evaluations"
        );
        let worker = |worker: usize| build(&streams.fork(&format!("worker {worker}")));
        Self {
            course,
            group: DataParallel::new(build(streams), WORKERS, worker),
            adam: Adam::new(course.learning_rate.at(0, 1)),
            batches: Batches::epochs(samples, course.batch_size, streams.rng("batches")),
            changes: streams.rng("augmentation"),
            history: History::default(),
            best: None,
        }
    }

    /// Does the next thing: a look at the accuracies if one is due, else a step. `None` when all is done.
    ///
    /// # Errors
    /// If the loss left the finite numbers; the parameters are then as they were before that step.
    ///
    /// # Panics
    /// If there are fewer samples than were promised.
    pub fn advance(&mut self, sets: &Sets<F>) -> Result<Option<Event>, Divergence> {
        let (done, of) = (self.done(), self.total());
        let looked = self.history.evaluations.last().is_some_and(|last| last.iteration == done);
        if !looked && (done == of || done % self.course.evaluate_every == 0) {
            return Ok(Some(Event::Evaluated(self.look(sets))));
        }
        if done == of {
            return Ok(None);
        }
        let loss = self.step(sets.train)?;
        self.history.losses.push(loss);
        Ok(Some(Event::Step { done: done + 1, of, loss }))
    }

    fn step(&mut self, train: &Samples<F>) -> Result<f64, Divergence> {
        let iteration = self.done();
        self.adam.lr = F::of(self.course.learning_rate.at(iteration, self.total()));
        let places = self.batches.draw();
        match self.course.augmentation {
            None => self.group.careful_step(train, places, &mut self.adam, iteration),
            Some(augmentation) => {
                let (x, t) = train.batch(places);
                let changed = Samples::from_numbers(augmentation.apply(&x, &mut self.changes), t);
                let all: Vec<usize> = (0..changed.len()).collect();
                let step = self.group.careful_step(&changed, &all, &mut self.adam, iteration);
                // The changed images are counted by themselves; a sample is named by its index in the training set.
                step.map_err(|divergence| Divergence {
                    place: divergence.place.among_all(places),
                    ..divergence
                })
            }
        }
    }

    fn look(&mut self, sets: &Sets<F>) -> Evaluated {
        let network = self.group.network();
        let evaluated = Evaluated {
            iteration: self.done(),
            train: network.evaluate(sets.seen),
            test: network.evaluate(sets.test),
        };
        if self.best.as_ref().is_none_or(|best| evaluated.test.is_better_than(&best.test)) {
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

    /// Steps that are done.
    pub fn done(&self) -> usize {
        self.history.losses.len()
    }

    /// Steps in all.
    pub fn total(&self) -> usize {
        self.course.epochs * self.batches.per_epoch()
    }

    /// Steps of an epoch.
    pub fn per_epoch(&self) -> usize {
        self.batches.per_epoch()
    }

    /// The settings.
    pub fn course(&self) -> Course {
        self.course
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network<F> {
        self.group.network()
    }

    /// The network, without what was around it.
    pub fn into_network(self) -> Network<F> {
        self.group.into_network()
    }

    fn task(&self) -> Task {
        self.network().loss_layer().task()
    }

    /// The curves so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The best weights so far; `None` before the first look.
    pub fn best(&self) -> Option<&Best<F>> {
        self.best.as_ref()
    }

    /// What is trained and how, in words that differ whenever the numbers could: for a checkpoint's label.
    pub fn describe(&self) -> String {
        let layers = self.network().layers().iter().map(|layer| match layer.params().first() {
            None => layer.name().to_owned(),
            Some(param) => format!("{} {}", layer.name(), shape_in_words(param.value.shape())),
        });
        let layers = layers.collect::<Vec<_>>().join(", ");
        format!("{layers}; weight decay {}; {:?}", self.network().weight_decay.as_f64(), self.course)
    }

    /// All that the rest of the training depends on.
    pub fn state(&self) -> State {
        let mut state = State::new();
        state.put_part("group", self.group.state());
        state.put_part("adam", self.adam.state());
        state.put_part("batches", self.batches.state());
        state.put_part("augmentation", random::state_of(&self.changes));
        state.put_tensor("losses", &ndarray::Array1::from(self.history.losses.clone()).into_dyn());
        for (part, of) in
            [("train", Evaluated::train as fn(&Evaluated) -> Evaluation), ("test", Evaluated::test)]
        {
            let all = || self.history.evaluations.iter().map(of);
            let losses: Vec<f64> = all().map(|e| e.loss).collect();
            state.put_tensor(format!("evaluations/{part}_loss"), &ndarray::Array1::from(losses).into_dyn());
            state.put_whole(format!("evaluations/{part}"), all().flat_map(counts));
            if self.task() == Task::Regression {
                let errors: Vec<f64> = all().flat_map(squared_error).collect();
                let errors = ndarray::Array1::from(errors).into_dyn();
                state.put_tensor(format!("evaluations/{part}_squared_error"), &errors);
            }
        }
        let iterations = self.history.evaluations.iter().map(|e| e.iteration as u64);
        state.put_whole("evaluations/iteration", iterations);
        if let Some(best) = &self.best {
            state.put_whole("best/found", [best.iteration as u64]);
            for (name, weights) in &best.weights {
                state.put_tensor(format!("best/{name}"), weights);
            }
        }
        state
    }

    /// Goes on where [`LongTraining::state`] was taken, of a training of the same settings.
    ///
    /// # Errors
    /// If the state is that of another training; this one may then be half changed.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        self.group.restore(&state.part("group"))?;
        self.adam.restore(&state.part("adam"), &self.group.network().params())?;
        self.batches.restore(&state.part("batches"))?;
        random::restore(&mut self.changes, &state.part("augmentation"))?;
        self.history = History {
            losses: state.list("losses")?,
            evaluations: evaluations(state, self.task())?,
            divergence: None,
        };
        if self.done() > self.total() {
            return Err(StateError::Impossible { name: "losses".to_owned(), what: "those of so few steps" });
        }
        self.best = match self.history.evaluations.is_empty() {
            true => None,
            false => Some(self.best_in(state)?),
        };
        state.refuse_strangers(&self.state())
    }

    fn best_in(&self, state: &State) -> Result<Best<F>, StateError> {
        let [iteration] = state.whole_numbers("best/found")?;
        let look = self.history.evaluations.iter().find(|look| look.iteration as u64 == iteration);
        let what = "the iteration of a look";
        let look = look.ok_or_else(|| StateError::Impossible { name: "best/found".to_owned(), what })?;
        let weights = self.network().state_dict().into_iter().map(|(name, value)| {
            let weights = state.tensor(&format!("best/{name}"), value.shape())?;
            Ok((name, weights))
        });
        Ok(Best { iteration: look.iteration, test: look.test, weights: weights.collect::<Result<_, _>>()? })
    }
}

/// How many outputs were right, if they can be, of how many.
fn counts(evaluation: Evaluation) -> [u64; 2] {
    match evaluation.metric {
        Metric::Accuracy { correct } => [correct as u64, evaluation.samples as u64],
        Metric::SquaredError { .. } => [0, evaluation.samples as u64],
    }
}

/// Mean squared error and R², if it is a regression.
fn squared_error(evaluation: Evaluation) -> Vec<f64> {
    match evaluation.metric {
        Metric::Accuracy { .. } => Vec::new(),
        Metric::SquaredError { mean, r_squared } => vec![mean, r_squared],
    }
}

impl Evaluated {
    fn train(&self) -> Evaluation {
        self.train
    }

    fn test(&self) -> Evaluation {
        self.test
    }
}

/// The evaluations in a state.
fn evaluations(state: &State, task: Task) -> Result<Vec<Evaluated>, StateError> {
    let iterations = state.whole("evaluations/iteration")?;
    let of = |part: &str| {
        let (counts, losses) = (format!("evaluations/{part}"), format!("evaluations/{part}_loss"));
        let (pairs, rest) = state.whole(&counts)?.as_chunks::<2>();
        let losses: Vec<f64> = state.list(&losses)?;
        if !rest.is_empty() || pairs.len() != iterations.len() || losses.len() != iterations.len() {
            return Err(StateError::Impossible { name: counts, what: "two counts for each look" });
        }
        let metrics = metrics(state, part, task, pairs)?;
        let each = pairs.iter().zip(losses).zip(metrics);
        let evaluation = |((&[_, samples], loss), metric): ((&[u64; 2], f64), Metric)| Evaluation {
            loss,
            metric,
            samples: samples as usize,
        };
        Ok(each.map(evaluation).collect::<Vec<_>>())
    };
    let both = of("train")?.into_iter().zip(of("test")?);
    let all = iterations.iter().zip(both);
    Ok(all
        .map(|(&iteration, (train, test))| Evaluated { iteration: iteration as usize, train, test })
        .collect())
}

/// The metric of each evaluation in a state, whose counts are these.
fn metrics(state: &State, part: &str, task: Task, counts: &[[u64; 2]]) -> Result<Vec<Metric>, StateError> {
    if task == Task::Classification {
        return Ok(counts
            .iter()
            .map(|&[correct, _]| Metric::Accuracy { correct: correct as usize })
            .collect());
    }
    let name = format!("evaluations/{part}_squared_error");
    let numbers: Vec<f64> = state.list(&name)?;
    let (pairs, rest) = numbers.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != counts.len() {
        return Err(StateError::Impossible { name, what: "two numbers for each look" });
    }
    Ok(pairs.iter().map(|&[mean, r_squared]| Metric::SquaredError { mean, r_squared }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Window;
    use crate::{ConvNet, Targets};

    fn samples() -> Samples<f32> {
        let x = Tensor::from_shape_fn(vec![50, 1, 6, 6], |i| ((i[0] * 7 + i[2] * 3 + i[3]) as f32).sin());
        Samples::from_numbers(x, Targets::Labels((0..50).map(|i| i % 3).collect()))
    }

    fn training(seed: u64) -> LongTraining<f32> {
        let net = ConvNet::new((1, 6, 6)).convolution(4, Window::square(3)).relu().affine(8).relu();
        let net = net.dropout(0.5).affine(3).dropout(0.2);
        let course = Course {
            epochs: 3,
            batch_size: 7,
            learning_rate: LearningRate::Cosine(0.01),
            augmentation: Some(Augmentation { shift: 1.0, angle: 10.0, scale: 0.1 }),
            evaluate_every: 5,
        };
        LongTraining::new(course, 50, &Streams::new(seed), |streams| net.build(streams))
    }

    fn advance(training: &mut LongTraining<f32>, most: usize) -> usize {
        let samples = samples();
        let (seen, test) = samples.split_at(30);
        let sets = Sets { train: &samples, seen: &seen, test: &test };
        (0..most).take_while(|_| training.advance(&sets).unwrap().is_some()).count()
    }

    #[test]
    fn interrupted_anywhere_it_ends_in_the_same_bits() {
        let mut whole = training(1);
        let events = advance(&mut whole, usize::MAX);
        assert_eq!((whole.done(), whole.total()), (24, 24));
        for stop in 0..=events {
            let mut first = training(1);
            advance(&mut first, stop);
            let mut second = training(1);
            second.restore(&first.state()).unwrap();
            assert_eq!(second.state(), first.state());
            advance(&mut second, usize::MAX);
            assert_eq!(second.state(), whole.state(), "interrupted after {stop} events");
        }
    }

    #[test]
    fn it_looks_before_the_first_step_in_between_and_at_the_end() {
        let mut training = training(1);
        advance(&mut training, usize::MAX);
        let looks: Vec<usize> = training.history().evaluations.iter().map(|e| e.iteration).collect();
        assert_eq!(looks, [0, 5, 10, 15, 20, 24]);
        let best = training.best().unwrap();
        let most = training.history().evaluations.iter().map(|e| e.test.correct()).max().unwrap();
        assert_eq!(best.test.correct(), most);
    }

    #[test]
    fn a_regression_is_judged_by_its_squared_error_and_goes_on_to_the_bit() {
        let points = || {
            let x = Tensor::from_shape_fn(vec![40, 1], |i| (i[0] as f64 / 7.0).sin());
            Samples::from_numbers(x.clone(), Targets::Values(x.mapv(|x| 3.0 * x - 1.0)))
        };
        let line = |_: &Streams| {
            let affine = crate::layers::Affine::new(1, ndarray::array![[0.0]], ndarray::array![0.0]);
            Network::<f64>::new(vec![Box::new(affine)], crate::layers::SquaredError)
        };
        let course =
            Course { learning_rate: LearningRate::Constant(0.1), batch_size: 7, ..Course::book(30, 40) };
        let new = || LongTraining::new(Course { evaluate_every: 6, ..course }, 40, &Streams::new(1), line);
        let points = points();
        let sets = Sets { train: &points, seen: &points, test: &points };
        let mut whole = new();
        while whole.advance(&sets).unwrap().is_some() {}
        let best = whole.best().unwrap();
        let errors = whole.history().evaluations.iter().map(|look| match look.test.metric {
            Metric::SquaredError { mean, .. } => mean,
            Metric::Accuracy { .. } => panic!("a regression has no accuracy"),
        });
        let smallest = errors.fold(f64::INFINITY, f64::min);
        assert!(matches!(best.test.metric, Metric::SquaredError { mean, r_squared }
            if mean == smallest && mean < 1e-4 && r_squared > 0.999));

        let (mut first, mut second) = (new(), new());
        (0..100).for_each(|_| assert!(first.advance(&sets).unwrap().is_some()));
        second.restore(&first.state()).unwrap();
        while second.advance(&sets).unwrap().is_some() {}
        assert_eq!(second.state(), whole.state());
    }

    #[test]
    fn the_state_of_another_training_is_refused() {
        let mut one = training(1);
        advance(&mut one, 9);
        let state = one.state();
        assert!(training(2).restore(&state).is_err(), "another seed has other streams");
        let mut more = state.clone();
        more.put_whole("surprise", [1]);
        assert_eq!(training(1).restore(&more).unwrap_err().to_string(), "`surprise` has no place");
        let mut long = state.clone();
        long.put_tensor("losses", &ndarray::Array1::<f64>::zeros(25).into_dyn());
        assert!(training(1).restore(&long).is_err());
        let mut uneven = state;
        uneven.put_whole("evaluations/iteration", [0]);
        assert!(training(1).restore(&uneven).is_err());
    }

    #[test]
    fn each_value_is_needed() {
        let mut one = training(1);
        advance(&mut one, 9);
        let state = one.state();
        for (missing, _) in state.iter() {
            let mut fewer = State::new();
            state
                .iter()
                .filter(|(name, _)| *name != missing)
                .for_each(|(name, v)| fewer.put(name, v.clone()));
            assert!(training(1).restore(&fewer).is_err(), "without `{missing}`");
        }
    }
    #[test]
    fn a_sample_that_is_not_finite_is_named_by_its_index_in_the_training_set() {
        let (mut x, t) = samples().all();
        x.index_axis_mut(ndarray::Axis(0), 41).fill(f32::NAN);
        let broken = Samples::from_numbers(x, t);
        let sets = Sets { train: &broken, seen: &samples(), test: &samples() };
        let mut training = training(1);
        let stopped = (0..100).find_map(|_| training.advance(&sets).err()).unwrap();
        assert_eq!(stopped.place, crate::training::divergence::Overflow::Input { sample: 41 });
    }
}
