//! How does the gradient reach the first of twenty layers?
//!
//! Twenty equal layers between a first and a last one, plain and with a skip connection around each, for three
//! standard deviations of the initial weights: the book's 0.01, He's, and one in between. First the size of the
//! loss's gradient at the output of every layer, before training; then the training.
//!
//! From small weights the plain network's gradient loses the same factor at every layer, a straight line on the
//! logarithmic axis, and nothing is learned. With skip connections it reaches the first layer, and the network
//! learns. He's weights are made to keep a plain network's signal at its size; with skip connections every layer
//! adds to the signal, and the gradient explodes.

use crate::derive::skip_connection::Block;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Words, claims_unless_quick, mean_of_last,
    say,
};
use core_tensor::layers::{Affine, Layer, LossLayer, Relu, SoftmaxCrossEntropy};
use core_tensor::optimizers::Sgd;
use core_tensor::training::batches::Batches;
use core_tensor::training::{Evaluate, Sets, Trainer};
use core_tensor::{Init, Network, Samples, Streams, Targets, Tensor, Vector};
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

/// A first layer with 50 outputs, twenty of 50 with or without skip connections, and the scores.
fn network(init: Init, skip: bool, streams: &Streams) -> Network<f64> {
    let mut rng = streams.rng("init");
    let mut layers: Vec<Box<dyn Layer<f64>>> = Vec::new();
    layers.push(Box::new(Affine::new(1, Init::He.matrix(784, WIDTH, &mut rng), Vector::zeros(WIDTH))));
    layers.push(Box::new(Relu::new(1)));
    for block in 0..DEPTH {
        let w = init.matrix(WIDTH, WIDTH, &mut rng);
        layers.push(Box::new(Affine::new(block + 2, w, Vector::zeros(WIDTH))));
        layers.push(Box::new(Relu::new(block + 2)));
    }
    let w = Init::Xavier.matrix(WIDTH, 10, &mut rng);
    layers.push(Box::new(Affine::new(DEPTH + 2, w, Vector::zeros(10))));
    // Each block is an Affine and its ReLU; the first two layers are before them.
    let blocks = if skip { (1..=DEPTH).map(|i| 2 * i..2 * i + 2).collect() } else { Vec::new() };
    Network::with_residual_blocks(layers, blocks, SoftmaxCrossEntropy)
}

/// The root mean square of the gradient after the first layer and after each block: the backward pass through the blocks that
/// this chapter derives, with the network's weights.
fn gradients(network: &Network<f64>, skip: bool, (x, t): (Tensor<f64>, Targets<f64>)) -> Vec<f64> {
    let weights = |layer: usize| as_matrix(network.layers()[layer].params()[0].value.clone());
    let mut blocks: Vec<Block> = (1..=DEPTH).map(|i| Block::new(weights(2 * i), skip)).collect();
    let mut last = network.layers()[2 * (DEPTH + 1)].clone();
    let first = as_matrix(network.layers()[..2].iter().fold(x, |x, layer| layer.predict(x)));
    let output = blocks.iter_mut().fold(first, |x, block| block.forward(&x));
    let (_, dscores) = SoftmaxCrossEntropy.loss_and_gradient(last.forward(output.into_dyn()), &t);
    let mut dout = as_matrix(last.backward(dscores));
    let mut gradients = vec![root_mean_square(&dout)];
    for block in blocks.iter_mut().rev() {
        dout = block.backward(&dout);
        gradients.push(root_mean_square(&dout));
    }
    gradients.reverse();
    gradients
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

    fn words(&self) -> &'static str {
        if self.skip { "with skip connections" } else { "plain" }
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
    let network = network(INITS[init].2, skip, streams);
    let mut batches = Batches::epochs(train.len(), BATCH, streams.rng("batches"));
    let gradients = gradients(&network, skip, train.batch(batches.draw()));
    let trainer = Trainer::new(Sgd::new(LR)).streams(streams).batch_size(BATCH).iterations(iterations);
    let mut training = trainer.evaluate(Evaluate::Never).start(network, train.len());
    let end = training.run(&Sets::new(train, test), |_, _| progress.inc(1));
    let mut losses = training.history().losses.clone();
    // A loss that overflows is a finding here, not a failure: that network learns no further.
    losses.extend(end.err().map(|divergence| divergence.loss));
    let accuracy = training.network().evaluate(test).accuracy();
    End { init, skip, gradients, losses, accuracy }
}

/// The learning rate of all.
const LR: f64 = 0.05;
/// Iterations whose mean loss stands for the end of a training.
const LAST: usize = 20;

fn table(ends: &[End]) -> Table {
    let heads =
        ["initial weights", "network", "at the last", "at the first", "arrives", "training loss", "accuracy"];
    let title = say!(
        "{DEPTH} layers of {WIDTH}: size of the gradient at the last and the first, and its share that arrives"
    );
    let mut table = Table::new(title, heads);
    for end in ends {
        table.row([
            INITS[end.init].1.into(),
            if end.skip { "skip" } else { "plain" }.into(),
            end.gradients[DEPTH].into(),
            end.gradients[0].into(),
            end.arrives().into(),
            mean_of_last(&end.losses, LAST).into(),
            Cell::percent(end.accuracy),
        ]);
    }
    table
}

