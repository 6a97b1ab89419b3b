//! How are several trainings compared fairly? They see the same batches in the same order, and differ in one thing.
//!
//! Every runner is trained on its own thread, so a race of four takes the time of two on two cores. No runner's numbers
//! depend on the others.

use chapter_kit::Progress;
pub use chapter_kit::mean_of_last;
use core_tensor::Streams;
use core_tensor::optimizers::Optimizer;
use core_tensor::tensor::single_threaded;
use core_tensor::training::{Event, History, Plan, train};
use core_tensor::{Network, Samples};
use rayon::prelude::*;

/// One of the compared trainings.
pub struct Runner {
    /// What it is called in the figure's legend.
    pub name: String,
    /// The network, not yet trained.
    pub network: Network<f32>,
    /// How it steps.
    pub optimizer: Box<dyn Optimizer<f32>>,
}

impl Runner {
    /// A runner of this name.
    pub fn new(
        name: impl Into<String>,
        network: Network<f32>,
        optimizer: impl Optimizer<f32> + 'static,
    ) -> Self {
        Self { name: name.into(), network, optimizer: Box::new(optimizer) }
    }
}

/// A runner that has arrived, or broken down on the way.
pub struct Arrived {
    /// Its name.
    pub name: String,
    /// The trained network.
    pub network: Network<f32>,
    /// What happened on the way.
    pub history: History,
}

/// Trains all runners as planned, each on the batches of the stream `batches`; they arrive in the order they were
/// given. `progress` counts iterations.
pub fn race(
    runners: Vec<Runner>,
    (training, test): (&Samples<f32>, &Samples<f32>),
    plan: Plan,
    streams: &Streams,
    progress: &Progress,
) -> Vec<Arrived> {
    runners
        .into_par_iter()
        .map(|Runner { name, mut network, mut optimizer }| {
            let listen = |event| {
                if let Event::Step { .. } = event {
                    progress.inc(1);
                }
            };
            let batches = streams.rng("batches");
            let trained = || train(&mut network, optimizer.as_mut(), (training, test), plan, batches, listen);
            let history = single_threaded(trained);
            Arrived { name, network, history }
        })
        .collect()
}

/// Numbers as points `(0, y₀), (1, y₁), …` of a curve.
pub fn as_points(numbers: &[f64]) -> Vec<(f64, f64)> {
    numbers.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect()
}
