//! How do two workers train one network? Each takes half of the batch, and the gradients are added.
//!
//! Derived in: ch08 (book §8.3.3, distributed learning).
//!
//! ```text
//!            ┌─ worker 0: copy of W ─ samples 0 … n/2 ─ g₀ ─┐
//! network W ─┤                                              ├─ g = g₀ + g₁ ─ step of W
//!            └─ worker 1: copy of W ─ samples n/2 … n ─ g₁ ─┘
//! ```
//!
//! Where the loss is a mean, a worker's loss and its gradient are weighted by its share `nᵢ / n` of the samples, from the loss on;
//! where it is a sum, they are added as they are (see [`Reduction`](crate::functions::loss::Reduction)).
//!
//! The threads fork once a step and join once, while products that are split one by one fork and join a dozen times:
//! for the small networks of the book that is the difference between 1.2 and nearly 2 times the speed of one thread.
//!
//! Which worker gets which samples, and the order in which gradients are added, depend on the number of *workers* alone,
//! so the bits of the result do not depend on the number of threads that run them.
//!
//! Batch normalisation needs the moments of the whole batch, so there the workers synchronise once more: see [`SyncBatch`].

use crate::kernels::lockstep::Helpers;
use crate::kernels::matmul::single_threaded;
use crate::kernels::simd::with_wide_vectors;
use crate::layers::{ColumnGradients, Moments, SyncBatch};
use crate::networks::network::Network;
use crate::networks::residual::Skips;
use crate::networks::step::Step;
use crate::optimizers::Optimizer;
use crate::tensor::samples::Samples;
use crate::tensor::state::{State, StateError};
use crate::tensor::{row_major, values_mut};
use crate::{Param, Real, Streams, Targets, Tensor};
use rayon::prelude::*;

/// Values of a parameter that one thread sums at a time: 64 kB of `f32`, which stay in its cache
/// (workload `two_layer` of `cargo run --release -p throughput`).
const PIECE: usize = 1 << 14;

/// A network and its workers.
pub struct DataParallel<F> {
    network: Network<F>,
    workers: Vec<Network<F>>,
    helpers: Helpers,
}

impl<F: Real> DataParallel<F> {
    /// `network`, trained by `workers` copies of it. The random layers of worker `i` draw from the streams of the fork
    /// `worker i`.
    ///
    /// ```
    /// use core_tensor::training::data_parallel::DataParallel;
    /// use core_tensor::{MultiLayerNet, Streams};
    /// let streams = Streams::new(1);
    /// let network = MultiLayerNet::new(784, &[50], 10).build::<f32>(&streams);
    /// let pair = DataParallel::new(network, 2, &streams);
    /// assert_eq!(pair.network().params().len(), 4);
    /// ```
    ///
    /// # Panics
    /// If there is no worker.
    pub fn new(network: Network<F>, workers: usize, streams: &Streams) -> Self {
        assert!(workers > 0, "a network needs at least one worker");
        let worker = |i: usize| {
            let mut copy = network.clone();
            copy.reseed(&streams.fork(&format!("worker {i}")));
            copy
        };
        let workers = (0..workers).map(worker).collect();
        Self { network, workers, helpers: Helpers::default() }
    }

    /// The trained network, to be changed.
    pub(super) fn network_mut(&mut self) -> &mut Network<F> {
        &mut self.network
    }

    /// The trained network.
    pub fn network(&self) -> &Network<F> {
        &self.network
    }

    /// The trained network, without its workers.
    pub fn into_network(self) -> Network<F> {
        self.network
    }

    /// Forward and backward on the samples of these indices, in equal parts by all workers. Leaves the gradients of the
    /// whole batch in the network's parameters, and returns the training loss.
    ///
    /// # Panics
    /// If there is no index.
    pub fn gradient(&mut self, samples: &Samples<F>, indices: &[usize]) -> F {
        assert!(!indices.is_empty(), "a batch needs at least one sample");
        let share = indices.len().div_ceil(self.workers.len());
        let sync = SyncPoints::new(&mut self.network);
        let (network, mut moments) = (&self.network, Vec::with_capacity(sync.layers.len()));
        let parts = self.workers.iter_mut().zip(indices.chunks(share));
        let weight = |part: usize| F::of(network.loss_layer().reduction().weight(part, indices.len()));
        let parts =
            parts.map(|(worker, part)| Part::new(worker, samples, part, weight(part.len()))).collect();
        let before = |round, parts: &mut [&mut Part<F>]| match sync.before(round) {
            SyncPoint::Start => {}
            SyncPoint::Forward(_) => {
                let all = all_reduce(parts.iter_mut().filter_map(|part| part.moments.take()), Moments::merge);
                parts.iter_mut().for_each(|part| part.moments = Some(all.clone()));
                moments.push(all);
            }
            SyncPoint::Backward(_) => {
                let gradients = parts.iter_mut().filter_map(|part| part.gradients.take());
                let all = all_reduce(gradients, ColumnGradients::merge);
                parts.iter_mut().for_each(|part| part.gradients = Some(all.clone()));
            }
        };
        let work = |round, part: &mut Part<F>| single_threaded(|| part.run_round(network, &sync, round));
        let parts = self.helpers.in_lockstep(parts, sync.rounds(), before, work);
        let loss = parts.iter().map(|part| part.loss).sum::<F>();
        let busy = parts.len();
        drop(parts);
        for (&layer, all) in sync.layers.iter().zip(&moments) {
            sync_batch(&mut self.network, layer).update_running_stats(all);
        }
        self.add_gradients(busy);
        loss + self.network.penalty()
    }

