//! How does the gradient reach the first of twenty layers?
//!
//! Twenty equal layers between a first and a last one, plain and with a skip connection around each (ResNet's idea), for three
//! standard deviations of the initial weights: the book's 0.01, He's, and one in between that suits skip connections. First the
//! size of the loss's gradient at the output of every layer, before training; then the training.
//!
//! What to see: with small weights the plain network's gradient **vanishes**: it loses a factor at every layer. With skip
//! connections it reaches the first layer whatever the weights are, and the network learns. He's weights, made to keep a plain
//! network's signal, let the plain one learn, but with skip connections every layer *adds* to the signal, and it grows without
//! bound: deep residual networks start small, or normalise.

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
    question: "How does the gradient reach the first of twenty layers?",
    takes: Takes::new("1 s", "3 s", "15 s"),
    run,
};

/// Layers between the first and the last.
const DEPTH: usize = 20;
/// Units in each.
const WIDTH: usize = 50;
/// Images in a batch.
const BATCH: usize = 100;

/// The initial weights: name in findings, in words, rule.
const INITS: [(&str, &str, Init); 3] = [
    ("std_0_01", "std 0.01", Init::Normal(0.01)),
    ("std_0_05", "std 0.05", Init::Normal(0.05)),
    ("he", "He (std 0.2)", Init::He),
];

/// A first layer with 50 outputs, twenty blocks, and the scores.
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

    /// The loss, and the root mean square of the gradient after the first layer and after each block.
    fn gradient(&mut self, samples: &Samples<f64>, indices: &[usize]) -> (f64, Vec<f64>) {
        let (x, t) = samples.batch(indices);
        let scores = self.forward(x);
        let (loss, dscores) = self.loss.loss_and_gradient(scores, &t);
        let mut dout = as_matrix(self.last.backward(dscores));
        let mut gradients = vec![root_mean_square(&dout)];
        for block in self.blocks.iter_mut().rev() {
            dout = block.backward(&dout);
            gradients.push(root_mean_square(&dout));
        }
        // The first layer's ReLU: dout passes where its output is above 0.
        let mut da = dout;
        if let Some(block) = self.blocks.first() {
            da.zip_mut_with(block.input(), |d, &x| *d = if x > 0.0 { *d } else { 0.0 });
        }
        self.first.backward(da.into_dyn());
        gradients.reverse();
        (loss, gradients)
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
        core_tensor::training::evaluation::correct_predictions(&scores, &t) as f64
            / samples.len().max(1) as f64
    }
}

fn as_matrix(x: Tensor<f64>) -> Array2<f64> {
    match x.into_dimensionality::<Ix2>() {
        Ok(matrix) => matrix,
        Err(_) => unreachable!("a fully connected layer returns one row a sample"),
    }
}

fn root_mean_square(x: &Array2<f64>) -> f64 {
    (x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64).sqrt()
}

/// What became of one network.
struct End {
    init: usize,
    skip: bool,
    /// The size of the gradient after the first layer and after each block, before training.
    gradients: Vec<f64>,
    losses: Vec<f64>,
    accuracy: f64,
}

impl End {
    /// The share of the gradient at the end that reaches the first layer.
    fn arrives(&self) -> f64 {
        self.gradients[0] / self.gradients[DEPTH]
    }

    fn key(&self) -> String {
        format!("{}.{}", INITS[self.init].0, if self.skip { "skip" } else { "plain" })
    }