/// A column for each kind of initial weights: the gradient before training, and the training.
fn figure(ends: &[End]) -> Figure {
    let figure = Figure::new("With skip connections the gradient reaches the first layer, and from He's weights it explodes")
        .columns(INITS.len())
        .panel_size(225.0, 190.0)
        .legend(Legend::OutsideTop)
        .column_labels(INITS.iter().map(|(_, words, _)| *words))
        .row_labels(["before training", "learning"])
        .caption(say!(
            "{DEPTH} layers. Above: the root mean square of the gradient with respect to the output of each layer; the \
             backward pass goes from right to left. Below: each point is the mean loss of about a fortieth of the batches.{}",
            diverged(ends)
        ));
    let sizes = ends.iter().flat_map(|end| end.gradients.iter().copied());
    let (low, high) =
        sizes.fold((f64::INFINITY, 0.0f64), |(low, high), size| (low.min(size), high.max(size)));
    let range = (low.max(1e-300) / 10.0, 10.0 * high);
    let of_init = |init: usize| ends.iter().filter(move |end| end.init == init);
    let figure =
        (0..INITS.len()).fold(figure, |figure, init| figure.panel(gradient_panel(of_init(init), range)));
    (0..INITS.len()).fold(figure, |figure, init| figure.panel(loss_panel(of_init(init))))
}

fn gradient_panel<'a>(ends: impl Iterator<Item = &'a End>, (low, high): (f64, f64)) -> Panel {
    let panel =
        Panel::new("").x(Axis::new("layer")).y(Axis::new("size of the gradient").log10().range(low, high));
    ends.fold(panel, |panel, end| {
        let points = end.gradients.iter().enumerate().map(|(layer, size)| (layer as f64, *size));
        panel.line(styled(end, points.collect()))
    })
}

fn loss_panel<'a>(ends: impl Iterator<Item = &'a End>) -> Panel {
    let panel = Panel::new("").x(Axis::new("iterations")).y(Axis::new("training loss").range(0.0, 3.0));
    ends.fold(panel, |panel, end| panel.line(styled(end, smooth(&end.losses))))
}

/// Which trainings ended early, and when.
fn diverged(ends: &[End]) -> Words {
    let sentence = |end: &End| {
        let steps = end.losses.iter().position(|loss| !loss.is_finite())?;
        Some(say!(" {}, {}: no longer finite after {steps} iterations.", INITS[end.init].1, end.words()))
    };
    Words::list(ends.iter().filter_map(sentence), "")
}

fn styled(end: &End, points: Vec<(f64, f64)>) -> Series {
    let series = Series::new(end.words(), points).palette(usize::from(!end.skip));
    if end.skip { series.marker(Marker::Circle, (DEPTH / 4).max(1)) } else { series.dashed() }
}

/// Means of about a fortieth of the batches.
fn smooth(losses: &[f64]) -> Vec<(f64, f64)> {
    let piece = losses.len().div_ceil(40).max(1);
    let mean = |(i, losses): (usize, &[f64])| {
        let middle = (i * piece) as f64 + 0.5 * losses.len() as f64;
        (middle, losses.iter().sum::<f64>() / losses.len() as f64)
    };
    losses.chunks(piece).enumerate().map(mean).collect()
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let pairs: Vec<(&End, &End)> =
        ends.chunks_exact(2).filter_map(|pair| Some((pair.first()?, pair.last()?))).collect();
    let [(small, small_skip), _, (_, he_skip)] = pairs.as_slice() else { return };
    let worst = pairs.iter().map(|(_, skip)| skip.arrives()).fold(f64::INFINITY, f64::min);
    outcome
        .claim(
            Source::Book("8.2.4"),
            "with a skip connection around each layer the gradient doesn't become small on its way back",
            say!(
                "from weights of std 0.01 a share of {:.1e} of it arrives at the first layer without skip connections, and {:.2} \
                 times its size at the last layer with them; from all three, with them, at least {worst:.2} times",
                small.arrives(),
                small_skip.arrives()
            ),
            worst >= 0.9,
        )
        .claim(
            Source::Book("8.2.4"),
            "nor does it become too large",
            say!(
                "from He's weights it grows {}-fold, and the training {}; deep residual networks start small, or normalise",
                core_data::grouped(he_skip.arrives().round()),
                if he_skip.losses.iter().all(|loss| loss.is_finite()) { "learns little" } else { "diverges" }
            ),
            he_skip.arrives() < 100.0,
        );
    let learns = |end: &&End| end.accuracy > 0.5;
    outcome.claim(
        Source::Book("8.2.4"),
        "with skip connections a network learns that is too deep without",
        say!(
            "from weights of std 0.01 the test accuracy is {:.1} % without, {:.1} % with them",
            100.0 * small.accuracy,
            100.0 * small_skip.accuracy
        ),
        !learns(small) && learns(small_skip),
    );
}
