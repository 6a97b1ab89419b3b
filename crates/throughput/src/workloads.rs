//! Which trainings are timed? The multi-layer networks of chapters 5 and 6, with the book's batch sizes.
//!
//! | name | network | batch |
//! |---|---|---|
//! | `two_layer` | 784-50-10, ReLU, SGD 0.1 | 100 |
//! | `mlp4_adam` | 784-100×4-10, ReLU, He, Adam 0.001 | 128 |
//! | `mlp5_bn_do` | 784-100×5-10, batch normalisation, dropout 0.2, SGD 0.01 | 100 |
//!
//! One iteration is the gathering of a random batch, forward, backward and update, in `f32`.

use core_tensor::batches::Batches;
use core_tensor::data_parallel::DataParallel;
use core_tensor::optimizers::{Adam, Optimizer, Sgd};
use core_tensor::random::Streams;
use core_tensor::{Init, MultiLayerNet, Network, Samples};
use std::time::Instant;

/// One training that can be timed in slices: it goes on where it stopped.
pub(crate) struct Workload {
    name: &'static str,
    trainer: Trainer,
    optimizer: Box<dyn Optimizer<f32>>,
    batches: Batches,
}

/// Batch normalisation needs the whole batch, and so one worker; the others split it.
enum Trainer {
    Alone(Network<f32>),
    Together(DataParallel<f32>),
}

/// A timed slice.
pub(crate) struct Slice {
    /// Iterations done.
    pub(crate) iterations: u64,
    /// In so many seconds.
    pub(crate) seconds: f64,
    /// The loss of the last batch, as a sign that the network really learns.
    pub(crate) last_loss: f32,
}

/// The names of all workloads.
pub(crate) const NAMES: [&str; 3] = ["two_layer", "mlp4_adam", "mlp5_bn_do"];

/// Parts that a batch is split into. Fixed, so that the numbers do not depend on the threads.
const WORKERS: usize = 2;

/// Steps that are not timed at the start of a slice, so that caches and threads are warm.
const WARM_UP: usize = 5;

impl Workload {
    /// The workload of this name, on so many training samples.
    pub(crate) fn new(name: &str, samples: usize) -> Option<Self> {
        let name = *NAMES.iter().find(|known| **known == name)?;
        let (net, optimizer, batch): (MultiLayerNet, Box<dyn Optimizer<f32>>, usize) = match name {
            "two_layer" => {
                (MultiLayerNet::new(784, &[50], 10).init(Init::Normal(0.01)), Box::new(Sgd::new(0.1)), 100)
            }
            "mlp4_adam" => (MultiLayerNet::new(784, &[100; 4], 10), Box::new(Adam::new(0.001)), 128),
            _ => {
                let net = MultiLayerNet::new(784, &[100; 5], 10).batch_norm().dropout(0.2);
                (net, Box::new(Sgd::new(0.01)), 100)
            }
        };
        let streams = Streams::new(1);
        let batches = Batches::with_replacement(samples, batch, streams.rng("batches"));
        let network = net.build(&streams);
        let trainer = if name == "mlp5_bn_do" {
            Trainer::Alone(network)
        } else {
            Trainer::Together(DataParallel::new(network, WORKERS, |_| net.build(&streams)))
        };
        Some(Self { name, trainer, optimizer, batches })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Trains for about so many seconds.
    pub(crate) fn run(&mut self, train: &Samples<f32>, seconds: f64) -> Slice {
        for _ in 0..WARM_UP {
            self.step(train);
        }
        let start = Instant::now();
        let mut iterations = 0;
        loop {
            let last_loss = self.step(train);
            iterations += 1;
            let elapsed = start.elapsed().as_secs_f64();
            if elapsed >= seconds {
                return Slice { iterations, seconds: elapsed, last_loss };
            }
        }
    }

    fn step(&mut self, train: &Samples<f32>) -> f32 {
        let (places, optimizer) = (self.batches.draw(), self.optimizer.as_mut());
        match &mut self.trainer {
            Trainer::Alone(network) => {
                let (x, t) = train.batch(places);
                network.train_step(x, &t, optimizer)
            }
            Trainer::Together(workers) => workers.train_step(train, places, optimizer),
        }
    }
}
