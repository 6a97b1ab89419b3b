//! However many workers share a batch, on however many threads, they come to an end, and in the same bits.
//!
//! ```text
//! cargo test -p core-tensor --test suite workers                                  a short form of the table
//! WORKER_STEPS=10000 cargo test --release -p core-tensor --test suite workers     its long form: about a quarter of an hour
//! ```

use core_tensor::layers::{Affine, BatchNorm, Convolution, Layer, Relu, SoftmaxCrossEntropy};
use core_tensor::optimizers::Sgd;
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::{Init, Network, Param, Samples, Streams, Targets, Tensor, Vector, Window};
use portable_math::sin;
use rayon::prelude::*;
use std::io::Write;
use std::sync::mpsc;
use std::time::Duration;

/// Longer than any case takes, even its long form on a busy machine.
const PATIENCE: Duration = Duration::from_secs(600);

/// Aborts the process with a sentence if the work does not come to an end.
fn watched<R>(case: &str, work: impl FnOnce() -> R) -> R {
    let (done, wait) = mpsc::channel::<()>();
    let case = case.to_owned();
    let watchdog = std::thread::spawn(move || {
        if wait.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            // Not `eprintln!`, which a test captures.
            let sentence = format!("{case}: not done after {PATIENCE:?}, so the workers hang\n");
            std::io::stderr().write_all(sentence.as_bytes()).ok();
            std::process::abort();
        }
    });
    let result = work();
    drop(done);
    watchdog.join().expect("the watchdog only waits");
    result
}

/// A layer as a reader may write one: it changes nothing, and forks into jobs as small as can be, both ways.
#[derive(Clone)]
struct Forks;

impl Forks {
    /// Values of a job.
    const VALUES: usize = 16;

    fn through(x: Tensor<f32>) -> Tensor<f32> {
        let shape = x.shape().to_vec();
        let values: Vec<f32> = x.iter().copied().collect();
        let values: Vec<f32> = values.into_par_iter().with_max_len(Self::VALUES).collect();
        Tensor::from_shape_vec(shape, values).expect("the values are those of x")
    }
}

impl Layer<f32> for Forks {
    fn name(&self) -> &str {
        "forks"
    }

    fn predict(&self, x: Tensor<f32>) -> Tensor<f32> {
        x
    }

    fn forward(&mut self, x: Tensor<f32>) -> Tensor<f32> {
        Self::through(x)
    }

    fn backward(&mut self, dout: Tensor<f32>) -> Tensor<f32> {
        Self::through(dout)
    }

    fn params(&self) -> Vec<&Param<f32>> {
        Vec::new()
    }
}

/// Images of 6 × 6, two filters with batch normalisation or without, a layer that forks, three classes.
fn network(batch_norm: bool) -> Network<f32> {
    let mut rng = Streams::new(1).rng("init");
    let filters = Init::He.filters((2, 1, 3, 3), &mut rng);
    let mut layers: Vec<Box<dyn Layer<f32>>> =
        vec![Box::new(Convolution::new(1, filters, Vector::zeros(2), Window::square(3).pad(1)))];
    if batch_norm {
        layers.push(Box::new(BatchNorm::new(1, 2)));
    }
    let w = Init::He.matrix(72, 3, &mut rng);
    layers.push(Box::new(Forks));
    layers.push(Box::new(Relu::new(1)));
    layers.push(Box::new(Affine::new(2, w, Vector::zeros(3))));
    Network::new(layers, SoftmaxCrossEntropy)
}

fn samples() -> Samples<f32> {
    let x = Tensor::from_shape_fn(vec![16, 1, 6, 6], |i| sin((i[0] * 7 + i[2] * 3 + i[3]) as f32));
    Samples::from_values(x, Targets::Labels((0..16).map(|i| i % 3).collect()))
}

/// The bits of all parameters, and of the scores, after `steps` steps.
fn trained(workers: usize, batch_norm: bool, steps: usize) -> Vec<u32> {
    let mut group = DataParallel::new(network(batch_norm), workers, &Streams::new(1));
    let (samples, mut sgd) = (samples(), Sgd::new(0.01));
    let all: Vec<usize> = (0..16).collect();
    for _ in 0..steps {
        group.train_step(&samples, &all, &mut sgd);
    }
    let scores = group.network().predict(&samples.all().0);
    let params = group.network().params();
    params.iter().flat_map(|param| &param.value).chain(&scores).map(|value| value.to_bits()).collect()
}

#[test]
fn any_number_of_workers_on_any_number_of_threads_ends_in_the_same_bits() {
    let steps: usize = std::env::var("WORKER_STEPS").map_or(150, |steps| steps.parse().expect("a number"));
    for workers in [2, 3, 4, 8] {
        for batch_norm in [false, true] {
            let alone = on(1, || trained(workers, batch_norm, steps));
            for threads in [1, 2, 4, 8] {
                let case = format!("{workers} workers, {threads} threads, batch normalisation: {batch_norm}");
                let one = watched(&case, || on(threads, || trained(workers, batch_norm, steps)));
                assert!(one == alone, "{case}: other bits than on one thread");
                let four = watched(&format!("{case}, four at once"), || {
                    on(threads, || {
                        let each = (0..4).into_par_iter().map(|_| trained(workers, batch_norm, steps));
                        each.collect::<Vec<_>>()
                    })
                });
                assert!(four.iter().all(|bits| *bits == alone), "{case}, four at once: other bits");
            }
        }
    }
}

fn on<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
}
