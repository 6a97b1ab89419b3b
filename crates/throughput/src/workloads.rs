//! What is timed? The trainings of chapters 5 to 8 with the book's batch sizes, and the inference of chapters 7 and 8.
//!
//! | name | network | batch |
//! |---|---|---|
//! | `two_layer` | 784-50-10, ReLU, SGD 0.1 | 100 |
//! | `mlp4_adam` | 784-100×4-10, ReLU, He, Adam 0.001 | 128 |
//! | `mlp5_bn_do` | 784-100×5-10, batch normalisation, dropout 0.2, SGD 0.01 | 100 |
//! | `simpleconv` | the book's SimpleConvNet, Adam 0.001 | 100 |
//! | `deepconv` | the book's DeepConvNet, Adam 0.001 | 100 |
//! | `simpleconv_infer`, `deepconv_infer` | the same networks on the 10,000 test images | 100 |
//!
//! One iteration is the gathering of a random batch, forward, backward and update, in `f32`; of inference, one pass over
//! the test images.

use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::optimizers::{Adam, Optimizer, Sgd};
use core_tensor::tensor::single_threaded;
use core_tensor::training::batches::Batches;
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::{Init, MultiLayerNet, Network, Samples, Sequential, Streams};

use core_tensor::networks::{deep_convnet, simple_convnet};
use core_tensor::training::evaluation::correct_predictions;
use rayon::prelude::*;

/// The set to learn from, and the set to be judged by.
pub struct Sets {
    /// 60,000 rows of 784 pixels.
    pub train: Samples<f32>,
    /// 10,000 of them.
    pub test: Samples<f32>,
}

/// One training or inference that can be timed in slices: it goes on where it stopped.
pub struct Workload {
    name: &'static str,
    work: Work,
    /// The sets in the shape that the network wants.
    sets: Sets,
}

enum Work {
    Training(Box<Training>),
    Inference(Network<f32>),
}

struct Training {
    workers: DataParallel<f32>,
    optimizer: Box<dyn Optimizer<f32>>,
    batches: Batches,
}

/// A timed slice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// Iterations done.
    pub iterations: u64,
    /// In so many seconds.
    pub seconds: f64,
    /// The loss of the last batch, as a sign that the network really learns; of inference the accuracy.
    pub last: f32,
}

impl Slice {
    /// Iterations a second.
    pub fn per_second(&self) -> f64 {
        self.iterations as f64 / self.seconds
    }
}

/// The names of all workloads.
pub const NAMES: [&str; 7] =
    ["two_layer", "mlp4_adam", "mlp5_bn_do", "simpleconv", "simpleconv_infer", "deepconv", "deepconv_infer"];

/// Parts that a batch is split into. Fixed, so that the numbers do not depend on the threads.
const WORKERS: usize = 2;

/// Images in an inference batch.
const INFERENCE_BATCH: usize = 100;

/// Steps that are not timed at the start of a slice, so that caches and threads are warm.
const WARM_UP: usize = 5;

/// A network's plan, of either kind.
enum Net {
    Layers(MultiLayerNet),
    Images(Sequential),
}

impl Net {
    fn build(&self, streams: &Streams) -> Network<f32> {
        match self {
            Self::Layers(net) => net.build(streams),
            Self::Images(net) => net.build(SoftmaxCrossEntropy, streams),
        }
    }
}

impl Workload {
    /// The workload of this name, on these sets.
    pub fn new(name: &str, sets: &Sets) -> Option<Self> {
        let name = *NAMES.iter().find(|known| **known == name)?;
        let streams = Streams::new(1);
        let (net, optimizer, batch): (Net, Box<dyn Optimizer<f32>>, usize) = match name {
            "two_layer" => {
                let net = MultiLayerNet::new(784, &[50], 10).init(Init::Normal(0.01));
                (Net::Layers(net), Box::new(Sgd::new(0.1)), 100)
            }
            "mlp4_adam" => {
                (Net::Layers(MultiLayerNet::new(784, &[100; 4], 10)), Box::new(Adam::new(0.001)), 128)
            }
            "mlp5_bn_do" => {
                let net = MultiLayerNet::new(784, &[100; 5], 10).batch_norm().dropout(0.2);
                (Net::Layers(net), Box::new(Sgd::new(0.01)), 100)
            }
            "simpleconv" | "simpleconv_infer" => {
                (Net::Images(simple_convnet()), Box::new(Adam::new(0.001)), 100)
            }
            _ => (Net::Images(deep_convnet()), Box::new(Adam::new(0.001)), 100),
        };
        let network = net.build(&streams);
        let work = if name.ends_with("_infer") {
            Work::Inference(network)
        } else {
            let batches = Batches::with_replacement(sets.train.len(), batch, streams.rng("batches"));
            let workers = DataParallel::new(network, WORKERS, &streams);
            Work::Training(Box::new(Training { workers, optimizer, batches }))
        };
        let shape: &[usize] = if matches!(net, Net::Images(_)) { &[1, 28, 28] } else { &[784] };
        let shaped = |samples: &Samples<f32>| samples.clone().shaped(shape);
        Some(Self { name, work, sets: Sets { train: shaped(&sets.train), test: shaped(&sets.test) } })
    }

