//! How do two workers train one network? Each takes half of the batch, and the slopes are added.
//!
//! Derived in: ch08 (book §8.3.3, distributed learning).
//!
//! ```text
//!            ┌─ worker 0: copy of W ─ samples 0 … n/2 ─ g₀ ─┐
//! network W ─┤                                              ├─ g = g₀ + g₁ ─ step of W
//!            └─ worker 1: copy of W ─ samples n/2 … n ─ g₁ ─┘
//! ```
//!
//! Where the loss is a mean, a worker's loss and its slope count by its share `nᵢ / n` of the samples, from the loss on;
//! where it is a sum, they are added as they are (see [`Reduction`](crate::functions::loss::Reduction)).
//!
//! The threads part once a step and meet once, while products that are spread one by one part and meet a dozen times:
//! for the small networks of the book that is the difference between 1.2 and nearly 2 times the speed of one thread.
//!
//! Which worker gets which samples, and the order in which slopes are added, depend on the number of *workers* alone,
//! so the bits of the result do not depend on the number of threads that carry them.
//!
//! A layer that looks at the whole batch is a place where the workers meet once more: see
//! [`WholeBatch`].

use crate::kernels::layer_order::order;
use crate::kernels::lockstep::Helpers;
use crate::kernels::matmul::single_threaded;
use crate::kernels::simd::with_wide_vectors;
use crate::layers::{Moments, Slopes, WholeBatch};
use crate::networks::network::Network;
use crate::optimizers::Optimizer;
use crate::tensor::samples::Samples;
use crate::tensor::state::{State, StateError};
use crate::tensor::{numbers_mut, row_major};
use crate::training::divergence::{Divergence, refuse_overflow};
use crate::{Param, Real, Targets, Tensor};
use rayon::prelude::*;

/// So many numbers of a parameter are added up by one thread at a time.
const PIECE: usize = 1 << 14;

/// A network and its workers.
pub struct DataParallel<F> {
    network: Network<F>,
    workers: Vec<Network<F>>,
    helpers: Helpers,
}

impl<F: Real> DataParallel<F> {
    /// `network`, trained by `workers` copies of it. `build` makes a network of the same layers for each worker; its
    /// weights do not matter, the draws of its random layers do: give each worker streams of its own.
    ///
    /// ```
    /// use core_tensor::training::data_parallel::DataParallel;
    /// use core_tensor::{MultiLayerNet, Streams};
    /// let (net, streams) = (MultiLayerNet::new(784, &[50], 10), Streams::new(1));
    /// let pair = DataParallel::<f32>::new(net.build(&streams), 2, |worker| {
    ///     net.build(&streams.fork(&format!("worker {worker}")))
    /// });
    /// assert_eq!(pair.network().params().len(), 4);
    /// ```
    ///
    /// # Panics
    /// If there is no worker, or a worker's layers or loss differ from the network's.
    pub fn new(network: Network<F>, workers: usize, build: impl Fn(usize) -> Network<F>) -> Self {
        assert!(workers > 0, "a network needs at least one worker");
        let workers: Vec<Network<F>> = (0..workers).map(build).collect();
        for worker in &workers {
            let shapes = |network: &Network<F>| -> Vec<(String, Vec<usize>)> {
                network.params().iter().map(|p| (p.name.clone(), p.value.shape().to_vec())).collect()
            };
            assert_eq!(shapes(worker), shapes(&network), "a worker's layers differ from the network's");
            let (loss, its_loss) = (network.loss_layer().name(), worker.loss_layer().name());
            assert!(its_loss == loss, "a worker's loss is {its_loss}, the network's {loss}");
        }
        Self { network, workers, helpers: Helpers::default() }
    }

    /// The trained network.
    pub fn network(&self) -> &Network<F> {
        &self.network
    }

    /// The trained network, without its workers.
    pub fn into_network(self) -> Network<F> {
        self.network
    }

