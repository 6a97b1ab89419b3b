//! How does one train for hours? In steps that can be interrupted after each, and resumed from there to the bit.
//!
//! [`Training::state`] is everything that the rest of a training depends on, and [`Training::restore`] resumes it. Which file
//! it goes into is not decided here.

use crate::Real;
use crate::functions::loss::Task;
use crate::tensor::random;
use crate::tensor::state::{State, StateError};
use crate::training::evaluation::{Evaluation, Metric};
use crate::training::history::{Evaluated, History};
use crate::training::training_run::{Best, Learner, Training};

impl<F: Real> Training<F> {
    /// All that the rest of the training depends on.
    pub fn state(&self) -> State {
        let mut state = State::new();
        match &self.learner {
            Learner::Alone(network) => state.put_part("network", network.state()),
            Learner::Workers(workers) => state.put_part("workers", workers.state()),
        }
        state.put_part("optimizer", self.optimizer.state());
        state.put_part("batches", self.batches.state());
        if let Some((_, rng)) = &self.augmentation {
            state.put_part("augmentation", random::state_of(rng));
        }
        state.put_tensor("losses", &ndarray::Array1::from(self.history.losses.clone()).into_dyn());
        for part in ["train", "test"] {
            let on = |e: &Evaluated| if part == "train" { e.train } else { e.test };
            let all = || self.history.evaluations.iter().map(on);
            let losses: Vec<f64> = all().map(|e| e.loss).collect();
            state.put_tensor(format!("evaluations/{part}_loss"), &ndarray::Array1::from(losses).into_dyn());
            state.put_integers(format!("evaluations/{part}"), all().flat_map(counts));
            if self.network().loss_layer().task() == Task::Regression {
                let errors: Vec<f64> = all().flat_map(squared_error).collect();
                let errors = ndarray::Array1::from(errors).into_dyn();
                state.put_tensor(format!("evaluations/{part}_squared_error"), &errors);
            }
        }
        let iterations = self.history.evaluations.iter().map(|e| e.iteration as u64);
        state.put_integers("evaluations/iteration", iterations);
        if let Some(best) = &self.best {
            state.put_integers("best/found", [best.iteration as u64]);
            for (name, weights) in &best.weights {
                state.put_tensor(format!("best/{name}"), weights);
            }
        }
        state
    }

    /// Resumes where [`Training::state`] was taken, in a training of the same settings.
    ///
    /// # Errors
    /// If the state is that of another training; this one may then be half changed.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        match &mut self.learner {
            Learner::Alone(network) => network.restore(&state.part("network"))?,
            Learner::Workers(workers) => workers.restore(&state.part("workers"))?,
        }
        self.optimizer.restore(&state.part("optimizer"), &self.learner.network().params())?;
        self.batches.restore(&state.part("batches"))?;
        if let Some((_, rng)) = &mut self.augmentation {
            random::restore(rng, &state.part("augmentation"))?;
        }
        self.history = History {
            losses: state.list("losses")?,
            evaluations: evaluations(state, self.network().loss_layer().task())?,
            divergence: None,
        };
        if self.done() > self.total() {
            return Err(StateError::Impossible {
                name: "losses".to_owned(),
                what: "the losses of a training of this length",
            });
        }
        self.best = match self.settings.keeps_best && !self.history.evaluations.is_empty() {
            false => None,
            true => Some(self.best_in(state)?),
        };
        state.reject_unknown_keys(&self.state())
    }

    fn best_in(&self, state: &State) -> Result<Best<F>, StateError> {
        let [iteration] = state.exact_integers("best/found")?;
        let evaluated = self.history.evaluations.iter().find(|e| e.iteration as u64 == iteration);
        let what = "the iteration of an evaluation";
        let evaluated =
            evaluated.ok_or_else(|| StateError::Impossible { name: "best/found".to_owned(), what })?;
        let weights = self.network().state_dict().into_iter().map(|(name, value)| {
            let weights = state.tensor(&format!("best/{name}"), value.shape())?;
            Ok((name, weights))
        });
        let (iteration, test) = (evaluated.iteration, evaluated.test);
        Ok(Best { iteration, test, weights: weights.collect::<Result<_, _>>()? })
    }
}

/// The number of right outputs, if there can be right ones, and of samples.
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