    /// The sum of the first `busy` workers' gradients, and the gradient of the weight decay.
    fn add_gradients(&mut self, busy: usize) {
        let parts: Vec<Vec<&Param<F>>> = self.workers.iter().take(busy).map(Network::params).collect();
        for (i, param) in self.network.params_mut().into_iter().enumerate() {
            let pieces = values_mut(&mut param.grad).par_chunks_mut(PIECE).enumerate();
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

    /// One step of learning. Returns the training loss before the step.
    ///
    /// # Panics
    /// As [`DataParallel::gradient`].
    pub fn train_step(
        &mut self,
        samples: &Samples<F>,
        indices: &[usize],
        optimizer: &mut dyn Optimizer<F>,
    ) -> F {
        let loss = self.gradient(samples, indices);
        optimizer.step(&mut self.network.params_mut());
        loss
    }
}

impl<F: Real> DataParallel<F> {
    /// The network, and how far the workers' random layers have drawn; the rest they have from the network.
    pub fn state(&self) -> State {
        let mut state = State::new();
        state.put_part("network", self.network.state());
        for (i, worker) in self.workers.iter().enumerate() {
            state.put_part(&format!("worker {i}"), worker.random_state());
        }
        state
    }

    /// Takes back what [`DataParallel::state`] returned.
    ///
    /// # Errors
    /// If it is the state of another network or another number of workers; this one may then be half changed.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        state.reject_unknown_keys(&self.state())?;
        self.network.restore(&state.part("network"))?;
        for (i, worker) in self.workers.iter_mut().enumerate() {
            worker.restore_random_state(&state.part(&format!("worker {i}")))?;
        }
        Ok(())
    }
}

/// The layers where all workers synchronise, and the steps between them.
struct SyncPoints {
    layers: Vec<usize>,
    /// The steps before the first of them, between each two, and after the last.
    stretches: Vec<Vec<Step>>,
}

/// Where a round of work begins: at the batch, or at one of the layers, in the forward or the backward pass.
enum SyncPoint {
    Start,
    Forward(usize),
    Backward(usize),
}

impl SyncPoints {
    fn new<F: Real>(network: &mut Network<F>) -> Self {
        let (mut layers, mut stretches) = (Vec::new(), vec![Vec::new()]);
        for step in network.steps() {
            match step {
                Step::Layer(i) if network.layers_mut()[i].hooks().sync_batch.is_some() => {
                    layers.push(i);
                    stretches.push(Vec::new());
                }
                step => stretches[layers.len()].push(step),
            }
        }
        Self { layers, stretches }
    }

    fn rounds(&self) -> usize {
        1 + 2 * self.layers.len()
    }

    fn before(&self, round: usize) -> SyncPoint {
        match round.checked_sub(1) {
            None => SyncPoint::Start,
            Some(i) if i < self.layers.len() => SyncPoint::Forward(i),
            Some(_) => SyncPoint::Backward(2 * self.layers.len() - round),
        }
    }
}

fn sync_batch<F: Real>(network: &mut Network<F>, layer: usize) -> &mut dyn SyncBatch<F> {
    match network.layers_mut()[layer].hooks().sync_batch {
        Some(layer) => layer,
        None => unreachable!("workers have the layers of the network"),
    }
}

/// A worker's share of a step.
struct Part<'a, F> {
    worker: &'a mut Network<F>,
    samples: &'a Samples<F>,
    indices: &'a [usize],
    t: Targets<F>,
    /// The weight of its loss in that of the whole batch.
    weight: F,
    /// Its loss, so weighted.
    loss: F,
    /// What waits at the other end of a skip connection.
    skips: Skips<F>,
    /// What it contributes to the next all-reduce, and what the last one returned.
    moments: Option<Moments<F>>,
    gradients: Option<ColumnGradients<F>>,
}