    /// Forward and backward on the samples at these places, in equal parts by all workers. Leaves the slopes of the
    /// whole batch in the network's parameters, and gives the training loss.
    ///
    /// # Panics
    /// If there is no place.
    pub fn gradient(&mut self, samples: &Samples<F>, places: &[usize]) -> F {
        assert!(!places.is_empty(), "a batch needs at least one sample");
        let share = places.len().div_ceil(self.workers.len());
        let meetings = Meetings::new(&mut self.network);
        let (network, mut met) = (&self.network, Vec::with_capacity(meetings.layers.len()));
        let parts = self.workers.iter_mut().zip(places.chunks(share));
        let weight = |part: usize| F::of(network.loss_layer().reduction().weight(part, places.len()));
        let parts =
            parts.map(|(worker, part)| Part::new(worker, samples, part, weight(part.len()))).collect();
        let before = |round, parts: &mut [&mut Part<F>]| match meetings.before(round) {
            Meeting::Start => {}
            Meeting::Forward(_) => {
                let all = together(parts.iter_mut().filter_map(|part| part.moments.take()), Moments::and);
                parts.iter_mut().for_each(|part| part.moments = Some(all.clone()));
                met.push(all);
            }
            Meeting::Backward(_) => {
                let all = together(parts.iter_mut().filter_map(|part| part.slopes.take()), Slopes::and);
                parts.iter_mut().for_each(|part| part.slopes = Some(all.clone()));
            }
        };
        let work = |round, part: &mut Part<F>| single_threaded(|| part.go_on(network, &meetings, round));
        let parts = self.helpers.in_lockstep(parts, meetings.rounds(), before, work);
        let loss = parts.iter().map(|part| part.loss).sum::<F>();
        let busy = parts.len();
        drop(parts);
        for (&layer, all) in meetings.layers.iter().zip(&met) {
            whole_batch(&mut self.network, layer).follow(all);
        }
        self.add_slopes(busy);
        loss + self.network.penalty()
    }

    /// The sum of the first `busy` workers' slopes, and the slope of the decay.
    fn add_slopes(&mut self, busy: usize) {
        let parts: Vec<Vec<&Param<F>>> = self.workers.iter().take(busy).map(Network::params).collect();
        for (i, param) in self.network.params_mut().into_iter().enumerate() {
            let pieces = numbers_mut(&mut param.grad).par_chunks_mut(PIECE).enumerate();
            pieces.for_each(|(piece, grad)| {
                for (worker, params) in parts.iter().enumerate() {
                    let part = row_major(&params[i].grad);
                    let part = &part[piece * PIECE..][..grad.len()];
                    with_wide_vectors(
                        #[inline(always)]
                        || {
                            for (g, &part) in grad.iter_mut().zip(part) {
                                *g = if worker == 0 { part } else { *g + part };
                            }
                        },
                    );
                }
            });
        }
        self.network.add_decay_to_gradients();
    }

    /// One step of learning. Gives the training loss before the step.
    ///
    /// # Panics
    /// As [`DataParallel::gradient`].
    pub fn train_step(
        &mut self,
        samples: &Samples<F>,
        places: &[usize],
        optimizer: &mut dyn Optimizer<F>,
    ) -> F {
        let loss = self.gradient(samples, places);
        optimizer.step(&mut self.network.params_mut());
        loss
    }
}

impl<F: Real> DataParallel<F> {
    /// As [`DataParallel::train_step`], and refuses to follow a loss that is not finite.
    ///
    /// # Errors
    /// If the loss is infinite or not a number; the parameters and the running statistics are then as they were.
    ///
    /// # Panics
    /// As [`DataParallel::gradient`].
    pub fn careful_step(
        &mut self,
        samples: &Samples<F>,
        places: &[usize],
        optimizer: &mut dyn Optimizer<F>,
        iteration: usize,
    ) -> Result<f64, Divergence> {
        let statistics = self.network.buffer_values();
        let loss = self.gradient(samples, places).as_f64();
        refuse_overflow(&mut self.network, &statistics, (samples, places), loss, iteration)?;
        optimizer.step(&mut self.network.params_mut());
        Ok(loss)
    }

    /// The network, and what the workers' layers keep beside the parameters, which they have from the network.
    pub fn state(&self) -> State {
        let mut state = State::new();
        state.put_part("network", self.network.state());
        for (i, worker) in self.workers.iter().enumerate() {
            state.put_part(&format!("worker {i}"), worker.layers_state());
        }
        state
    }

    /// Takes back what [`DataParallel::state`] gave.
    ///
    /// # Errors
    /// If it is the state of another network or another number of workers; this one may then be half changed.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        state.refuse_strangers(&self.state())?;
        self.network.restore(&state.part("network"))?;
        for (i, worker) in self.workers.iter_mut().enumerate() {
            worker.restore_layers(&state.part(&format!("worker {i}")))?;
        }
        Ok(())
    }
}

