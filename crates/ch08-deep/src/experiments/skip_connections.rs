//! How does a slope reach the first of twenty layers?
//!
//! Twenty equal layers between a first and a last one, plain and with a way around each (ResNet's idea), for three
//! spreads of the first weights: the book's 0.01, He's, and one in between that suits the ways around. First the size of
//! the loss's slope at the result of every layer, before anything is learnt; then the training.
//!
//! What to see: with small weights the plain network's slope loses a factor at every layer and does not arrive. With the
//! way around it arrives whatever the weights are, and the network learns. He's weights, made to keep a plain network's
//! signal, let the plain one learn, but with a way around every layer *adds* to the signal, and it grows without bound:
//! deep networks with ways around start small, or normalise.

use crate::derive::skip_connection::Block;
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Table, Takes, claims_unless_quick, mean_of_last,
};
use core_tensor::layers::{Affine, Layer, LossLayer, SoftmaxCrossEntropy};
use core_tensor::training::batches::Batches;
use core_tensor::{Init, Samples, Streams, Tensor, Vector};
use ndarray::{Array2, Ix2};
use rayon::prelude::*;

/// Section 8.2.4, ResNet.
pub const EXPERIMENT: Experiment = Experiment {
    name: "skip_connections",
    section: "8.2.4",
    question: "How does a slope reach the first of twenty layers?",
    takes: Takes::new("1 s", "3 s", "15 s"),
    run,
};

/// Layers between the first and the last.
const DEPTH: usize = 20;
/// Numbers in each.
const WIDTH: usize = 50;
/// Images in a batch.
const BATCH: usize = 100;

/// The spreads of the first weights: name in findings, in words, rule.
const SPREADS: [(&str, &str, Init); 3] = [
    ("std_0_01", "std 0.01", Init::Normal(0.01)),
    ("std_0_05", "std 0.05", Init::Normal(0.05)),
    ("he", "He (std 0.2)", Init::He),
];

/// A first layer to 50 numbers, twenty blocks, and the scores.
struct DeepNet {
    first: Affine<f64>,
    blocks: Vec<Block>,
    last: Affine<f64>,
    loss: SoftmaxCrossEntropy,
}

impl DeepNet {
    fn new(init: Init, skip: bool, streams: &Streams) -> Self {
        let mut rng = streams.rng("init");
        let first = Affine::new(1, Init::He.matrix(784, WIDTH, &mut rng), Vector::zeros(WIDTH));
        let blocks = (0..DEPTH).map(|_| Block::new(init.matrix(WIDTH, WIDTH, &mut rng), skip)).collect();
        let last = Affine::new(2, Init::Xavier.matrix(WIDTH, 10, &mut rng), Vector::zeros(10));
        Self { first, blocks, last, loss: SoftmaxCrossEntropy }
    }

    fn forward(&mut self, x: Tensor<f64>) -> Tensor<f64> {
        let x = self.first.forward(x).mapv(|a| a.max(0.0));
        let x = self.blocks.iter_mut().fold(as_matrix(x), |x, block| block.forward(&x));
        self.last.forward(x.into_dyn())
    }

    /// The loss, and the root of the mean squared slope behind the first layer and behind each block.
    fn gradient(&mut self, samples: &Samples<f64>, places: &[usize]) -> (f64, Vec<f64>) {
        let (x, t) = samples.batch(places);
        let scores = self.forward(x);
        let (loss, dscores) = self.loss.loss_and_gradient(scores, &t);
        let mut dout = as_matrix(self.last.backward(dscores));
        let mut slopes = vec![root_mean_square(&dout)];
        for block in self.blocks.iter_mut().rev() {
            dout = block.backward(&dout);
            slopes.push(root_mean_square(&dout));
        }
        // The first layer's ReLU is left to where its result is above 0: there dout passes.
        let mut da = dout;
        if let Some(block) = self.blocks.first() {
            da.zip_mut_with(block.input(), |d, &x| *d = if x > 0.0 { *d } else { 0.0 });
        }
        self.first.backward(da.into_dyn());
        slopes.reverse();
        (loss, slopes)
    }