impl<'a, F: Real> Part<'a, F> {
    fn new(worker: &'a mut Network<F>, samples: &'a Samples<F>, indices: &'a [usize], weight: F) -> Self {
        let (t, skips) = (Targets::Labels(Vec::new()), Skips::new());
        Self { worker, samples, indices, t, weight, loss: F::zero(), skips, moments: None, gradients: None }
    }

    /// The work of one round: from one synchronisation to the next.
    fn run_round(&mut self, network: &Network<F>, sync: &SyncPoints, round: usize) {
        match sync.before(round) {
            SyncPoint::Start => {
                copy_parameters(network, self.worker);
                let (x, t) = self.samples.batch(self.indices);
                self.t = t;
                self.forward(sync, 0, x);
            }
            SyncPoint::Forward(i) => {
                let all = reduced(self.moments.take());
                let x = sync_batch(self.worker, sync.layers[i]).normalize_with(&all);
                self.forward(sync, i + 1, x);
            }
            SyncPoint::Backward(i) => {
                let all = reduced(self.gradients.take());
                let dout = sync_batch(self.worker, sync.layers[i]).backward_with(&all);
                self.backward(sync, i, dout);
            }
        }
    }

    /// Forward through this stretch, up to the next synchronisation; or to the loss, and back to the last one.
    fn forward(&mut self, sync: &SyncPoints, stretch: usize, x: Tensor<F>) {
        let x = self.worker.forward(&sync.stretches[stretch], &mut self.skips, x);
        if let Some(&layer) = sync.layers.get(stretch) {
            self.moments = Some(sync_batch(self.worker, layer).batch_moments(x));
        } else {
            let (loss, mut dscores) = self.worker.loss_and_gradient(x, &self.t);
            self.loss = self.weight * loss;
            dscores.mapv_inplace(|gradient| self.weight * gradient);
            self.backward(sync, stretch, dscores);
        }
    }

    /// Backward through this stretch, down to the synchronisation before it.
    fn backward(&mut self, sync: &SyncPoints, stretch: usize, dout: Tensor<F>) {
        let steps = &sync.stretches[stretch];
        let Some(before) = stretch.checked_sub(1) else {
            return self.worker.backward_params(steps, &mut self.skips, dout);
        };
        let dout = self.worker.backward(steps, &mut self.skips, dout);
        self.gradients = Some(sync_batch(self.worker, sync.layers[before]).reduce_gradients(dout));
    }
}

/// The contributions of all workers, combined in their order.
fn all_reduce<T>(contributions: impl Iterator<Item = T>, merge: impl Fn(T, &T) -> T) -> T {
    reduced(contributions.reduce(|all, one| merge(all, &one)))
}

fn reduced<T>(contribution: Option<T>) -> T {
    match contribution {
        Some(contribution) => contribution,
        None => unreachable!("every worker contributes to every all-reduce"),
    }
}

/// Workers compute with the network's weights, and leave their decay to the network.
fn copy_parameters<F: Real>(network: &Network<F>, worker: &mut Network<F>) {
    worker.weight_decay = F::zero();
    for (copy, param) in worker.params_mut().into_iter().zip(network.params()) {
        values_mut(&mut copy.value).copy_from_slice(&row_major(&param.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::networks::multi_layer_net::MultiLayerNet;
    use crate::optimizers::Momentum;
    use portable_math::sin;

    fn samples() -> Samples<f64> {
        let x = Tensor::from_shape_fn(vec![50, 6], |i| sin((i[0] * 7 + i[1] * 3) as f64));
        Samples::from_values(x, Targets::Labels((0..50).map(|i| i % 3).collect()))
    }

    fn trained(workers: usize) -> (Vec<f64>, Network<f64>) {
        let (net, streams) = (MultiLayerNet::new(6, &[8, 8], 3).weight_decay(0.01), Streams::new(1));
        let mut group = DataParallel::new(net.build(&streams), workers, &streams);
        let mut momentum = Momentum::new(0.05);
        let samples = samples();
        let indices: Vec<usize> = (0..37).collect();
        let losses = (0..20).map(|_| group.train_step(&samples, &indices, &mut momentum)).collect();
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
        let indices: Vec<usize> = (0..37).collect();
        let (x, t) = samples().range(0..37);
        let mut alone = net.build(&streams);
        let mut momentum = Momentum::new(0.05);
        let expected: Vec<f64> = (0..20).map(|_| alone.train_step(x.clone(), &t, &mut momentum)).collect();
        for workers in [1, 2, 4] {
            let mut group = DataParallel::new(net.build(&streams), workers, &streams);
            let mut momentum = Momentum::new(0.05);
            for (step, loss) in expected.iter().enumerate() {
                let of_group = group.train_step(&samples(), &indices, &mut momentum);
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