/// The layers that look at the whole batch, where all workers meet, and what lies between them.
struct Meetings {
    layers: Vec<usize>,
    /// The layers before the first of them, between each two, and behind the last.
    stretches: Vec<Vec<usize>>,
}

/// Where a round of work begins: at the batch, or at the meeting number so much, on the way forward or back.
enum Meeting {
    Start,
    Forward(usize),
    Backward(usize),
}

impl Meetings {
    fn new<F: Real>(network: &mut Network<F>) -> Self {
        let (mut layers, mut stretches) = (Vec::new(), vec![Vec::new()]);
        for i in order(network.layers()) {
            if network.layers_mut()[i].whole_batch().is_some() {
                layers.push(i);
                stretches.push(Vec::new());
            } else if let Some(stretch) = stretches.last_mut() {
                stretch.push(i);
            }
        }
        Self { layers, stretches }
    }

    fn rounds(&self) -> usize {
        1 + 2 * self.layers.len()
    }

    fn before(&self, round: usize) -> Meeting {
        match round.checked_sub(1) {
            None => Meeting::Start,
            Some(i) if i < self.layers.len() => Meeting::Forward(i),
            Some(_) => Meeting::Backward(2 * self.layers.len() - round),
        }
    }
}

fn whole_batch<F: Real>(network: &mut Network<F>, layer: usize) -> &mut dyn WholeBatch<F> {
    match network.layers_mut()[layer].whole_batch() {
        Some(layer) => layer,
        None => unreachable!("workers have the layers of the network"),
    }
}

/// A worker's share of a step.
struct Part<'a, F> {
    worker: &'a mut Network<F>,
    samples: &'a Samples<F>,
    places: &'a [usize],
    t: Targets<F>,
    /// What its loss counts in that of the whole batch.
    weight: F,
    /// Its loss, so weighted.
    loss: F,
    /// What it brings to the next meeting, and what all brought to the last.
    moments: Option<Moments<F>>,
    slopes: Option<Slopes<F>>,
}

impl<'a, F: Real> Part<'a, F> {
    fn new(worker: &'a mut Network<F>, samples: &'a Samples<F>, places: &'a [usize], weight: F) -> Self {
        let t = Targets::Labels(Vec::new());
        Self { worker, samples, places, t, weight, loss: F::zero(), moments: None, slopes: None }
    }

    /// The work of one round: from a meeting to the next.
    fn go_on(&mut self, network: &Network<F>, meetings: &Meetings, round: usize) {
        match meetings.before(round) {
            Meeting::Start => {
                copy_parameters(network, self.worker);
                let (x, t) = self.samples.batch(self.places);
                self.t = t;
                self.forward(meetings, 0, x);
            }
            Meeting::Forward(i) => {
                let all = come_to_the_meeting(self.moments.take());
                let x = whole_batch(self.worker, meetings.layers[i]).forward_with(&all);
                self.forward(meetings, i + 1, x);
            }
            Meeting::Backward(i) => {
                let all = come_to_the_meeting(self.slopes.take());
                let dout = whole_batch(self.worker, meetings.layers[i]).backward_with(&all);
                self.backward(meetings, i, dout);
            }
        }
    }

    /// Forward through this stretch, up to the next meeting; or to the loss, and back to the last meeting.
    fn forward(&mut self, meetings: &Meetings, stretch: usize, x: Tensor<F>) {
        let layers = self.worker.layers_mut();
        let x = meetings.stretches[stretch].iter().fold(x, |x, &i| layers[i].forward(x));
        if let Some(&layer) = meetings.layers.get(stretch) {
            self.moments = Some(whole_batch(self.worker, layer).sum_up(x));
        } else {
            let (loss, mut dscores) = self.worker.loss_and_gradient(x, &self.t);
            self.loss = self.weight * loss;
            dscores.mapv_inplace(|slope| self.weight * slope);
            self.backward(meetings, stretch, dscores);
        }
    }

    /// Back through this stretch, down to the meeting before it.
    fn backward(&mut self, meetings: &Meetings, stretch: usize, mut dout: Tensor<F>) {
        for (position, &i) in meetings.stretches[stretch].iter().enumerate().rev() {
            let layer = &mut self.worker.layers_mut()[i];
            if stretch == 0 && position == 0 {
                return layer.backward_of_first(dout);
            }
            dout = layer.backward(dout);
        }
        if let Some(before) = stretch.checked_sub(1) {
            self.slopes = Some(whole_batch(self.worker, meetings.layers[before]).sum_up_slopes(dout));
        }
    }
}