/// The evaluations in a state.
fn evaluations(state: &State, task: Task) -> Result<Vec<Evaluated>, StateError> {
    let iterations = state.integers("evaluations/iteration")?;
    let of = |part: &str| {
        let (counts, losses) = (format!("evaluations/{part}"), format!("evaluations/{part}_loss"));
        let (pairs, rest) = state.integers(&counts)?.as_chunks::<2>();
        let losses: Vec<f64> = state.list(&losses)?;
        if !rest.is_empty() || pairs.len() != iterations.len() || losses.len() != iterations.len() {
            return Err(StateError::Impossible { name: counts, what: "two counts for each evaluation" });
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
    if task != Task::Regression {
        return Ok(counts
            .iter()
            .map(|&[correct, _]| Metric::Accuracy { correct: correct as usize })
            .collect());
    }
    let name = format!("evaluations/{part}_squared_error");
    let values: Vec<f64> = state.list(&name)?;
    let (pairs, rest) = values.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != counts.len() {
        return Err(StateError::Impossible { name, what: "two values for each evaluation" });
    }
    Ok(pairs.iter().map(|&[mean, r_squared]| Metric::SquaredError { mean, r_squared }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::SoftmaxCrossEntropy;
    use crate::optimizers::Adam;
    use crate::training::augmentation::Augmentation;
    use crate::training::{Evaluate, Schedule, Sets, Trainer};
    use crate::{Network, Samples, Sequential, Streams, Targets, Tensor, Window};
    use portable_math::sin;

    fn samples() -> Samples<f32> {
        let x = Tensor::from_shape_fn(vec![50, 1, 6, 6], |i| sin((i[0] * 7 + i[2] * 3 + i[3]) as f32));
        Samples::from_values(x, Targets::Labels((0..50).map(|i| i % 3).collect()))
    }

    fn training(seed: u64) -> Training<f32> {
        let net = Sequential::new([1, 6, 6]).conv(4, Window::square(3)).relu().affine(8).relu();
        let net = net.dropout(0.5).affine(3).dropout(0.2);
        let streams = Streams::new(seed);
        let augmentation = Augmentation { shift: 1.0, angle: 10.0, scale: 0.1 };
        Trainer::new(Adam::new(0.01))
            .epochs(3)
            .batch_size(7)
            .schedule(Schedule::cosine())
            .augment(augmentation, streams.rng("augmentation"))
            .evaluate(Evaluate::Every(5))
            .workers(2)
            .keep_best()
            .streams(&streams)
            .start(net.build(SoftmaxCrossEntropy, &streams), 50)
    }

    fn advance(training: &mut Training<f32>, most: usize) -> usize {
        let samples = samples();
        let (train_eval, test) = samples.split_at(30);
        let sets = Sets { train: &samples, train_eval: &train_eval, test: &test };
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
    fn it_evaluates_before_the_first_step_in_between_and_at_the_end() {
        let mut training = training(1);
        advance(&mut training, usize::MAX);
        let at: Vec<usize> = training.history().evaluations.iter().map(|e| e.iteration).collect();
        assert_eq!(at, [0, 5, 10, 15, 20, 24]);
        let best = training.best().unwrap();
        let most = training.history().evaluations.iter().map(|e| e.test.correct()).max().unwrap();
        assert_eq!(best.test.correct(), most);
    }

    #[test]
    fn a_regression_is_judged_by_its_squared_error_and_resumes_to_the_bit() {
        let points = || {
            let x = Tensor::from_shape_fn(vec![40, 1], |i| sin(i[0] as f64 / 7.0));
            Samples::from_values(x.clone(), Targets::Values(x.mapv(|x| 3.0 * x - 1.0)))
        };
        let new = || {
            let affine = crate::layers::Affine::new(1, ndarray::array![[0.0]], ndarray::array![0.0]);
            let line = Network::<f64>::new(vec![Box::new(affine)], crate::layers::SquaredError);
            let trainer = Trainer::new(Adam::new(0.1)).epochs(30).batch_size(7).evaluate(Evaluate::Every(6));
            trainer.keep_best().streams(&Streams::new(1)).start(line, 40)
        };
        let points = points();
        let sets = Sets::new(&points, &points);
        let mut whole = new();
        while whole.advance(&sets).unwrap().is_some() {}
        let best = whole.best().unwrap();
        let errors = whole.history().evaluations.iter().map(|e| match e.test.metric {
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
        more.put_integers("surprise", [1]);
        assert_eq!(training(1).restore(&more).unwrap_err().to_string(), "`surprise` is not expected");
        let mut long = state.clone();
        long.put_tensor("losses", &ndarray::Array1::<f64>::zeros(25).into_dyn());
        assert!(training(1).restore(&long).is_err());
        let mut uneven = state;
        uneven.put_integers("evaluations/iteration", [0]);
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
}
