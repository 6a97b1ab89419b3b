//! How are several trainings compared fairly? They see the same batches in the same order, and differ in one thing.
//!
//! Every contender is trained on its own thread, so a comparison of four takes the time of two on two cores. No contender's
//! results depend on the others.

use chapter_kit::Progress;
pub use chapter_kit::mean_of_last;
use core_tensor::optimizers::Optimizer;
use core_tensor::tensor::single_threaded;
use core_tensor::training::{Evaluate, Event, History, Length, Sets, Trainer};
use core_tensor::{Network, Samples, Streams};
use rayon::prelude::*;

/// One of the compared trainings.
pub struct Contender {
    /// What it is called in the figure's legend.
    pub name: String,
    /// The network, not yet trained.
    pub network: Network<f32>,
    /// How it steps.
    pub optimizer: Box<dyn Optimizer<f32>>,
}

impl Contender {
    /// A contender of this name.
    pub fn new(
        name: impl Into<String>,
        network: Network<f32>,
        optimizer: impl Optimizer<f32> + 'static,
    ) -> Self {
        Self { name: name.into(), network, optimizer: Box::new(optimizer) }
    }
}

/// How all contenders are trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How long.
    pub length: Length,
    /// Samples in a mini-batch.
    pub batch_size: usize,
    /// When to evaluate.
    pub evaluate: Evaluate,
}

/// A contender after its training, which may have diverged.
pub struct Finish {
    /// Its name.
    pub name: String,
    /// The trained network.
    pub network: Network<f32>,
    /// What happened in its training.
    pub history: History,
}

/// Trains all contenders as planned, each on the batches of the stream `batches`; they are returned in the order they were
/// given. `progress` counts iterations.
pub fn compare(
    contenders: Vec<Contender>,
    (train, test): (&Samples<f32>, &Samples<f32>),
    plan: Plan,
    streams: &Streams,
    progress: &Progress,
) -> Vec<Finish> {
    let sets = Sets::new(train, test);
    let finish = |Contender { name, network, optimizer }| {
        let trainer = Trainer::new(optimizer).length(plan.length).batch_size(plan.batch_size);
        let mut training = trainer.evaluate(plan.evaluate).streams(streams).start(network, train.len());
        // A training that diverges has said so in its history.
        let _ = training.run(&sets, |_, event| {
            if let Event::Step { .. } = event {
                progress.inc(1);
            }
        });
        let (network, _, history) = training.into_parts();
        Finish { name, network, history }
    };
    contenders.into_par_iter().map(|contender| single_threaded(|| finish(contender))).collect()
}

/// The points of a readable curve of losses: each is the mean of `block` of them, at the middle of these iterations.
///
/// ```
/// use ch06_init_optim::comparison::block_means;
/// assert_eq!(block_means(&[1.0, 3.0, 5.0, 7.0, 9.0], 2), [(1.0, 2.0), (3.0, 6.0), (4.5, 9.0)]);
/// ```
pub fn block_means(losses: &[f64], block: usize) -> Vec<(f64, f64)> {
    let block = block.max(1);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let point = |(i, values): (usize, &[f64])| ((i * block) as f64 + values.len() as f64 / 2.0, mean(values));
    losses.chunks(block).enumerate().map(point).collect()
}

/// Values as points `(0, y₀), (1, y₁), …` of a curve.
pub fn as_points(numbers: &[f64]) -> Vec<(f64, f64)> {
    numbers.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect()
}