/// What all workers bring, taken together in their order.
fn together<T>(brought: impl Iterator<Item = T>, and: impl Fn(T, &T) -> T) -> T {
    come_to_the_meeting(brought.reduce(|all, one| and(all, &one)))
}

fn come_to_the_meeting<T>(brought: Option<T>) -> T {
    match brought {
        Some(brought) => brought,
        None => unreachable!("every worker comes to every meeting"),
    }
}

/// Workers compute with the network's weights, and leave the charge for them to the network.
fn copy_parameters<F: Real>(network: &Network<F>, worker: &mut Network<F>) {
    worker.weight_decay = F::zero();
    for (copy, param) in worker.params_mut().into_iter().zip(network.params()) {
        numbers_mut(&mut copy.value).copy_from_slice(&row_major(&param.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::networks::multi_layer_net::MultiLayerNet;
    use crate::optimizers::Momentum;

    fn samples() -> Samples<f64> {
        let x = Tensor::from_shape_fn(vec![50, 6], |i| ((i[0] * 7 + i[1] * 3) as f64).sin());
        Samples::from_numbers(x, Targets::Labels((0..50).map(|i| i % 3).collect()))
    }

    fn trained(workers: usize) -> (Vec<f64>, Network<f64>) {
        let (net, streams) = (MultiLayerNet::new(6, &[8, 8], 3).weight_decay(0.01), Streams::new(1));
        let mut group = DataParallel::new(net.build(&streams), workers, |_| net.build(&streams));
        let mut momentum = Momentum::new(0.05);
        let samples = samples();
        let places: Vec<usize> = (0..37).collect();
        let losses = (0..20).map(|_| group.train_step(&samples, &places, &mut momentum)).collect();
        (losses, group.into_network())
    }

    #[test]
    fn one_two_and_four_workers_learn_what_one_network_learns() {
        let mut alone = MultiLayerNet::new(6, &[8, 8], 3).weight_decay(0.01).build(&Streams::new(1));
        let mut momentum = Momentum::new(0.05);
        let (x, t) = samples().range(0..37);
        let expected: Vec<f64> = (0..20).map(|_| alone.train_step(x.clone(), &t, &mut momentum)).collect();
        for workers in [1, 2, 4] {
            let (losses, network) = trained(workers);
            for (a, b) in losses.iter().zip(&expected) {
                assert!((a - b).abs() < 1e-12, "{workers} workers: loss {a} against {b}");
            }
            for (a, b) in network.params().iter().zip(alone.params()) {
                assert!(
                    (&a.value - &b.value).iter().all(|d| d.abs() < 1e-12),
                    "{workers} workers: {}",
                    a.name
                );
            }
        }
    }

    #[test]
    fn the_bits_do_not_depend_on_the_number_of_threads() {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| trained(2)).0
        };
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(4));
    }

    #[test]
    fn batch_normalisation_sees_the_whole_batch_whoever_has_which_part_of_it() {
        let (net, streams) =
            (MultiLayerNet::new(6, &[8, 8], 3).batch_norm().weight_decay(0.01), Streams::new(1));
        let places: Vec<usize> = (0..37).collect();
        let (x, t) = samples().range(0..37);
        let mut alone = net.build(&streams);
        let mut momentum = Momentum::new(0.05);
        let expected: Vec<f64> = (0..20).map(|_| alone.train_step(x.clone(), &t, &mut momentum)).collect();
        for workers in [1, 2, 4] {
            let mut group = DataParallel::new(net.build(&streams), workers, |_| net.build(&streams));
            let mut momentum = Momentum::new(0.05);
            for (step, loss) in expected.iter().enumerate() {
                let of_group = group.train_step(&samples(), &places, &mut momentum);
                assert!(
                    (of_group - loss).abs() < 1e-12,
                    "{workers} workers, step {step}: {of_group}, {loss}"
                );
            }
            let differences = &group.network().predict(&x) - &alone.predict(&x);
            assert!(differences.iter().all(|d| d.abs() < 1e-11), "{workers} workers: the running averages");
        }
    }
}