    fn words(&self) -> String {
        format!("{}, {}", INITS[self.init].1, if self.skip { "skip connection" } else { "plain" })
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
    let kinds: Vec<(usize, bool)> = (0..INITS.len()).flat_map(|init| [(init, false), (init, true)]).collect();
    let progress = run.progress("iterations", kinds.len() * iterations);
    let learn = |&(init, skip): &(usize, bool)| {
        core_tensor::tensor::single_threaded(|| {
            learn(run.streams(), (init, skip), (&train, &test), iterations, &progress)
        })
    };
    let ends: Vec<End> = kinds.par_iter().map(learn).collect();
    let mut outcome = Outcome::new();
    for end in &ends {
        outcome
            .finding(format!("{}.gradient_at_first_layer", end.key()), end.gradients[0])
            .finding(format!("{}.gradient_that_arrives", end.key()), end.arrives())
            .finding(format!("{}.training_loss", end.key()), mean_of_last(&end.losses, LAST))
            .percent(format!("{}.test_accuracy", end.key()), end.accuracy);
    }
    outcome.table(table(&ends)).figure(figure(&ends));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

fn learn(
    streams: &Streams,
    (init, skip): (usize, bool),
    (train, test): (&Samples<f64>, &Samples<f64>),
    iterations: usize,
    progress: &Progress,
) -> End {
    let mut net = DeepNet::new(INITS[init].2, skip, streams);
    let mut batches = Batches::epochs(train.len(), BATCH, streams.rng("batches"));
    let (mut losses, mut first_gradients) = (Vec::new(), None);
    for _ in 0..iterations {
        let (loss, gradients) = net.gradient(train, batches.draw());
        first_gradients.get_or_insert(gradients);
        losses.push(loss);
        progress.inc(1);
        // A loss that overflows is a finding here, not a failure: that network learns no further.
        if !loss.is_finite() {
            break;
        }
        net.step(LR);
    }
    let accuracy = net.accuracy(test);
    End { init, skip, gradients: first_gradients.unwrap_or_default(), losses, accuracy }
}

/// The learning rate of all.
const LR: f64 = 0.05;
/// Iterations whose mean loss stands for the end of a training.
const LAST: usize = 20;

fn table(ends: &[End]) -> Table {
    let heads = [
        "initial weights",
        "layers",
        "gradient after the last",
        "gradient after the first",
        "share that arrives",
        "training loss",
        "test accuracy",
    ];
    let mut table = Table::new(format!("{DEPTH} layers of {WIDTH}"), heads);
    for end in ends {
        table.row([
            INITS[end.init].1.into(),
            if end.skip { "with skip connections" } else { "plain" }.into(),
            end.gradients[DEPTH].into(),
            end.gradients[0].into(),
            end.arrives().into(),
            mean_of_last(&end.losses, LAST).into(),
            Cell::percent(end.accuracy),
        ]);
    }
    table
}

fn figure(ends: &[End]) -> Figure {
    let gradients = Panel::new("before training: the gradient in the backward pass")
        .x(Axis::new("layer"))
        .y(Axis::new("size of dL/dx").log10());
    let losses =
        Panel::new("learning").x(Axis::new("iterations")).y(Axis::new("training loss").range(0.0, 3.0));
    let styled = |end: &End, points: Vec<(f64, f64)>| {
        let series = Series::new(end.words(), points).palette(end.init);
        if end.skip { series } else { series.dashed() }
    };
    let points = |values: &[f64]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(i, y)| (i as f64, *y)).collect()
    };
    let smooth = |losses: &[f64]| -> Vec<(f64, f64)> {
        let mean = |(i, piece): (usize, &[f64])| {
            ((10 * i + 5) as f64, piece.iter().sum::<f64>() / piece.len() as f64)
        };
        losses.chunks(10).enumerate().map(mean).collect()
    };
    let gradients = ends.iter().fold(gradients, |panel, end| panel.line(styled(end, points(&end.gradients))));
    let losses = ends.iter().fold(losses, |panel, end| panel.line(styled(end, smooth(&end.losses))));
    Figure::new(format!("{DEPTH} layers, plain and with a skip connection around each"))
        .columns(2)
        .panel(gradients)
        .panel(losses)
        .panel_size(370.0, 280.0)
        .legend(Legend::OutsideTop)
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let pairs: Vec<(&End, &End)> =
        ends.chunks_exact(2).filter_map(|pair| Some((pair.first()?, pair.last()?))).collect();
    let words = |(plain, skip): &(&End, &End)| {
        format!("{}: {:.1e} plain, {:.1e} with it", INITS[plain.init].1, plain.arrives(), skip.arrives())
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
