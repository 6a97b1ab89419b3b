//! Do several workers compute the same gradient as one?
//!
//! A batch is split over 1, 2 and 4 workers. Each runs the forward and backward pass of its part on a copy of the
//! network, and the gradients are added. Then the same with batches that don't divide evenly, weighted by samples
//! and with a plain mean. Finally the speed on one thread and on two: at best it doubles, and it stays below that
//! when the threads share memory or have to wait for each other.
//!
//! A layer that depends on the whole batch, like batch normalisation, needs one more synchronisation in each pass.

use crate::derive::data_parallel::{Part, plain_mean, whole};
use crate::digits::SHAPE;
use crate::nets::{CONV_3X3, POOL_2X2, deep};
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Needs, Outcome, Run, Source, Table, Takes, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::optimizers::Adam;
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::{Network, Real, Samples, Sequential};

/// Section 8.3.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "data_parallelism",
    section: "8.3.3",
    question: "Do several workers compute the same gradient as one?",
    takes: Takes::new("1 s", "2 s", "4 s"),
    run,
};

/// The numbers of workers to compare.
const WORKERS: [usize; 3] = [1, 2, 4];
/// Batch sizes that don't always divide evenly: the last worker's part is smaller.
const BATCHES: [usize; 3] = [100, 50, 13];

/// The network whose gradients are compared: without dropout, since each worker would drop different units.
fn without_chance() -> Sequential {
    Sequential::new(SHAPE).conv(4, CONV_3X3).relu().max_pool(POOL_2X2).affine(20).relu().affine(10)
}

/// The distance of a split batch's gradient from that of the whole one, relative to the largest component.
struct Split {
    batch: usize,
    workers: usize,
    /// The number of samples of the last worker.
    last: usize,
    weighted: f64,
    mean: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (train, _) = run.first_images::<f32>(run.scale().pick(200, 2_000, 2_000), 0)?;
    let mnist = run.mnist_with(Needs::images(BATCHES[0], 1))?;
    let samples = mnist.train.first(BATCHES[0]).samples::<f64>().shaped(&SHAPE);
    let mut splits = Vec::new();
    for batch in BATCHES {
        for workers in WORKERS {
            splits.push(split(run, &samples, batch, workers));
        }
    }
    let mut outcome = Outcome::new();
    for split in &splits {
        let name = format!("batch_{}.workers_{}", split.batch, split.workers);
        outcome
            .finding(format!("{name}.added"), split.weighted)
            .finding(format!("{name}.plain_mean"), split.mean);
    }
    let of_core = WORKERS.map(|workers| core_difference(run, &train, workers));
    for (workers, difference) in WORKERS.into_iter().zip(of_core) {
        outcome.finding(format!("core_f32.workers_{workers}"), difference);
    }
    measure(run, &mut outcome, &train)?;
    let worst = splits.iter().map(|split| split.weighted).fold(0.0, f64::max);
    let worst_mean = splits.iter().map(|split| split.mean).fold(0.0, f64::max);
    outcome
        .table(table(&splits))
        .table(table_of_core(of_core))
        .figure(figure(&splits))
        .claim(
            Source::ThisPage, "several workers together compute the same gradient as one",
            say!("weighted by samples, it differs by at most {worst:.1e} of the largest component"),
            worst < 1e-12,
        )
        .note(say!(
            "A plain mean of the workers' gradients, as if all parts had the same size, is off by up to {:.0} % of \
             the largest component.",
            100.0 * worst_mean
        ));
    Ok(outcome)
}

/// The gradient of the samples from `from` to `to`, flattened.
fn gradients<F: Real>(network: &mut Network<F>, samples: &Samples<F>, from: usize, to: usize) -> Vec<f64> {
    let (x, t) = samples.range(from..to);
    network.gradient(x, &t);
    network.params().iter().flat_map(|param| param.grad.iter().map(|g| g.as_f64())).collect()
}

/// The whole batch and its parts.
fn split(run: &Run, samples: &Samples<f64>, batch: usize, workers: usize) -> Split {
    let mut network = without_chance().build::<f64>(SoftmaxCrossEntropy, run.streams());
    let together = gradients(&mut network, samples, 0, batch);
    let share = batch.div_ceil(workers);
    let parts: Vec<Part> = (0..batch)
        .step_by(share)
        .map(|from| {
            let to = batch.min(from + share);
            Part { samples: to - from, gradient: gradients(&mut network, samples, from, to) }
        })
        .collect();
    let last = parts.last().map_or(0, |part| part.samples);
    let weighted = difference(&whole(&parts), &together);
    Split { batch, workers, last, weighted, mean: difference(&plain_mean(&parts), &together) }
}

/// The largest difference, relative to the largest of `b`.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    let largest = b.iter().fold(0.0, |largest: f64, b| largest.max(b.abs()));
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / largest
}