    fn step(&mut self, lr: f64) {
        for param in self.first.params_mut().into_iter().chain(self.last.params_mut()) {
            param.value.scaled_add(-lr, &param.grad);
        }
        for block in &mut self.blocks {
            block.w.scaled_add(-lr, &block.dw);
            block.b.scaled_add(-lr, &block.db);
        }
    }

    fn accuracy(&mut self, samples: &Samples<f64>) -> f64 {
        let (x, t) = samples.all();
        let scores = self.forward(x);
        core_tensor::training::evaluation::correct_answers(&scores, &t) as f64 / samples.len().max(1) as f64
    }
}

fn as_matrix(x: Tensor<f64>) -> Array2<f64> {
    match x.into_dimensionality::<Ix2>() {
        Ok(matrix) => matrix,
        Err(_) => unreachable!("a fully connected layer gives one row a sample"),
    }
}

fn root_mean_square(x: &Array2<f64>) -> f64 {
    (x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64).sqrt()
}

/// What became of one network.
struct End {
    spread: usize,
    skip: bool,
    /// Slopes behind the first layer, and behind each block, before learning.
    slopes: Vec<f64>,
    losses: Vec<f64>,
    accuracy: f64,
}

impl End {
    /// Of the slope at the end, the part that reaches the first layer.
    fn arrives(&self) -> f64 {
        self.slopes[0] / self.slopes[DEPTH]
    }

    fn key(&self) -> String {
        format!("{}.{}", SPREADS[self.spread].0, if self.skip { "skip" } else { "plain" })
    }

    fn words(&self) -> String {
        format!("{}, {}", SPREADS[self.spread].1, if self.skip { "way around" } else { "plain" })
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, iterations, tested) =
        run.scale().pick((300, 5, 200), (5_000, 400, 2_000), (60_000, 2_000, 10_000));
    at_size(run, images, iterations, tested)
}