    /// One of [`NAMES`].
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What one of its iterations is called.
    pub fn unit(&self) -> &'static str {
        match self.work {
            Work::Training(_) => "iterations/s",
            Work::Inference(_) => "10k-test-passes/s",
        }
    }

    /// Works for about so many seconds. `clock` gives seconds since some moment: a browser's module has no `Instant`.
    pub fn run(&mut self, seconds: f64, clock: impl Fn() -> f64) -> Slice {
        let warm_up = if matches!(self.work, Work::Inference(_)) { 1 } else { WARM_UP };
        for _ in 0..warm_up {
            self.step();
        }
        let start = clock();
        let mut iterations = 0;
        loop {
            let last = self.step();
            iterations += 1;
            let elapsed = clock() - start;
            if elapsed >= seconds {
                return Slice { iterations, seconds: elapsed, last };
            }
        }
    }

    fn step(&mut self) -> f32 {
        match &mut self.work {
            Work::Inference(network) => accuracy(network, &self.sets.test),
            Work::Training(training) => {
                let Training { workers, optimizer, batches } = training.as_mut();
                workers.train_step(&self.sets.train, batches.draw(), optimizer.as_mut())
            }
        }
    }
}

/// The share of correct predictions, in batches that are spread over the threads.
fn accuracy(network: &Network<f32>, samples: &Samples<f32>) -> f32 {
    let n = samples.len();
    let correct: usize = (0..n.div_ceil(INFERENCE_BATCH))
        .into_par_iter()
        .map(|i| {
            let (x, t) = samples.range(i * INFERENCE_BATCH..n.min((i + 1) * INFERENCE_BATCH));
            correct_predictions(&single_threaded(|| network.predict(&x)), &t)
        })
        .sum();
    correct as f32 / n as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use core_tensor::{Targets, Tensor};
    use std::cell::Cell;

    /// Twenty images of two kinds: the upper half white, or the lower.
    fn sets() -> Sets {
        let is_white = |i: usize, pixel: usize| i.is_multiple_of(2) == (pixel < 392);
        let x = Tensor::from_shape_fn(vec![20, 784], |i| f32::from(u8::from(is_white(i[0], i[1]))));
        let samples = Samples::from_values(x, Targets::Labels((0..20).map(|i| i % 2).collect()));
        Sets { train: samples.clone(), test: samples }
    }

    #[test]
    fn a_slice_ends_with_the_first_iteration_that_reaches_its_seconds() {
        let time = Cell::new(100.0);
        let clock = || time.replace(time.get() + 1.0);
        let slice = Workload::new("two_layer", &sets()).unwrap().run(2.5, clock);
        assert_eq!((slice.iterations, slice.seconds, slice.per_second()), (3, 3.0, 1.0));
    }

    #[test]
    fn a_workload_goes_on_where_its_last_slice_stopped() {
        let mut workload = Workload::new("two_layer", &sets()).unwrap();
        let losses: Vec<f32> = (0..10).map(|_| workload.run(0.0, || 0.0).last).collect();
        assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "{losses:?}");
    }

    #[test]
    fn every_name_is_a_workload_and_no_other() {
        assert!(Workload::new("three_layer", &sets()).is_none());
        for name in NAMES {
            let workload = Workload::new(name, &sets()).unwrap();
            assert_eq!(
                (workload.name(), workload.unit().starts_with("10k")),
                (name, name.ends_with("_infer"))
            );
        }
    }
}