/// The difference of the core's workers, in the `f32` of training, from a single network.
fn core_difference(run: &Run, samples: &Samples<f32>, workers: usize) -> f64 {
    let net = without_chance();
    let indices: Vec<usize> = (0..100.min(samples.len())).collect();
    let mut alone = net.build::<f32>(SoftmaxCrossEntropy, run.streams());
    let expected = gradients(&mut alone, samples, 0, indices.len());
    let mut group = DataParallel::new(net.build(SoftmaxCrossEntropy, run.streams()), workers, run.streams());
    group.gradient(samples, &indices);
    let params = group.network().params();
    let found: Vec<f64> = params.iter().flat_map(|param| param.grad.iter().map(|g| g.as_f64())).collect();
    difference(&found, &expected)
}

/// Steps per second on one thread and on two, with two workers each time: the same bits, a different speed.
fn measure(run: &Run, outcome: &mut Outcome, samples: &Samples<f32>) -> anyhow::Result<()> {
    let steps = run.scale().pick(1, 12, 50);
    let mut speeds = Vec::new();
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let speed = pool.install(|| steps_a_second(run, samples, steps));
        outcome.measured(format!("steps_a_second.threads_{threads}"), speed, "steps/s");
        speeds.push(speed);
    }
    outcome.measured("speed_up", speeds[1] / speeds[0], "×");
    Ok(())
}

fn steps_a_second(run: &Run, samples: &Samples<f32>, steps: usize) -> f64 {
    let net = run.scale().pick(
        deep([2, 4, 8], 50, true),
        deep([8, 16, 32], 50, true),
        deep([16, 32, 64], 50, true),
    );
    let streams = run.streams();
    let mut group = DataParallel::new(net.build(SoftmaxCrossEntropy, streams), 2, streams);
    let mut adam = Adam::new(0.001);
    let indices: Vec<usize> = (0..100.min(samples.len())).collect();
    // One step to warm up, which doesn't count.
    group.train_step(samples, &indices, &mut adam);
    let start = run.seconds();
    for _ in 0..steps {
        group.train_step(samples, &indices, &mut adam);
    }
    steps as f64 / (run.seconds() - start)
}

fn table(splits: &[Split]) -> Table {
    let heads = ["batch", "workers", "samples of the last", "weighted by samples", "plain mean"];
    let mut table = Table::new("Difference from the gradient of the whole batch, in f64", heads);
    for split in splits {
        let counts = [split.batch, split.workers, split.last].map(Cell::count);
        table.row(counts.into_iter().chain([Cell::from(split.weighted), Cell::from(split.mean)]));
    }
    table
}

/// The same for the workers of the core, in the `f32` of training.
fn table_of_core(differences: [f64; 3]) -> Table {
    let mut table = Table::new(
        "The core's workers in f32, from one network on a batch of 100; all differences are relative to the largest component",
        ["workers", "difference"],
    );
    for (workers, difference) in WORKERS.into_iter().zip(differences) {
        table.row([Cell::count(workers), difference.into()]);
    }
    table
}

fn figure(splits: &[Split]) -> Figure {
    // A logarithmic axis has no 0: exactly equal gradients stand under a line at its foot.
    const ZERO: f64 = 1e-19;
    let ticks =
        [(ZERO, "exactly 0"), (1e-16, "10⁻¹⁶"), (1e-12, "10⁻¹²"), (1e-8, "10⁻⁸"), (1e-4, "10⁻⁴"), (1.0, "1")];
    let panels = BATCHES.map(|batch| {
        let points = |aside: f64, number: fn(&Split) -> f64| -> Vec<(f64, f64)> {
            let these = splits.iter().filter(|split| split.batch == batch);
            these.map(|split| (split.workers as f64 + aside, number(split).max(ZERO))).collect()
        };
        Panel::new(say!("a batch of {batch}"))
            .x(Axis::new("workers").ticks(WORKERS.map(|workers| workers as f64)).range(0.5, 4.5))
            .y(Axis::new("largest difference").log10().range(ZERO / 10.0, 10.0).named_ticks(ticks))
            .hline(1e-18)
            .scatter(
                Series::new("plain mean of the parts", points(0.12, |s| s.mean))
                    .palette(1)
                    .marker(Marker::Square, 1)
                    .width(2.6),
            )
            .scatter(
                Series::new("weighted by samples", points(-0.12, |s| s.weighted))
                    .palette(0)
                    .marker(Marker::Circle, 1)
                    .width(2.6),
            )
    });
    let figure = Figure::new("Weighted by samples, the parts of a batch give the gradient of the whole; a plain mean doesn't")
        .columns(3)
        .panel_size(220.0, 220.0)
        .shared_axes()
        .legend(Legend::OutsideTop)
        .caption(
            "The largest difference of a component of the gradient, relative to the largest component. Under the dashed \
             line: equal to the last bit. Parts of equal size have equal weights, and there both agree.",
        );
    panels.into_iter().fold(figure, Figure::panel)
}