/// The experiment at a size of one's own: what a quick run is too short for can be tested without a long one.
///
/// # Errors
/// If the digits cannot be read.
pub fn at_size(run: &Run, images: usize, iterations: usize, tested: usize) -> anyhow::Result<Outcome> {
    let train = run.mnist()?.train.first(images).samples::<f64>();
    let test = run.mnist()?.test.first(tested).samples::<f64>();
    let kinds: Vec<(usize, bool)> =
        (0..SPREADS.len()).flat_map(|spread| [(spread, false), (spread, true)]).collect();
    let progress = run.progress("iterations", kinds.len() * iterations);
    let learn = |&(spread, skip): &(usize, bool)| {
        core_tensor::tensor::single_threaded(|| {
            learn(run.streams(), (spread, skip), (&train, &test), iterations, &progress)
        })
    };
    let ends: Vec<End> = kinds.par_iter().map(learn).collect();
    let mut outcome = Outcome::new();
    for end in &ends {
        outcome
            .finding(format!("{}.slope_at_first_layer", end.key()), end.slopes[0])
            .finding(format!("{}.slope_that_arrives", end.key()), end.arrives())
            .finding(format!("{}.training_loss", end.key()), mean_of_last(&end.losses, LAST))
            .percent(format!("{}.test_accuracy", end.key()), end.accuracy);
    }
    outcome.table(table(&ends)).figure(figure(&ends));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

fn learn(
    streams: &Streams,
    (spread, skip): (usize, bool),
    (train, test): (&Samples<f64>, &Samples<f64>),
    iterations: usize,
    progress: &Progress,
) -> End {
    let mut net = DeepNet::new(SPREADS[spread].2, skip, streams);
    let mut batches = Batches::epochs(train.len(), BATCH, streams.rng("batches"));
    let (mut losses, mut first_slopes) = (Vec::new(), None);
    for _ in 0..iterations {
        let (loss, slopes) = net.gradient(train, batches.draw());
        first_slopes.get_or_insert(slopes);
        losses.push(loss);
        progress.inc(1);
        // A loss out of range is a finding here, not a failure: that network learns no further.
        if !loss.is_finite() {
            break;
        }
        net.step(LR);
    }
    let accuracy = net.accuracy(test);
    End { spread, skip, slopes: first_slopes.unwrap_or_default(), losses, accuracy }
}

/// The learning rate of all.
const LR: f64 = 0.05;
/// Iterations whose mean loss stands for the end of a training.
const LAST: usize = 20;

fn table(ends: &[End]) -> Table {
    let heads = [
        "first weights",
        "layers",
        "slope behind the last",
        "slope behind the first",
        "share that arrives",
        "training loss",
        "test accuracy",
    ];
    let mut table = Table::new(format!("{DEPTH} layers of {WIDTH}"), heads);
    for end in ends {
        table.row([
            SPREADS[end.spread].1.into(),
            if end.skip { "with a way around" } else { "plain" }.into(),
            end.slopes[DEPTH].into(),
            end.slopes[0].into(),
            end.arrives().into(),
            mean_of_last(&end.losses, LAST).into(),
            Cell::percent(end.accuracy),
        ]);
    }
    table
}

fn figure(ends: &[End]) -> Figure {
    let slopes = Panel::new("before learning: the slope on its way back")
        .x(Axis::new("layer"))
        .y(Axis::new("size of dL/dx").log10());
    let losses =
        Panel::new("learning").x(Axis::new("iterations")).y(Axis::new("training loss").range(0.0, 3.0));
    let look = |end: &End, points: Vec<(f64, f64)>| {
        let series = Series::new(end.words(), points).palette(end.spread);
        if end.skip { series } else { series.dashed() }
    };
    let points = |numbers: &[f64]| -> Vec<(f64, f64)> {
        numbers.iter().enumerate().map(|(i, y)| (i as f64, *y)).collect()
    };
    let smooth = |losses: &[f64]| -> Vec<(f64, f64)> {
        let mean = |(i, piece): (usize, &[f64])| {
            ((10 * i + 5) as f64, piece.iter().sum::<f64>() / piece.len() as f64)
        };
        losses.chunks(10).enumerate().map(mean).collect()
    };
    let slopes = ends.iter().fold(slopes, |panel, end| panel.line(look(end, points(&end.slopes))));
    let losses = ends.iter().fold(losses, |panel, end| panel.line(look(end, smooth(&end.losses))));
    Figure::new(format!("{DEPTH} layers, plain and with a way around each"))
        .columns(2)
        .panel(slopes)
        .panel(losses)
        .panel_size(370.0, 280.0)
        .legend(Legend::OutsideTop)
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let pairs: Vec<(&End, &End)> =
        ends.chunks_exact(2).filter_map(|pair| Some((pair.first()?, pair.last()?))).collect();
    let words = |(plain, skip): &(&End, &End)| {
        format!("{}: {:.1e} plain, {:.1e} with it", SPREADS[plain.spread].1, plain.arrives(), skip.arrives())
    };
    outcome.claim(
        "a skip connection around each layer lets the gradient through undiminished (at least 90 % arrives)",
        format!(
            "share of the gradient that arrives at the first layer, from {}",
            pairs.iter().map(words).collect::<Vec<_>>().join("; ")
        ),
        pairs.iter().all(|(_, skip)| skip.arrives() >= 0.9),
    );
    let learns = |end: &&End| end.accuracy > 0.5;
    outcome.claim(
        "with it a network learns that is too deep without",
        format!(
            "test accuracy at std 0.01: {:.1} % plain, {:.1} % with it",
            100.0 * pairs[0].0.accuracy,
            100.0 * pairs[0].1.accuracy
        ),
        !learns(&pairs[0].0) && learns(&pairs[0].1),
    );
}
